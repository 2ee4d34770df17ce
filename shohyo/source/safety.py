"""What a site lets in: the values of conf.py by which more is allowed, and which no page can change."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

#: schemes that are links everywhere
SCHEMES = frozenset({"http", "https", "mailto"})
#: schemes that run, or read the reader's machine: what conf.py tells MyST of links in general does not allow them
RUNNING = frozenset({"javascript", "vbscript", "data", "file", "blob", "filesystem", "view-source", "jar"})
#: what marks the folder of a project, in which its source folder lies
MARKS = (".git", "pyproject.toml")
#: folders of version control and files of settings often hold credentials
PRIVATE = re.compile(r"\.(?:git|hg|svn|env.*)", re.IGNORECASE)
#: every host
ANY = "*"
#: values of conf.py that count, as a build and as a look at the file find them
NAMES = (
    "shohyo_safe", "shohyo_read_roots", "shohyo_schemes", "shohyo_remote", "myst_url_schemes", "mathjax_path",
    "html_math_renderer", "extensions",
)  # fmt: skip
#: Sphinx's own address of MathJax is on this host
MATHJAX = "https://cdn.jsdelivr.net/npm/mathjax"
#: our renderer of formulas, which needs no script
MATHML = "mathml"
#: extensions that draw formulas in the build, or bring their own script
OTHER_MATH = frozenset({"sphinx.ext.imgmath", "sphinxcontrib.katex", "sphinx_math_dollar"})
#: what a link of MyST means and no browser sees
INTERNAL = frozenset({"path", "project", "inv"})


#: what does not count around an address
_BLANK = "".join(map(chr, range(33)))


@dataclass(frozen=True)
class Safety:
    """What pages may read, and where they may lead."""

    is_on: bool = True
    roots: tuple[Path, ...] = ()  #: the folders whose files are read, without links
    schemes: frozenset[str] = SCHEMES  #: of links
    hosts: frozenset[str] = frozenset()  #: from which a page may load something; ``ANY`` for all
    math_address: str = ""  #: from where formulas are set, if it is another site
    has_mathml: bool = True  #: whether formulas are set in the build, by us
    #: folder → whether its files may be read
    _folders: dict[Path, bool] = field(default_factory=dict, compare=False, repr=False)

    def allows(self, address: str) -> bool:
        """Tell whether an address may be a link."""
        scheme = scheme_of(address)
        return not self.is_on or not scheme or scheme in self.schemes

    def may_load(self, address: str) -> bool:
        """Tell whether a page may load what is at an address: on the site itself, or on a host that conf.py names."""
        host = host_of(address)
        return not self.is_on or not host or host in self.hosts or ANY in self.hosts

    def holds(self, file: Path | str) -> bool:
        """Tell whether a file may be read: where it really stands, links followed."""
        if not self.is_on:
            return True
        path = Path(file)
        try:
            if ".." not in path.parts:
                return self._is_held(path)
            # a step up from a link is one from where that leads, to the system; to Sphinx it is not
            return self._is_held(Path(os.path.normpath(path))) and self._is_held(path.resolve())
        except (OSError, RuntimeError, ValueError):  # links in a circle, or a NUL: there is no such file
            return True

    def _is_held(self, path: Path) -> bool:
        folder, name = path.parent, path.name
        if folder not in self._folders:
            self._folders[folder] = self._is_inside(folder.resolve())
        return self._is_inside(path.resolve()) if path.is_symlink() else self._folders[folder] and not _is_private(name)

    def _is_inside(self, place: Path) -> bool:
        root = next((root for root in self.roots if place.is_relative_to(root)), None)
        return root is not None and not any(map(_is_private, place.relative_to(root).parts))


def _is_private(name: str) -> bool:
    return PRIVATE.fullmatch(name) is not None


def scheme_of(address: str) -> str:
    """Return the scheme as a browser reads it, in lower case, or nothing of a relative address.

    White space and control characters before it do not count, nor do tabs and line ends anywhere (WHATWG URL, 4.4).
    """
    if ":" not in address:
        return ""
    match = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", _as_read(address))
    return match[1].lower() if match else ""


def host_of(address: str) -> str:
    """Return the host of an address on the web, or nothing."""
    text = _as_read(address).replace("\\", "/")
    scheme = scheme_of(text)
    if scheme not in ("", "http", "https") or (not scheme and not text.startswith("//")):
        return ""
    try:
        return (urlsplit(re.sub(r"^(?:https?:)?/*", "//", text, flags=re.IGNORECASE)).hostname or "").lower()
    except ValueError:  # brackets that hold no address
        return text


def _as_read(address: str) -> str:
    return re.sub(r"[\t\n\r]", "", address.strip(_BLANK))


def safety_of(values: Mapping[str, Any], root: Path) -> Safety:
    """Return what values of a conf.py allow.

    Args:
        values: those of ``NAMES`` that are set.
        root: the source folder.
    """
    schemes = {*SCHEMES, *(name.lower().rstrip(":") for name in _texts(values.get("shohyo_schemes")))}
    if "myst_url_schemes" in values:
        schemes |= {name.lower() for name in _texts(values["myst_url_schemes"])} - RUNNING
    remote = values.get("shohyo_remote")
    hosts = {ANY} if remote is True else {name.lower() for name in _texts(remote)}
    roots = [(root / name).resolve() for name in _texts(values.get("shohyo_read_roots"))]
    return Safety(
        values.get("shohyo_safe", True) is not False,
        tuple(roots) or (_project_folder(root),),
        frozenset(schemes),
        frozenset(hosts),
        _math_address(values),
        math_renderer(values) == MATHML,
    )


def _project_folder(root: Path) -> Path:
    """Return the nearest folder that is marked as a project, or the source folder itself."""
    real = root.resolve()
    for folder in (real, *real.parents):
        if any((folder / mark).exists() for mark in MARKS):
            return folder
    return real


def math_renderer(values: Mapping[str, Any]) -> str:
    """Return the renderer of formulas that values of a conf.py choose: ours, unless they are about another."""
    if isinstance(chosen := values.get("html_math_renderer"), str):
        return chosen
    extensions = set(_texts(values.get("extensions")))
    if found := OTHER_MATH & extensions:
        return min(found).rpartition(".")[2]
    return "mathjax" if "sphinx.ext.mathjax" in extensions or values.get("mathjax_path") else MATHML


def _math_address(values: Mapping[str, Any]) -> str:
    if math_renderer(values) != "mathjax":
        return ""
    path = values.get("mathjax_path")
    address = path if isinstance(path, str) and path else MATHJAX
    return address if host_of(address) else ""


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, (list, tuple, set, frozenset, dict)):
        return [item for item in value if isinstance(item, str)]
    return ()


#: of a project that is known by its files alone
UNKNOWN = Safety(is_on=False)
