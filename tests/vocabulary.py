"""The names of roles and directives that ``shohyo/source/vocabulary.json`` has, asked of the libraries themselves.

``python -m tests.vocabulary`` writes the file anew, after Sphinx, docutils, MyST or one of ours has others.
"""

from __future__ import annotations

import io
import json
import pkgutil
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import sphinx.ext
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from shohyo import source
from shohyo.building.vocabulary import vocabulary_of
from shohyo.source.vocabulary import Vocabulary

FILE = Path(source.__file__).with_name("vocabulary.json")
#: whose names there are
ASKED = ("docutils", "sphinx", "myst-parser", "sphinx-design", "sphinxcontrib-bibtex", "sphinx-book-theme")


@contextmanager
def application(folder: Path, *extensions: str, log: io.StringIO | None = None) -> Iterator[Sphinx]:
    """Give an application with so many extensions and no other settings."""
    (folder / "source").mkdir(parents=True, exist_ok=True)
    (folder / "source/index.md").write_text("# Index\n", "utf-8")
    # what others say of a directive is asked, not what we say instead
    conf = f"extensions = {list(extensions)!r}\nsuppress_warnings = ['shohyo.directive']\n"
    (folder / "source/conf.py").write_text(conf, "utf-8")
    with patch_docutils(folder), docutils_namespace():
        paths = [str(folder / name) for name in ("source", "source", "out", "doctrees")]
        yield Sphinx(*paths, "dummy", status=None, warning=log or io.StringIO(), freshenv=True)


def names_of(folder: Path, *extensions: str) -> Vocabulary:
    """Return the names of an application with so many extensions."""
    with application(folder, *extensions) as app:
        return vocabulary_of(app)


def lacking(folder: Path, names: Iterable[str]) -> dict[str, list[str]]:
    """Return what directives do not do without: an argument, content, or content that may stand behind the name."""
    log = io.StringIO()
    pages = {f"{kind}-{number}": name for number, name in enumerate(sorted(names)) for kind in ("bare", "with")}
    with application(folder, "shohyo", log=log) as app:
        for page, name in pages.items():
            text = f"# Page\n\n:::{{{name}}}{' x' if page.startswith('with') else ''}\n:::\n"
            Path(app.srcdir, f"{page}.md").write_text(text, "utf-8")
        app.build(force_all=True)
    found: dict[str, set[str]] = {"argument": set(), "bare": set(), "with": set()}
    for page, message in re.findall(r"/((?:bare|with)-\d+)\.md:\d+: .*?: (.*)", log.getvalue()):
        if "argument(s) required" in message and page.startswith("bare"):
            found["argument"].add(pages[page])
        elif re.match("Content block expected|The .* is empty|The .* requires content", message):
            found[page.partition("-")[0]].add(pages[page])
    of_file = {"raw"}  # which it may name
    return {
        "argument": sorted(found["argument"]),
        "content": sorted(found["with"] - of_file),
        "words": sorted(found["bare"] - found["with"]),
    }


def gathered(folder: Path) -> dict[str, Any]:
    """Return what the file is to have."""
    usual = names_of(folder / "usual", "shohyo")
    brought: dict[str, str] = {}
    for module in pkgutil.iter_modules(sphinx.ext.__path__, "sphinx.ext."):
        more = names_of(folder / module.name, "shohyo", module.name)
        # it loads autodoc, by whose name this is known
        for name in (
            ()
            if module.name == "sphinx.ext.apidoc"
            else (more.roles | more.directives) - usual.roles - usual.directives
        ):
            brought.setdefault(name, module.name)
    return {
        "brought": brought,
        "lacking": lacking(folder / "lacking", usual.directives),
        "directives": sorted(usual.directives),
        "of": {name: version(name) for name in ASKED},
        "roles": sorted(usual.roles),
    }


def text_of(names: dict[str, Any]) -> str:
    """Return names as the file has them."""
    return json.dumps(names, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        FILE.write_text(text_of(gathered(Path(name))), "utf-8")
