"""What hosts read beside the pages, where conf.py names the host: headers, redirects, and files that are packed.

``shohyo_hosting`` names hosts, ``shohyo_packed`` the forms in which files stand beside themselves, for servers that
send those as they are.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sphinx.util.logging import getLogger

from ..exports.files import put
from ..exports.site import Site, is_site
from ..exports.sitemap import written
from ..source.safety import MATHML
from ..values import is_url
from ..wording import say, told
from .frame import is_framed
from .redirects import Moved, moved

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

#: hosts that read files of the site → whether a redirect has to say that it goes before a page
HOSTS = {"netlify": True, "cloudflare": False, "github": False}
#: what nothing on a page asks for, with our theme
POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "strict-origin-when-cross-origin"}
#: endings of files that become smaller by it, and from which size on (bytes)
PACKABLE = frozenset({
    ".html", ".css", ".js", ".json", ".xml", ".svg", ".txt", ".md", ".map", ".webmanifest", ".atom", ".rss", ".bib",
    ".ris", ".csv", ".ico",
})  # fmt: skip
SMALLEST = 1024

logger = getLogger(__name__)


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Say what is no host, no form or no address; what is none counts as not written."""
    for name in filter(None, config.shohyo_hosting):
        if name not in HOSTS:
            text = say('shohyo_hosting: "{name}" is no host; write one of {names}', name=name, names=", ".join(HOSTS))
            logger.warning("%s", told(text, config.language), type="shohyo", subtype="hosting")
    for name in filter(None, config.shohyo_packed):
        if name not in PACKERS:
            text = say('shohyo_packed: "{name}" is no form; write gz or br', name=name)
            logger.warning("%s", told(text, config.language), type="shohyo", subtype="hosting")
        elif name == "br" and find_spec("brotli") is None:
            text = say('shohyo_packed: "br" needs the package brotli; run: python -m pip install "shohyo[brotli]"')
            logger.warning("%s", told(text, config.language), type="shohyo", subtype="hosting")
    if not isinstance(config.shohyo_alternates, dict):
        config.shohyo_alternates = {}  # of which Sphinx warns
    for name, settings, key in list(_addresses(config)):
        if settings[key] and not (isinstance(settings[key], str) and is_url(settings[key])):
            text = say('{name}: "{value}" is no address; it must begin with https://', name=name, value=settings[key])
            logger.warning("%s", told(text, config.language), type="shohyo", subtype="hosting")
            settings[key] = ""
    config.shohyo_alternates = {str(name): address for name, address in config.shohyo_alternates.items() if address}


def _addresses(config: Config) -> Iterator[tuple[str, Any, Any]]:
    """Yield the settings that say where a site is: name, what holds the value, and under which key."""
    yield "html_baseurl", config, "html_baseurl"
    for name in config.shohyo_alternates:
        yield "shohyo_alternates", config.shohyo_alternates, name
    if isinstance(config.shohyo_feeds, dict) and "first_address" in config.shohyo_feeds:
        yield "shohyo_feeds", config.shohyo_feeds, "first_address"


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Write what the hosts read."""
    if exception or not is_site(app):
        return
    hosts = set(app.config.shohyo_hosting)
    if "github" in hosts:
        put(app, ".nojekyll", b"")
    if hosts & {"netlify", "cloudflare"}:
        put(app, "_headers", headers(has_policy=keeps_policy(app)).encode())
        prefix = urlsplit(Site(app).base).path or "/"
        if lines := list(rules(moved(app), prefix, is_forced="netlify" in hosts)):
            put(app, "_redirects", "".join(f"{line}\n" for line in lines).encode("utf-8", "replace"))


def keeps_policy(app: Sphinx) -> bool:
    """Tell whether the strict policy of the manual holds, as far as the configuration tells."""
    return is_framed(app.builder) and not app.config.shohyo_remote and app.config.html_math_renderer == MATHML


def headers(*, has_policy: bool) -> str:
    """Return the file of headers, for all addresses."""
    lines = {"Content-Security-Policy": POLICY} | HEADERS if has_policy else HEADERS
    return "/*\n" + "".join(f"  {name}: {value}\n" for name, value in lines.items())


def rules(redirects: Iterable[Moved], prefix: str, *, is_forced: bool) -> Iterator[str]:
    """Yield a line for each old address, and for what it is without ``.html``.

    Args:
        redirects: all of the site.
        prefix: path of the site on its host.
        is_forced: whether the host prefers the page that stands there unless it is told.
    """
    status = "301!" if is_forced else "301"
    for redirect in redirects:
        target = redirect.path if is_url(redirect.path) else f"{prefix}{redirect.path}"
        path = f"{prefix}{redirect.file}"
        short = path.removesuffix("index.html") if path.endswith("/index.html") else path.removesuffix(".html")
        for old in dict.fromkeys((path, short)):
            if _plain(old) == _plain(target.partition("#")[0]):
                continue  # to some hosts both are one address, and a rule would lead to itself for ever
            yield f"{written(old)} {target} {status}"


def _plain(path: str) -> str:
    return path.removesuffix("index.html").removesuffix(".html").rstrip("/")


# --- packed files ------------------------------------------------------------------------------------------


def on_all_written(app: Sphinx, exception: Exception | None) -> None:
    """Pack what this build has written; what stays of the last one stays packed."""
    forms = [form for form in app.config.shohyo_packed if form in PACKERS and (form != "br" or find_spec("brotli"))]
    if exception or not forms or not is_site(app):
        return
    for file in sorted(Path(app.outdir).rglob("*")):
        if file.suffix in PACKABLE and file.is_file() and file.stat().st_size >= SMALLEST:
            data = file.read_bytes()
            for form in forms:
                file.with_name(f"{file.name}.{form}").write_bytes(PACKERS[form](data))


def _brotli(data: bytes) -> bytes:
    import brotli  # an extra

    return brotli.compress(data, quality=11)


#: ending → what packs, the same bytes in the same way
PACKERS: dict[str, Callable[[bytes], bytes]] = {"gz": lambda data: gzip.compress(data, 9, mtime=0), "br": _brotli}
