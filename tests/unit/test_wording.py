"""Texts for the terminal: told in the language of the project, and in English where that has no words for them."""

from __future__ import annotations

import ast
import copy
import pickle
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages import mofile, pofile
from babel.messages.catalog import Message

import shohyo
from shohyo.checks.project import check_project
from shohyo.errors import Code, Diagnostic
from shohyo.wording import CATALOGUE, NOUNS, Wording, foreign, noun, say, told
from tests.bad import CASES, CONF, is_alone, write_case, write_group

PACKAGE = Path(shohyo.__file__).parent
JAPANESE = PACKAGE / "locales/ja/LC_MESSAGES"


def templates(path: Path) -> Iterator[tuple[str, set[str]]]:
    """Yield each template that a module says, and the names of what it puts into it."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("say", "partial"):
            said = node.args if node.func.id == "say" else node.args[1:]
            if node.func.id == "partial" and not (isinstance(node.args[0], ast.Name) and node.args[0].id == "say"):
                continue
            yield ast.literal_eval(said[0]), {keyword.arg for keyword in node.keywords if keyword.arg}


#: template → the module that says it
USED = {template: path.name for path in sorted(PACKAGE.rglob("*.py")) for template, _fields in templates(path)}
with (JAPANESE / f"{CATALOGUE}.po").open("rb") as file:
    CATALOGUES: dict[str, Message] = {message.id: message for message in pofile.read_po(file) if message.id}


def names(template: str) -> set[tuple[str, str]]:
    """Return the fields of a template with their forms."""
    return {(name, form or "") for _text, name, form, _how in Formatter().parse(template) if name is not None}


def test_every_text_is_translated() -> None:
    """The Japanese catalogue has every text of the code; what is in it besides is said by another program."""
    assert {template: path for template, path in USED.items() if template not in CATALOGUES} == {}
    assert {template for template, message in CATALOGUES.items() if not message.string} == set()
    others = {template for template, message in CATALOGUES.items() if not message.auto_comments}
    assert others == set(USED)


@pytest.mark.parametrize("template", sorted(CATALOGUES))
def test_fields_agree(template: str) -> None:
    """A translation puts in what the English has: a field that has gone would raise, or be lost."""
    assert names(CATALOGUES[template].string) == names(template)


def test_compiled_catalogue_is_up_to_date() -> None:
    """The ``.mo`` file that is read says the same as the ``.po`` file beside it."""
    with (JAPANESE / f"{CATALOGUE}.mo").open("rb") as compiled:
        read = {message.id: message.string for message in mofile.read_mo(compiled) if message.id}
    assert read == {template: message.string for template, message in CATALOGUES.items()}


def test_every_field_is_filled() -> None:
    """What a template names is given where it is said; ``partial`` leaves some for later."""
    for path in PACKAGE.rglob("*.py"):
        for template, fields in templates(path):
            missing = {name for name, _form in names(template)} - fields
            assert missing <= {"name", "key", "text", "target"}, f"{path.name}: {template}"
            assert fields - {name for name, _form in names(template)} == set(), f"{path.name}: {template}"


def test_texts_are_english_until_they_are_told() -> None:
    """A text compares, sorts and hashes as its English words do, and comes out of a pickle as it was."""
    text = say('unknown {kind} "{name}"', kind=noun("review"), name="{x}")
    assert text == 'unknown review "{x}"'
    assert {text, 'unknown review "{x}"'} == {text}
    for again in (pickle.loads(pickle.dumps(text)), copy.deepcopy(text)):
        assert isinstance(again, Wording)
        assert (again, again.template, again.fields) == (text, text.template, text.fields)
        assert isinstance(again.fields["kind"], Wording)
    assert type(told(text, "en")) is str


@pytest.mark.parametrize("language", ["ja", "ja_JP"])
def test_fields_are_told_too(language: str) -> None:
    """A field that is a text of ours is told in the language; what the author wrote stays."""
    assert (
        told(say('unknown {kind} "{name}"', kind=noun("review"), name="review"), language)
        == "「review」という書評はありません"
    )


@pytest.mark.parametrize("language", ["de", "xx", "", "../en", "en_GB"])
def test_other_languages_are_english(language: str) -> None:
    """A language without a catalogue has the English words, whatever conf.py calls it."""
    assert told(say("remove it"), language) == "remove it"


def test_what_has_no_translation_is_english() -> None:
    """A text that no catalogue knows is told as it is, with its fields; so is what others say."""
    assert told(say("nobody has {what} this", what="said"), "ja") == "nobody has said this"
    assert told(foreign("a {brace} of others"), "ja") == "a {brace} of others"
    assert told("plain", "ja") == "plain"


def test_message_of_a_finding() -> None:
    """The problem and the remedy are joined as the language joins sentences; place and code stay."""
    found = Diagnostic(
        "a.md", 2, 3, Code.LINK, say('the link "{name}" leads to no file', name="x.md"), say("remove it")
    )
    assert str(found) == 'a.md:2:3: the link "x.md" leads to no file; remove it [shohyo.link]'
    assert found.line_in("ja") == "a.md:2:3: リンク「x.md」の先にファイルがありません。取り除いてください [shohyo.link]"


#: what ends a command or a build, or prints, with the text that is told as its first argument
TELLING = {
    *("ShohyoError", "SearchError", "CommandError", "end_build", "ConfigError", "SphinxError", "SystemExit"),
    *("click.echo", "click.prompt", "logger.warning", "logger.error", "logger.info", "_warn", "print"),
    *("click.UsageError", "click.BadParameter", "click.ClickException", "self._say", "sys.stderr.write"),
}


def unsaid(node: ast.AST, words: str = r"(?<!\.)[A-Za-z]{2}(?!\w*://)") -> Iterator[str]:
    """Yield the words that a piece of code puts together itself: all but those of `say`.

    A suffix and a scheme are none. What another function is given may be a name; words are then what has a space.
    """
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Name) and node.func.id in ("say", "partial"):
            return
        words = "[A-Za-z] | [A-Za-z]"
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.search(words, node.value):
        yield node.value
    for child in ast.iter_child_nodes(node):
        yield from unsaid(child, words)


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_all_that_is_told_is_said(path: Path) -> None:
    """What a command or a build tells is made with `say`, at once or by a name that it is given before."""
    tree = ast.parse(path.read_bytes())
    found = []
    for function in (node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))):
        given: dict[str, list[ast.AST]] = {}
        for node in ast.walk(function):
            for target in node.targets if isinstance(node, ast.Assign) else ():
                for name in (child.id for child in ast.walk(target) if isinstance(child, ast.Name)):
                    given.setdefault(name, []).append(node.value)
        for node in ast.walk(function):
            if not isinstance(node, ast.Call) or ast.unparse(node.func) not in TELLING:
                continue
            for argument in node.args:
                named = [
                    value
                    for name in ast.walk(argument)
                    if isinstance(name, ast.Name)
                    for value in given.get(name.id, ())
                ]
                found += [(node.lineno, words) for value in (argument, *named) for words in unsaid(value)]
    assert found == []


def english_in(text: object) -> Iterator[str]:
    """Yield what of a text has no Japanese: what is no text of ours at all, and templates that no catalogue has."""
    if not isinstance(text, Wording):
        yield str(text)
        return
    if text.template not in CATALOGUES:
        yield text.template
    for value in text.fields.values():
        if isinstance(value, Wording):
            yield from english_in(value)


#: what Jinja says of an expression is passed on as it is
OF_JINJA = "'dict object' has no attribute"


@pytest.mark.parametrize("language", ["en", "ja"])
def test_bad_inputs_are_told_in_the_language(language: str, tmp_path: Path) -> None:
    """Every finding of the tables of bad inputs has its words; codes and places are the same in each language."""
    root = write_group(tmp_path / "group")
    projects = [
        root,
        *(write_case(tmp_path / str(n), case, conf=CONF) for n, case in enumerate(CASES) if is_alone(case)),
    ]
    found, plain = [], []
    for project in projects:
        conf = project / "conf.py"
        plain += [(item.path, item.line, item.column, item.code) for item in check_project(project).diagnostics]
        conf.write_bytes(conf.read_bytes() + f'\nlanguage = "{language}"\n'.encode())
        report = check_project(project)
        assert report.language == language
        found += report.diagnostics
    assert len(found) > 250
    assert [(item.path, item.line, item.column, item.code) for item in found] == plain
    left = {
        english for item in found for text in filter(None, (item.problem, item.remedy)) for english in english_in(text)
    }
    assert {english for english in left if not english.startswith(OF_JINJA)} == set()
    if language == "ja":
        assert not [
            line
            for item in found
            if re.search(" (?:is|are|the|of|not) ", line := re.sub("「.*?」", "", item.message_in("ja")))
        ]


def test_nouns_are_known() -> None:
    """A name without a word of its own stands for itself."""
    assert noun("pattern") == NOUNS["pattern"]
    assert noun("some-role") == "some-role"
