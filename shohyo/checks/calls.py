"""Roles and directives of which there are none: MyST leaves out what they hold."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import partial

from ..errors import Code, Diagnostic, say
from ..source.vocabulary import Vocabulary
from .documents import SourcePage

#: what a directive lacks → what is said of it
LACKS = {
    "argument": (
        partial(say, 'the directive "{name}" has no argument'),
        partial(say, "write it behind the name: {{{name}}} …"),
    ),
    "content": (
        partial(say, 'the directive "{name}" is empty'),
        partial(say, "write what belongs into it, or remove it"),
    ),
}


def check_calls(page: SourcePage, vocabulary: Vocabulary, elsewhere: Collection[str]) -> Iterator[Diagnostic]:
    """Yield the roles and directives that there are not.

    Args:
        page: where they are written.
        vocabulary: the names there are; where others may be, only what is nearly one of these is found.
        elsewhere: roles that are defined in files that become part of the page.
    """
    own = {name.lower() for name in page.markup.own_roles.union(elsewhere)}
    for call in page.markup.called:
        name, is_role = call.name, call.is_role
        if call.lacks:
            problem, remedy = LACKS[call.lacks]
            yield Diagnostic(page.path, call.line, call.column, Code.DIRECTIVE, problem(name=name), remedy(name=name))
            continue
        if (is_role and name.lower() in own) or vocabulary.has(name, is_role):
            continue
        if any(vocabulary.has(f"{domain}:{name}", is_role) for domain in page.markup.domains):
            continue
        if vocabulary.may_have(name, is_role):
            continue
        is_other = vocabulary.has(name, not is_role)
        code, problem = Code.UNKNOWN_DIRECTIVE, say('there is no directive "{name}"', name=name)
        if is_role:
            code, problem = Code.UNKNOWN_ROLE, say('there is no role "{name}"', name=name)
        if is_other and is_role:
            remedy = say("it is a directive; write :::{{{name}}} on a line of its own", name=name)
        elif is_other:
            remedy = say("it is a role; write {{{name}}}`…` in the text", name=name)
        elif extension := vocabulary.brought.get(name.lower()):
            remedy = say('add "{name}" to extensions in conf.py', name=extension)
        elif meant := vocabulary.meant(name, is_role):
            remedy = say('(did you mean "{name}"?)', name=meant)
        else:
            remedy = say("add the extension that brings it to conf.py, or write it without")
        yield Diagnostic(page.path, call.line, call.column, code, problem, remedy)
