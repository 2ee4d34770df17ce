"""docutils: what is used of it that its documentation does not promise.  Checked with docutils 0.22.4."""

from __future__ import annotations

import functools
import warnings
from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.frontend import OptionParser, get_default_settings
from docutils.parsers.rst import Parser, directives, roles
from docutils.parsers.rst.languages import en, get_language
from docutils.utils import DependencyList, new_document

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from docutils import SettingsSpec
    from docutils.frontend import Values
    from docutils.parsers.rst import Directive
    from sphinx.writers.html5 import HTML5Translator


def add_attribute(translator: HTML5Translator, tag: str, name: str, value: str) -> None:
    """Give the start tag that a translator has just written one more attribute."""
    # what a visitor writes is appended to ``body``; a visitor of ours would have to know what Sphinx adds to rows
    translator.body[-1] = translator.body[-1].replace(f"<{tag}", f'<{tag} {name}="{escape(value)}"', 1)


def directive_class(name: str) -> type[Directive] | None:
    """Return the class that answers to a directive's name, or nothing."""
    # the lookup wants a document for its messages; `directives._directives` knows those that were asked for, only
    return directives.directive(name, en, _empty_document())[0]


def names_of_roles(language: str) -> set[str]:
    """Return the names under which docutils finds roles: what was registered, its own, and their translations."""
    own = {name for name, role in roles._role_registry.items() if role is not roles.unimplemented_role}
    translated = {name for words in _languages(language) for name, own_name in words.roles.items() if own_name in own}
    # what was looked for under another name is registered under it
    registered = {name for name, role in roles._roles.items() if role is not roles.unimplemented_role}
    return {name.lower() for name in (*registered, *own, *translated) if name}


def names_of_directives(language: str) -> set[str]:
    """Return the names under which docutils finds directives, likewise."""
    own = directives._directive_registry
    translated = {
        name for words in _languages(language) for name, own_name in words.directives.items() if own_name in own
    }
    return {name.lower() for name in (*directives._directives, *own, *translated)}


def _languages(language: str) -> tuple[Any, ...]:
    # English counts in each, and where there is none for this one
    return en, get_language(language) or en


@functools.cache
def _empty_document() -> nodes.document:
    return new_document("", get_default_settings(Parser))


class KnownSettings:
    """Makes settings of documents as docutils does, and works out each kind of them once."""

    # docutils declares some ninety options of its command line, and reads its configuration files, for each document;
    # to make values of what was declared is public, to declare it beforehand is not offered

    def __init__(self) -> None:
        self.known: list[tuple[tuple[object, ...], OptionParser]] = []

    def make(
        self,
        *components: SettingsSpec | type[SettingsSpec],
        defaults: Mapping[str, Any] | None = None,
        read_config_files: bool = False,
    ) -> Values:
        """Return new settings, with lists of their own."""
        classes = tuple(each if isinstance(each, type) else type(each) for each in components)
        kind = classes, dict(defaults or {}), read_config_files
        parser = next((parser for known, parser in self.known if known == kind), None)
        if parser is None:
            with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
                parser = OptionParser(components, kind[1], read_config_files)
            self.known.append((kind, parser))
        values = parser.get_default_values()
        vars(values).update({name: list(value) for name, value in vars(values).items() if isinstance(value, list)})
        values.record_dependencies = DependencyList()  # with configuration files there is one among the defaults
        return values


@contextmanager
def replaced(owner: object, name: str, value: object) -> Iterator[None]:
    """Let a name of a module or class mean something else for a while."""
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)
