"""Weight of pages: the stock theme against Shohyo's, for this site and for a large one.

``make bench-pages`` prints the table of docs/performance.md.  Pages are opened in a fresh Chromium profile over
a line of 1.6 Mbit/s with 150 ms of delay, from a server that compresses with gzip, as hosts do.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import gzip
import http.server
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import yaml
from playwright.sync_api import Browser, sync_playwright

from tests.browsers import LAUNCH_ARGS, find_chromium

REPOSITORY = Path(__file__).parents[1]
REVIEW = "reviews/ai-engineer-ml-system-design-patterns.html"
PAGES = {"pattern page": "patterns/prediction-cache.html", "review": REVIEW, "home": "index.html"}
THEMES = {"stock theme": "sphinx_book_theme", "Shohyo's theme": "shohyo"}
#: what makes a site; everything else in the repository is not built
SITE = ("conf.py", "references.bib", "_static", "*.md", "*.yaml", "patterns", "reviews")
TEXT = (".html", ".css", ".js", ".svg", ".json")
COLUMNS = ("Site", "Page", "Theme", "Requests", "KB", "KB gzip", "DOM nodes", "Blocking scripts", "First paint (ms)")
RUNS = 5


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder, texts compressed."""

    def send_head(self):
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if path.suffix not in TEXT or not path.is_file():
            return super().send_head()
        body = gzip.compress(path.read_bytes(), mtime=0)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return None

    def log_message(self, *arguments: object) -> None:
        pass


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder on a free port and give its address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def copy_site(target: Path) -> None:
    """Copy what the site is made of."""
    for pattern in SITE:
        for path in REPOSITORY.glob(pattern):
            (shutil.copytree if path.is_dir() else shutil.copy2)(path, target / path.name)


def multiply(site: Path, pages: int) -> None:
    """Add copies of the review and its outline pages until there are at least so many outline pages."""
    originals = {path.stem: path.read_text("utf-8") for path in site.glob("patterns/*.md") if path.stem != "index"}
    review = (site / REVIEW).with_suffix(".md").read_text("utf-8")
    bibliography = site / "references.bib"
    for number in range(2, -(-pages // len(originals)) + 1):
        for name, text in originals.items():
            front, body = _split(text)
            front |= {"id": f"{name}-{number}", "title": f"{front['title']} {number}"}
            front.pop("aliases", None)
            front["relations"] = [
                relation | {"target": f"{relation['target']}-{number}"} for relation in front.get("relations", [])
            ]
            _write(site / f"patterns/{name}-{number}.md", front, body)
        front, body = _split(review)
        front |= {"title": f"{front['title']} {number}", "book": f"copy{number}"}
        for chapter in (chapter for part in front["outline"] for chapter in part["chapters"]):
            chapter["patterns"] = [
                f"{entry}-{number}" if isinstance(entry, str) and entry in originals else entry
                for entry in chapter["patterns"]
            ]
        _write(site / f"reviews/copy-{number}.md", front, body)
        with bibliography.open("a", encoding="utf-8") as file:
            file.write(
                f"\n@book{{copy{number}, author = {{{{著者 {number}}}}}, title = {{{{本 {number}}}}}, year = 2021}}\n"
            )


def _split(text: str) -> tuple[dict, str]:
    _before, front, body = text.split("---\n", 2)
    return yaml.safe_load(front), body


def _write(path: Path, front: dict, body: str) -> None:
    path.write_text(f"---\n{yaml.safe_dump(front, allow_unicode=True, sort_keys=False)}---\n{body}", "utf-8")


def build(site: Path, output: Path, theme: str) -> float:
    """Build a site and return the seconds that it took."""
    started = time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-j", "auto", "-D", f"html_theme={theme}", "-d", f"{output}.doctrees",
         str(site), str(output)],
        check=True, env={**os.environ, "PYTHONPATH": str(REPOSITORY)}, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return time.monotonic() - started


def measure(browser: Browser, folder: Path, page_path: str) -> tuple[str, ...]:
    """Return the cells of a page: requests, KB, KB gzip, nodes, blocking scripts, first paint."""
    paints = []
    with serving(folder) as address:
        for _run in range(RUNS):
            context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="ja-JP")
            page = context.new_page()
            session = context.new_cdp_session(page)
            session.send("Network.enable")
            line = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}
            session.send("Network.emulateNetworkConditions", line)
            loaded: list[str] = []
            page.on("requestfinished", lambda request, loaded=loaded: loaded.append(request.url))
            page.goto(address + page_path, wait_until="networkidle", timeout=120_000)
            # a loaded machine paints after the network has gone quiet
            page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length", timeout=120_000)
            paints.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
            nodes = page.evaluate("document.querySelectorAll('*').length")
            blocking = page.evaluate(
                "document.querySelectorAll('script[src]:not([defer], [async], [type=module])').length"
            )
            context.close()
        paths = [folder / url.removeprefix(address).partition("?")[0] for url in loaded if url.startswith(address)]
    bodies = [path.read_bytes() for path in paths if path.is_file()]
    packed = sum(
        len(gzip.compress(body, mtime=0)) if path.suffix in TEXT else len(body)
        for path, body in zip(paths, bodies, strict=True)
    )
    numbers = (len(loaded), sum(map(len, bodies)) / 1000, packed / 1000, nodes, blocking, statistics.median(paints))
    return tuple(f"{number:,.0f}" for number in numbers)


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=1000, help="outline pages of the large site; 0 leaves it out")
    parser.add_argument("--theme", choices=THEMES, action="append", help="measure this one only")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(LAUNCH_ARGS))
        rows, times = [], []
        for name, pages in (("this site", 0), (f"{arguments.pages:,} pages", arguments.pages)):
            if name != "this site" and not pages:
                continue
            site = Path(scratch, f"site-{pages}")
            site.mkdir()
            copy_site(site)
            if pages:
                multiply(site, pages)
            for theme in arguments.theme or THEMES:
                value = THEMES[theme]
                output = Path(scratch, f"output-{pages}-{value}")
                times.append(f"{name}, {theme}: built in {build(site, output, value):.0f} s")
                rows += [(name, kind, theme, *measure(browser, output, path)) for kind, path in PAGES.items()]
        browser.close()
    table = ["| " + " | ".join(row) + " |" for row in (COLUMNS, ["---"] * 3 + ["---:"] * (len(COLUMNS) - 3), *rows)]
    sys.stdout.write("\n".join([*table, "", *times, ""]))


if __name__ == "__main__":
    main()
