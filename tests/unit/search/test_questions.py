"""The form of the questions in readers' words: what is asked of the search later has to be right about the pages."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[3]
FILE: dict[str, Any] = yaml.safe_load((ROOT / "tests" / "data" / "questions.yaml").read_text("utf-8"))
QUESTIONS: list[dict[str, Any]] = FILE["questions"]
# in Japanese a word of meaning begins with a character that is no hiragana
PIECE = re.compile(r"[a-z]{3,}|[ァ-ヶー]{3,}|[一-鿿々]+[ぁ-ん]?")
# words of form, which every page has
FORM = re.compile(
    "and|are|can|did|does|each|for|from|had|has|have|her|his|how|into|its|may|much|one|our|say|should|that|the|their|"
    "there|they|two|was|were|what|when|where|which|who|why|with|you|your"
)
# the least number of questions of each site; those with English words for Japanese pages are counted by themselves
ENOUGH = {"site": 75, "english": 20, "manual": 35, "shelf": 30}
# where the pages of each site are, and what is none beside them
PAGES = {
    "site": ["*.md", "patterns/*.md", "reviews/*.md"],
    "manual": ["*.md", "example/*.md", "example/*/*.md"],
    "shelf": ["*.md", "*/*.md"],
}
NO_PAGES = {"CHANGELOG", "CONTRIBUTING", "README", "README.ja", "THIRD_PARTY"}


def folded(text: str) -> str:
    """Return the text in small letters, of plain width, without accents."""
    text = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).lower())
    return unicodedata.normalize("NFC", re.sub("[\u0300-\u036f]", "", text))


def folder(name: str) -> Path:
    return ROOT / str(FILE["corpora"][name])


@cache
def entries() -> dict[str, str]:
    """Return what the bibliographies say of each key, which stands on the pages that name it."""
    paths = [ROOT / folder / "references.bib" for folder in (".", "docs/example", "examples/shelf")]
    texts = "\n".join(path.read_text("utf-8") for path in paths)
    return {match[1]: match[2] for match in re.finditer(r"^@\w+\{([^,\s]+),(.*?)^\}", texts, re.M | re.S)}


@cache
def page(name: str, docname: str) -> str:
    """Return the source of a page, with what is known of the works that it names, folded."""
    text = (folder(name) / f"{docname}.md").read_text("utf-8")
    return folded("\n".join([text, *(entry for key, entry in entries().items() if key in text)]))


def shared(ask: str, text: str) -> list[str]:
    """Return the words of a question that stand on a page, or a form of them that differs at the end."""

    def stands(word: str) -> bool:
        if word.isascii():
            return FORM.fullmatch(word) is None and word[: max(4, len(word) - 3)] in text
        pairs = [word[at : at + 2] for at in range(len(word) - 1)] if word[0] >= "一" else [word]
        return len(word) > 1 and any(pair in text for pair in pairs)

    return [word for word in PIECE.findall(folded(ask)) if stands(word)]


def test_every_question_is_whole() -> None:
    """Each has the same keys, with words that are known, and none is asked twice of one site."""
    for question in QUESTIONS:
        assert set(question) == {"ask", "in", "pages", "kind", "half"}, question
        assert question["in"] in FILE["corpora"], question
        assert question["kind"] in ("question", "words", "variant", "english"), question
        assert question["half"] in ("dev", "kept"), question
        assert isinstance(question["ask"], str), question
        assert question["ask"] == question["ask"].strip() != "", question
    asked = Counter((question["in"], folded(question["ask"])) for question in QUESTIONS)
    assert [key for key, count in asked.items() if count > 1] == []


def test_pages_exist() -> None:
    """Every page that is wanted is there, once, and few enough are wanted for an answer to mean something."""
    for question in QUESTIONS:
        pages = question["pages"]
        assert 1 <= len(pages) <= 5, question
        assert len(set(pages)) == len(pages), question
        for docname in pages:
            assert (folder(question["in"]) / f"{docname}.md").is_file(), question


@pytest.mark.parametrize("name", [*PAGES])
def test_nearly_every_page_is_wanted(name: str) -> None:
    """A page in twenty may be wanted by no question."""
    paths = {path.relative_to(folder(name)) for pattern in PAGES[name] for path in folder(name).glob(pattern)}
    docnames = {path.with_suffix("").as_posix() for path in paths} - NO_PAGES
    wanted = {docname for question in QUESTIONS if question["in"] == name for docname in question["pages"]}
    assert len(docnames - wanted) <= len(docnames) / 20, sorted(docnames - wanted)


@pytest.mark.parametrize("name", [*ENOUGH])
def test_there_are_enough(name: str) -> None:
    def belongs(question: dict[str, Any]) -> bool:
        return name == ("english" if question["kind"] == "english" else question["in"])

    assert sum(map(belongs, QUESTIONS)) >= ENOUGH[name]


def test_half_are_whole_phrases() -> None:
    """In each site as many questions are phrases or sentences as are words, in whatever spelling."""
    for name in FILE["corpora"]:
        kinds = Counter(question["kind"] for question in QUESTIONS if question["in"] == name)
        assert kinds["question"] >= kinds["words"] + kinds["variant"], (name, kinds)
        assert kinds["variant"] >= 8, (name, kinds)


def test_halves_are_balanced() -> None:
    """What is kept aside is of the same sites and kinds as what is worked with."""
    parts: dict[tuple[str, str], Counter[str]] = {}
    for question in QUESTIONS:
        parts.setdefault((question["in"], question["kind"]), Counter())[question["half"]] += 1
    assert {part: halves for part, halves in parts.items() if abs(halves["dev"] - halves["kept"]) > 1} == {}


def test_a_word_of_each_question_is_on_its_pages() -> None:
    """Otherwise no search of words could answer; misspelt words and kana for characters stand nowhere."""
    strays = [
        (question["ask"], docname)
        for question in QUESTIONS
        if question["kind"] != "variant"
        for docname in question["pages"]
        if not shared(question["ask"], page(question["in"], docname))
    ]
    assert strays == []


def test_words_are_told_from_form() -> None:
    assert shared("How are the Novels reviewed?", folded("A review of a novel")) == ["novels", "reviewed"]
    assert shared("仮の答えを出したい", "仮の値") == ["仮の"]
    assert shared("どうしたらいい", "どうしたらいいか") == []


def test_no_question_is_a_title() -> None:
    for question in QUESTIONS:
        for docname in question["pages"]:
            text = page(question["in"], docname)
            title = re.search(r"^(?:title: |# )(.*)$", text, re.M)
            assert title is not None, docname
            assert title[1].strip("\"'") != folded(question["ask"]), question
