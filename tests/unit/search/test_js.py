"""The client scripts do as the Python side does, find exactly what is there, and are small."""

from __future__ import annotations

import gzip
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shohyo import assets
from shohyo.assets import SCRIPTS, names, served, stage
from shohyo.search import model
from shohyo.search.tokenise import normalise
from tests.client import Client, check_answers, has, node_command, read_pages, sample_terms, write_site
from tests.oracle import counts, variant
from tests.strategies import CHARACTERS

REPOSITORY = Path(__file__).parents[3]
TESTS = REPOSITORY / "tests" / "js"
ENGINE, BEYOND = "shohyo/shohyo-engine.js", "shohyo/shohyo-beyond.js"
MARKS = "shohyo/shohyo-marks.js"
#: what pages have, and the search page
INTERFACES = ("shohyo/shohyo-ui.js", "shohyo/shohyo-page.js")
STATIC = REPOSITORY / "shohyo" / "static" / "shohyo"


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    client = Client()
    yield client
    client.close()


@pytest.mark.parametrize("form", ["served", pytest.param("source", marks=pytest.mark.long)])
@pytest.mark.parametrize("path", sorted(TESTS.glob("*.test.mjs")), ids=lambda path: path.stem)
def test_scripts(path: Path, form: str, tmp_path: Path) -> None:
    """The tests that are written in JavaScript pass, with the sources and with what is served."""
    environment = dict(os.environ)
    if form == "served":
        for name in (ENGINE, BEYOND, MARKS):
            (tmp_path / Path(name).name).write_bytes(served(name))
        environment["SHOHYO_SERVED"] = str(tmp_path)
    done = subprocess.run(
        [*node_command(), "--test", str(path)], capture_output=True, text=True, encoding="utf-8", timeout=120, check=False, env=environment, cwd=REPOSITORY
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@settings(max_examples=500)
@given(text=st.text(CHARACTERS, max_size=40))
def test_both_sides_split_alike(client: Client, text: str) -> None:
    """Normal form, variant form and what terms are made of are the same for any text in Python and in JavaScript."""
    # by way of UTF-16, in which neighbouring halves of a pair are one character
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    normal = normalise(text)
    theirs = client.ask({"text": text})
    assert theirs[:2] == [normal, variant(normal)]
    assert set(theirs[2]) == {term for term in counts(normal) if term[0] in "12mwx"}


def test_every_character_is_normalised_alike(client: Client) -> None:
    """All assigned characters, each beside others that it could join, have one normal form on both sides."""
    known = [
        character
        for character in map(chr, range(0x110000))
        if unicodedata.category(character) not in ("Cn", "Co", "Cs")
    ]
    for start in range(0, len(known), 5000):
        text = "".join(f"か{character}a " for character in known[start : start + 5000])
        normal = normalise(text)
        assert client.ask({"text": text})[:2] == [normal, variant(normal)]


@pytest.mark.parametrize("lengths", [(1, 2), (2, 3, 4, 5), (6, 20, 60), (90, 110, 300, 700)], ids=str)
def test_answers_are_those_of_brute_force(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lengths: tuple[int, ...]
) -> None:
    """Whatever part of a line is searched for, the results are the pages that have it, be they in one part or in many.

    There are fewer candidates than are all checked, so that the total is exact whatever is shown.
    """
    monkeypatch.setattr(model, "LENGTH", 600)
    write_site(tmp_path / "index", 25, seed=len(lengths))
    assert list((tmp_path / "index").glob("*/x*.js"))
    found = sample_terms(read_pages(tmp_path / "index"), 300, lengths, seed=lengths[0])
    # a few begin within a word, which finds nothing
    assert check_answers(client, tmp_path / "index", found) >= 200


def test_answers_of_a_larger_site(client: Client, tmp_path: Path) -> None:
    """Where not all candidates are checked at first, asking for all still gives exactly the pages."""
    write_site(tmp_path / "index", 150, seed=9)
    found = sample_terms(read_pages(tmp_path / "index"), 100, (2, 3, 5), seed=9)
    assert check_answers(client, tmp_path / "index", found) >= 5 * len(found)


def test_terms_together(client: Client, tmp_path: Path) -> None:
    """Several terms find the pages that have each, wherever; an excluded one takes away those that have it."""
    write_site(tmp_path / "index", 40, seed=3)
    pages = read_pages(tmp_path / "index")
    drawn = [term for term in sample_terms(pages, 300, (2, 3), seed=3) if " " not in term and term[0] != "-"]
    triples = list(zip(drawn[::3], drawn[1::3], drawn[2::3], strict=False))
    queries = [(f'"{one}" "{two}" -"{three}"', {"limit": 99}) for one, two, three in triples]
    results = 0
    for (one, two, three), answer in zip(triples, client.query(tmp_path / "index", queries), strict=True):
        literal = sorted(result["page"] for result in answer["results"] if not result["variant"])
        wanted = [
            number for number, page in enumerate(pages) if has(page, one) and has(page, two) and not has(page, three)
        ]
        assert literal == wanted, (one, two, three)
        results += len(literal)
    assert results > 50


@pytest.mark.parametrize("interface", INTERFACES)
def test_scripts_are_small(interface: str) -> None:
    """All that a reader is served for an exact query weighs at most 16 KB after gzip."""
    sizes = {name: len(gzip.compress(served(name), 9)) for name in (ENGINE, interface)}
    assert sum(sizes.values()) <= 16 * 1024, sizes


def test_steps_beyond_are_small() -> None:
    """What is loaded when a query finds little weighs at most 12 KB after gzip."""
    assert len(gzip.compress(served(BEYOND), 9)) <= 12 * 1024


def test_served_scripts_are_small_forms_of_the_sources() -> None:
    """What is served has no comments, is strict, and is one function without a trace of its modules."""
    for name in SCRIPTS:
        assert b"/**" not in served(name)
        assert b"@param" not in served(name)
        assert served(name).startswith(b'(function(){"use strict";')
        assert not re.search(rb"(?m)(^|[;}])(import|export)\b", served(name)), name


@pytest.mark.parametrize("name", SCRIPTS)
def test_modules_are_joined_as_they_are_written(name: str) -> None:
    """Each module stands once, after those that it imports, and no two of a script declare the same name."""
    order = assets.modules(SCRIPTS[name])
    assert order[-1] == SCRIPTS[name]
    assert len(order) == len(set(order))
    declared: dict[str, Path] = {}
    for path in order:
        text = path.read_text("utf-8")
        imports = re.findall(r'(?m)^import (.*) from "(.*)";$', text)
        assert text.count("\nimport ") == len(imports)
        for imported, source in imports:
            assert order.index((path.parent / source).resolve()) < order.index(path), (path, source)
            exported = (path.parent / source).read_text("utf-8")
            for word in re.findall(r"\w+", imported):
                assert re.search(rf"(?m)^export (?:async function|function|const) {word}\b", exported), (path, word)
        for word in re.findall(r"(?m)^(?:export )?(?:async function|function|const|let|class) (\w+)", text):
            assert word not in declared, (word, path, declared[word])
            declared[word] = path


def test_every_module_is_served() -> None:
    """What stands in the folder of the sources is part of a script."""
    used = {path for source in SCRIPTS.values() for path in assets.modules(source)}
    assert used == set(assets.SOURCES.rglob("*.js"))


def test_staged_files_are_whole(tmp_path: Path) -> None:
    """Styles are there as they are, scripts as they are served, and nothing of a build before."""
    (tmp_path / "stage/shohyo").mkdir(parents=True)
    (tmp_path / "stage/shohyo/old.js").touch()
    stage(tmp_path / "stage", {name: [name] for name in names()})
    found = {path.relative_to(tmp_path / "stage").as_posix() for path in tmp_path.rglob("*.*")}
    assert set(SCRIPTS) <= found
    others = {f"shohyo/{path.name}" for path in STATIC.glob("*.js")}
    assert {name for name in found if name.endswith(".js")} == others | set(SCRIPTS)
    assert (tmp_path / "stage/shohyo/search.css").read_bytes() == (STATIC / "search.css").read_bytes()


def test_scripts_are_plain() -> None:
    """They evaluate no strings, ask no address themselves, and never make markup of text."""
    for path in assets.SOURCES.rglob("*.js"):
        script = path.read_text("utf-8")
        assert script.startswith("// @ts-check\n")
        for word in (
            "eval(",
            "new Function",
            "fetch(",
            "XMLHttpRequest",
            "innerHTML",
            "insertAdjacent",
            "document.write",
        ):
            assert word not in script


def test_node_is_found() -> None:
    """The command that runs the scripts is a Node."""
    done = subprocess.run([*node_command(), "--version"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout[:1]) == (0, "v"), sys.executable
