"""What conf.py says of other sites: whose pages are searched here, and whose search is asked.

A site in a folder is read while this one is built; one that has an address of its own is asked by the reader's browser.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from sphinx.util.logging import getLogger

from ...upstream.sphinx import project_of
from ...wording import say, told
from ..errors import SearchError
from ..format import FOLDER
from ..reader import Site
from ..sites import Member, address_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from ..model import Page

logger = getLogger(__name__)

#: settings of conf.py
SITES, AT = "shohyo_search_sites", "shohyo_search_at"


def folders_of_sites(app: Sphinx) -> dict[str, Path]:
    """Return address → folder of each site whose pages are searched here; what is wrong with one is reported."""
    found: dict[str, Path] = {}
    stated = getattr(app.config, SITES)
    for name, folder in stated.items() if isinstance(stated, dict) else ():  # else Sphinx says it
        if _is_address(folder):
            continue
        address, path = address_of(name), _folder(app, folder)
        if address is None or address.startswith("../"):
            _warn(app, SITES, name, _no_address(name))
        elif path is None:
            problem = say(
                '"{name}" needs the folder where that site is built, as "../{address}_build/html"',
                name=name,
                address=address,
            )
            _warn(app, SITES, name, problem)
        elif address in found:
            problem = say('"{address}" stands there twice; give each site an address of its own', address=address)
            _warn(app, SITES, name, problem)
        elif os.path.realpath(path) == os.path.realpath(app.outdir):
            problem = say('"{name}" is this site itself; name the folder where the other one is built', name=name)
            _warn(app, SITES, name, problem)
        else:
            found[address] = path
    return found


def addresses_of_sites(app: Sphinx) -> dict[str, str]:
    """Return name → address of each site that browsers ask beside this one; what is wrong with one is reported."""
    found: dict[str, str] = {}
    stated = getattr(app.config, SITES)
    for name, address in stated.items() if isinstance(stated, dict) else ():
        if not _is_address(address):
            continue
        top = _top_of(address)
        if not isinstance(name, str) or not name.strip() or not name.isprintable():
            problem = say("{name} is no name of a site, which results are to show; write it in words", name=repr(name))
            _warn(app, SITES, name, problem)
        elif top is None:
            problem = say(
                '"{name}": "{address}" is not the top of a site; write it as "https://example.org/manual/"',
                name=name,
                address=address,
            )
            _warn(app, SITES, name, problem)
        elif top in found.values():
            problem = say('"{address}" stands there twice; give each site an address of its own', address=top)
            _warn(app, SITES, name, problem)
        else:
            found[name.strip()] = top
    return found


def way_to_search(app: Sphinx) -> str:
    """Return the way from the top of this site to that of the one whose search is asked; "" is this one."""
    stated = getattr(app.config, AT)
    address = address_of(stated)
    if not stated or (address and address.startswith("../")):
        return quote(address or "")
    problem = say(
        '{way} does not lead up from this site; write the way to the one that searches, as "../"', way=repr(stated)
    )
    _warn(app, AT, stated, problem)
    return ""


def members_of(app: Sphinx, folders: dict[str, Path], own: Iterable[Page]) -> list[Member]:
    """Return the sites of which there is an index, by address; the others are reported."""
    found = []
    for address, folder in sorted(folders.items()):
        if not (folder / FOLDER / "manifest.js").is_file():
            remedy = say('build that site first, with "shohyo.search" or "shohyo" among its extensions')
            problem = say('"{address}": "{folder}" has no index', address=address, folder=folder)
            _warn(app, SITES, address, say("{problem}; {remedy}", problem=problem, remedy=remedy))
            continue
        if here := next((page for page in own if page.url.startswith(quote(address))), None):
            problem = say('"{address}" has pages of this project, such as "{name}"', address=address, name=here.docname)
            remedy = say("publish the site at another address, or move them")
            _warn(app, SITES, address, say("{problem}; {remedy}", problem=problem, remedy=remedy))
        try:
            site = Site(folder / FOLDER)
        except SearchError as error:
            _warn(app, SITES, address, say('"{address}": {why}', address=address, why=error.args[0]))
        else:
            found.append(Member(address, project_of(folder / "objects.inv") or address.rstrip("/"), site))
    return found


def pages_of(app: Sphinx, member: Member) -> list[Page] | None:
    """Return the pages of a site; None if its index is damaged, which is reported."""
    try:
        return list(member.pages())
    except SearchError as error:
        problem = say('"{address}": {why}', address=member.address, why=error.args[0])
        _warn(app, SITES, member.address, problem)
        return None


def _folder(app: Sphinx, stated: Any) -> Path | None:
    is_path = isinstance(stated, str | Path) and str(stated) and "\0" not in str(stated)
    return Path(os.path.normpath(Path(app.confdir, stated))) if is_path else None


def _is_address(stated: Any) -> bool:
    return isinstance(stated, str) and re.match("https?:", stated, re.IGNORECASE) is not None


def _top_of(address: str) -> str | None:
    """Return the address of a site, with a slash at its end; None if it is none, or says more than that."""
    try:
        parts = urlsplit(address)
        is_whole = parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:  # such as a port that is no number
        return None
    if not is_whole or "@" in parts.netloc or "?" in address or "#" in address or re.search(r"[\s\\\"<>]", address):
        return None
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._").rstrip("/")
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}{path}/"


def _below(name: Any) -> str:
    """Return what an address below this site can be, for one that is none."""
    parts = re.split(r"[/\\]", re.sub(r"^\w+://[^/]*", "", str(name)))
    return "".join(f"{part}/" for part in parts if address_of(part) not in (None, "../")) or "name/"


def _no_address(name: Any) -> str:
    return say('{name} is no address below this site; write it as "{below}"', name=repr(name), below=_below(name))


def _warn(app: Sphinx, setting: str, value: Any, message: str) -> None:
    text = told(message, app.config.language)
    logger.warning("%s: %s", setting, text, type="search", subtype="sites", location=place_of(app, setting, value))


def place_of(app: Sphinx, setting: str, value: Any) -> str | None:
    """Return where conf.py has a value of a setting, or the setting, as far as that can be seen."""
    path = Path(app.confdir, "conf.py")
    try:
        text = path.read_text("utf-8")
    except (OSError, ValueError):
        return None
    begin = re.search(rf"^{setting}\b", text, re.MULTILINE)
    if not begin:
        return None
    words = re.escape(str(value).rstrip("/"))
    named = re.compile(rf"[\"']{words}/?[\"']").search(text, begin.start()) or begin
    before = text[: named.start()]
    place = f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"
    return f"{os.path.relpath(path, app.srcdir)}:{place}"
