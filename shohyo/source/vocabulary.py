"""The names of roles and directives: those of every build, those that others bring, and the table of the last build.

A build knows all names and leaves them beside its doctrees.  A check reads them there; where none are, or where
``conf.py`` was another, it can only tell what is nearly the name of something that every build has.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from ..nearest import nearest_name
from .files import MAX_SIZE, is_regular

#: what a build leaves beside its doctrees
TABLE = "shohyo-names.json"
VERSION = 1
#: what roles of intersphinx begin with
EXTERNAL = "external"
#: folders of doctrees: those of our Makefile, of Sphinx's own and of sphinx-build, seen from conf.py
PLACES = ("_build", "build", "../_build", "../build")
#: what extensions begin with whose names are known, or that have none
FAMILIAR = (
    "shohyo", "sphinx.ext.", "myst_parser", "sphinx_design", "sphinxcontrib.bibtex", "sphinx_copybutton",
    "sphinx_sitemap", "sphinxext.opengraph", "sphinx_book_theme", "pydata_sphinx_theme", "notfound.extension",
)  # fmt: skip
#: how alike two words are, from 0 to 1, of which one is a slip for the other
ALIKE = 0.8


@dataclass(frozen=True)
class Vocabulary:
    """The names of roles and of directives, in lower case."""

    roles: frozenset[str] = frozenset()
    directives: frozenset[str] = frozenset()
    is_complete: bool = False  #: whether there are no others
    has_strangers: bool = False  #: whether extensions may bring others of which nothing is known
    #: name → the extension that brings it
    brought: Mapping[str, str] = field(default_factory=dict)

    def names(self, is_role: bool) -> frozenset[str]:
        """Return the names of the one or the other."""
        return self.roles if is_role else self.directives

    def has(self, name: str, is_role: bool) -> bool:
        """Tell whether there is a role or directive of a name, as Sphinx looks it up."""
        name, names = name.lower(), self.names(is_role)
        if name in names:
            return True
        if is_role and EXTERNAL in names and re.match(rf"{EXTERNAL}[:+]", name):
            return True
        domain, _colon, rest = name.partition(":")
        # whatever domain is named, what the standard one has is found
        return bool(rest) and f"std:{rest}" in names and any(known.startswith(f"{domain}:") for known in names)

    def has_in_domain(self, name: str, is_role: bool) -> bool:
        """Tell whether any domain has a name, which a page may have made its own."""
        return any(known.endswith(f":{name.lower()}") for known in self.names(is_role))

    def may_have(self, name: str, is_role: bool) -> bool:
        """Tell whether there may be a role or directive of a name, which no build has told of."""
        name, meant = name.lower(), self.meant(name, is_role)
        if self.is_complete:
            return False
        if self.has_in_domain(name, is_role):  # conf.py may have made that its own
            return True
        if self.has(name, not is_role):
            return self.has_strangers
        # an extension may well have a "codes", and hardly a "cdoe"
        is_form = self.has_strangers and (name.startswith(meant) or meant.startswith(name))
        return not meant or is_form or not is_slip(name, meant) or name in self.brought

    def meant(self, name: str, is_role: bool) -> str:
        """Return the name that is nearest, or nothing."""
        return nearest_name(name.lower(), self.names(is_role))


def is_slip(word: str, name: str) -> bool:
    """Tell whether a word is so near a name that it can hardly be another one."""
    from difflib import SequenceMatcher  # as in nearest.py

    return SequenceMatcher(None, word, name).ratio() >= ALIKE


@cache
def _stored() -> Mapping[str, Any]:
    return json.loads(Path(__file__).with_name("vocabulary.json").read_text("utf-8"))


@cache
def usual() -> Vocabulary:
    """Return the names that every build has which sets nothing else, and what other extensions of Sphinx's bring."""
    stored = _stored()
    return Vocabulary(frozenset(stored["roles"]), frozenset(stored["directives"]), brought=stored["brought"])


def is_usual(name: str, is_role: bool) -> bool:
    """Tell whether every build has a role or directive of a name."""
    return name.lower() in usual().names(is_role)


def lack_of(name: str, argument: str, body: str, options: Collection[str]) -> str:
    """Return what a directive lacks that it does not do without, ``argument`` or ``content``, or nothing."""
    name, lacking = name.lower(), _stored()["lacking"]
    if body and argument:
        return ""
    if not argument and name in lacking["argument"]:
        return "argument"
    is_needed = name in lacking["content"] or (not argument and name in lacking["words"])
    return "content" if is_needed and not body and not {"file", "url"}.intersection(options) else ""


# --- the table of a build ----------------------------------------------------------------------------


def fingerprint(folder: Path) -> str:
    """Return a hash of the ``conf.py`` in a folder, by which a table is known to be of this one."""
    file = folder / "conf.py"
    return hashlib.sha256(file.read_bytes() if is_regular(file) else b"").hexdigest()


def table_of(roles: Iterable[str], directives: Iterable[str], made_with: str) -> str:
    """Return the text of a table."""
    table = {"version": VERSION, "conf": made_with, "roles": sorted(roles), "directives": sorted(directives)}
    return json.dumps(table, ensure_ascii=False, indent=0, sort_keys=True) + "\n"


def load_vocabulary(root: Path, extensions: Collection[str] | None) -> Vocabulary:
    """Return the names that the last build of the project in a folder knew, or the usual ones.

    Args:
        root: the folder of conf.py.
        extensions: what that names; none, if it is not known what.
    """
    tables = [file for place in PLACES for file in _tables(root / place)]
    made_with = fingerprint(root) if tables else ""
    has_strangers = extensions is None or not all(name.startswith(FAMILIAR) for name in extensions)
    without = replace(usual(), has_strangers=has_strangers)
    return next((found for file in tables if (found := load_table(file, made_with))), without)


def _tables(folder: Path) -> Iterator[Path]:
    """Yield the tables in a folder of builds, by name."""
    try:
        yield from sorted((*folder.glob(f"*doctrees/{TABLE}"), *folder.glob(f"*/.doctrees/{TABLE}")))
    except OSError:  # it is not for us to say what is wrong with it
        return


def load_table(file: Path, made_with: str) -> Vocabulary | None:
    """Return the names in a table, if it was made with this ``conf.py`` and is one of ours."""
    try:
        if not is_regular(file) or file.stat().st_size > MAX_SIZE:
            return None
        table = json.loads(file.read_text("utf-8"))
        if (table["version"], table["conf"]) != (VERSION, made_with):
            return None
        return Vocabulary(frozenset(table["roles"]), frozenset(table["directives"]), True, usual().brought)
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
