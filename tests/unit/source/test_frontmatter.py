"""Front matter: positions, validation, what is kept of a broken page."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from shohyo.fields import positioned
from shohyo.fields.positioned import Place, _compose_node, _compose_slowly, place_of
from shohyo.model import Page, Pattern, Review
from shohyo.source import frontmatter
from shohyo.source.encoding import decode
from shohyo.source.frontmatter import implied_kind, parse, split
from tests.strategies import documents, file_bytes, front_matter_like, texts


def found(text: str, docname: str = "page") -> list[str]:
    """Return ``line:col: message`` of what is wrong in a text."""
    return [f"{item.line}:{item.column}: {item.message}" for item in parse(text, f"{docname}.md", docname).diagnostics]


def page(*lines: str) -> str:
    """Return a document with these lines of front matter."""
    return "\n".join(["---", *lines, "---", "", "Text."])


# --- where front matter is -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\na: 1\n---\nbody\n", ("a: 1\n", 4, "body\n")),
        ("---  \na: 1\n...\nbody", ("a: 1\n", 4, "body")),
        ("---\n---\n", ("\n", 3, "")),
        ("body\n---\na: 1\n---\n", ("", 1, "body\n---\na: 1\n---\n")),
        ("----\na: 1\n----\n", ("", 1, "----\na: 1\n----\n")),
        ("---\n\nA rule, then text.\n", ("", 1, "---\n\nA rule, then text.\n")),
        ("", ("", 1, "")),
    ],
)
def test_split(text: str, expected: tuple[str, int, str]) -> None:
    """Front matter stands between two lines of dashes at the very top; anything else is body."""
    assert split(text) == expected


def test_bom_and_crlf_move_nothing() -> None:
    """A BOM and Windows line ends change neither what is read nor where problems are reported."""
    plain = page("title: T", "date: 2023-13-08")
    assert found(plain) == found("\ufeff" + plain.replace("\n", "\r\n")) != []
    assert parse("\ufeff" + plain.replace("\n", "\r\n"), "p.md", "p").record.title == "T"


def test_page_without_front_matter_is_an_ordinary_page() -> None:
    """A document that never heard of us has no record and no findings."""
    front = parse("# Title\n\nkey: value\n", "p.md", "p")
    assert (front.record, front.diagnostics, front.body_line) == (None, [], 1)


def test_front_matter_below_the_first_line_is_reported() -> None:
    """A blank line above the block turns it into text, which nobody wants."""
    assert found("\n\n---\ntitle: T\n---\n") == [
        "3:1: the front matter does not begin on the first line; remove what stands above it"
    ]


def test_rule_and_setext_heading_are_no_front_matter() -> None:
    """Dashes in a text are a rule or a heading, not a block that starts late."""
    assert found("\n---\n\nText: one.\n\n---\n") == []
    assert found("\nText\n---\nmore: text\n---\n") == []


# --- kinds ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("docname", "kind"),
    [
        ("reviews/a", "review"),
        ("patterns/a", "pattern"),
        ("ja/patterns/a", "pattern"),
        ("patterns/index", "page"),
        ("index", "page"),
        ("reviews/2023/a", "review"),
        ("reviews/2023/index", "page"),
        ("notes/a", "page"),
    ],
)
def test_folder_implies_kind(docname: str, kind: str) -> None:
    """The folder says what a document is, unless it is an index."""
    assert implied_kind(docname) == kind


def test_kind_decides_the_model() -> None:
    """A stated kind wins over the folder's."""
    assert isinstance(parse(page("kind: review", "title: T"), "patterns/a.md", "patterns/a").record, Review)
    assert isinstance(parse(page("kind: topic", "title: T"), "a.md", "a").record, Pattern)
    assert type(parse(page("title: T"), "a.md", "a").record) is Page


def test_id_of_an_outline_page_is_its_file_name() -> None:
    """No id needs to be typed that the file name already says."""
    assert parse(page("title: T"), "patterns/model-load.md", "patterns/model-load").record.id == "model-load"


@pytest.mark.parametrize("kind", ["[review]", "{review: 1}", "1", "essay"])
def test_impossible_kind(kind: str) -> None:
    """Whatever stands for the kind, the page is read as its folder says."""
    front = parse(page(f"kind: {kind}", "title: T"), "reviews/a.md", "reviews/a")
    assert isinstance(front.record, Review)
    assert [(item.line, item.column) for item in front.diagnostics] == [(2, 7)]
    assert "is not a kind (review, book, pattern, antipattern, topic, case-study, page)" in front.diagnostics[0].message


# --- values --------------------------------------------------------------------------------------


def test_blog_dialect_is_accepted_as_it_is() -> None:
    """The source article's keys and dates mean ours."""
    front = parse(
        page(
            "title: 'T'",
            "date: '2023-08-08 23:00:00'",
            "author:",
            "  name: さりんじゃー",
            "  picture: '/assets/author.png'",
            "coverImage:",
            "  url: 'a.png'",
            "  width: 130",
            "ogImage:",
            "  url: 'a.png'",
            "description: S",
        ),
        "reviews/a.md",
        "reviews/a",
    )
    assert front.diagnostics == []
    review = front.record
    assert isinstance(review, Review)
    assert review.date == dt.date(2023, 8, 8)
    assert [author.name for author in review.author] == ["さりんじゃー"]
    assert (review.cover.image, review.cover.width, review.social_image.image, review.summary) == (
        "a.png",
        130,
        "a.png",
        "S",
    )


def test_scalars_stay_as_they_are_written() -> None:
    """YAML 1.1 would make a number, a flag, a date of these."""
    front = parse(page("title: 1984", "tags: [NO, 1.10, 2023-01-01, null-safety, ~5]"), "a.md", "a")
    assert front.diagnostics == []
    assert front.record.title == "1984"
    assert front.record.tags == ("NO", "1.10", "2023-01-01", "null-safety", "~5")


@pytest.mark.parametrize(
    "written",
    ["2023-08-08", "'2023-08-08'", "2023-08-08 23:00:00", "2023-08-08T23:00:00+09:00", "2023-08-08T23:00:00.5Z"],
)
def test_forms_of_a_date(written: str) -> None:
    """A date may have a time, which is dropped without a shift of time zone."""
    front = parse(page("title: T", f"date: {written}"), "a.md", "a")
    assert (front.diagnostics, front.record.date) == ([], dt.date(2023, 8, 8))


def test_free_keys_keep_their_types() -> None:
    """What begins with x- is the author's own and comes out as YAML means it; dates stay texts, for JSON."""
    front = parse(page("title: T", "x-a: {b: [1, yes, 2023-01-02]}", "x-c: 2023-13-08"), "a.md", "a")
    assert front.extra == {"x-a": {"b": [1, True, "2023-01-02"]}, "x-c": "2023-13-08"}
    assert front.diagnostics == []


@pytest.mark.parametrize(
    "value", ['!!bool "maybe"', '!!int ""', '!!float "a"', '!!timestamp "a"', '!!binary "é"', "!!null 1"]
)
def test_free_key_with_a_tag_that_lies(value: str) -> None:
    """A value that is not of the type its tag names stays a text."""
    assert found(page("title: T", f"x-a: {value}")) == []


def test_all_problems_at_once_and_the_rest_is_kept() -> None:
    """One broken item neither hides another nor costs its neighbours; places follow what is kept."""
    front = parse(
        page(
            "title: T",
            "date: 2023-13-08",
            "relations:",
            "  - {type: refines, target: a}",
            "  - {type: refine, target: b, why: w, basis: ours}",
            "  - {type: refines, target: c, why: w, basis: ours}",
            "sources: [s1, {where: nowhere}, s2]",
        ),
        "patterns/p.md",
        "patterns/p",
    )
    assert [(item.line, item.column) for item in front.diagnostics] == [(3, 7), (5, 5), (5, 5), (6, 12), (8, 15)]
    assert [relation.target for relation in front.record.relations] == ["c"]
    assert front.place("relations", 0, "target") == (7, 29)
    assert [source.cite for source in front.record.sources] == ["s1", "s2"]
    assert front.place("sources", 1) == (8, 33)


def test_keys_of_the_model_are_spelled_as_documented() -> None:
    """An arrow has from and to; the names that our code uses are unknown keys."""
    assert found(
        page("kind: topic", "title: T", "components: [{id: a, kind: db, label: A}]", "flow: [{source: a, target: a}]")
    ) == [
        '5:8: the key "from" is missing; add it: from: …',
        '5:8: the key "to" is missing; add it: to: …',
        '5:9: unknown key "source" (allowed: from, to, label)',
        '5:20: unknown key "target" (allowed: from, to, label)',
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("rating: nan", '2:9: rating: "nan" is not a number; write a number from 0 to 5, such as 4.5'),
        ("rating: .inf", '2:9: rating: ".inf" is not a number; write a number from 0 to 5, such as 4.5'),
        (f"cover: {{image: a, width: {'9' * 5000}}}", f'2:26: cover.width: "{"9" * 59}…" is not a whole number'),
        ("tocdepth: deep", '2:11: tocdepth: "deep" is not a whole number'),
        ('title: "a\\0b"', "2:8: the character U+0000 is not allowed; remove it"),
        ('title: "a\\eb"', "2:8: the character U+001B is not allowed; remove it"),
        (
            "summary: {}\nrating: |\n  a\n  b",
            '2:10: summary: "{}" is not a text; write one value, in quotation marks if need be',
        ),
    ],
)
def test_odd_values(line: str, message: str) -> None:
    """Values that are numbers or texts by the letter only are reported in words."""
    text = page(line) if line.startswith("title") else page(line, "title: T")
    assert found(text, "reviews/a")[0] == message


def test_message_stays_on_one_line() -> None:
    """A value over several lines does not break the report into several."""
    expected = '2:9: rating: "a b" is not a number; write a number from 0 to 5, such as 4.5'
    assert found(page("rating: |", "  a", "  b", "title: T"), "reviews/a") == [expected]


@pytest.mark.parametrize("separator", ["\x85", "\u2028", "\u2029"])
def test_unusual_line_separators_count_as_in_editors(separator: str) -> None:
    """YAML would count these as line ends; editors and Python do not."""
    assert found(page(f"title: a{separator}b", "bar: 1")) == ['3:1: unknown key "bar" (free keys begin with x-)']


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
@pytest.mark.parametrize("depth", [60, 2_000, 200_000])
def test_deep_nesting_is_reported(opening: str, depth: int) -> None:
    """Nesting without end is a finding; the C library would end the process."""
    (message, *_) = found(page("title: T", "x-deep:", " " + opening * depth))
    assert message.startswith("4:")
    assert "deeper than 30 levels" in message or "broken YAML" in message


def test_deep_block_nesting_is_reported() -> None:
    """Indentation nests as brackets do."""
    assert found(page("x-deep:", *(" " * level + "a:" for level in range(1, 500)))) == [
        "32:31: broken YAML: nested deeper than 30 levels; write it flatter"
    ]


def composed(compose: Callable[[str], yaml.Node | None], text: str) -> str:
    """Return all that a composed document, or the exception in its place, says."""

    def told(node: yaml.Node | None) -> object:
        if not isinstance(node, yaml.Node):
            return node
        children = node.value if isinstance(node.value, str) else [*map(told, _flat(node.value))]
        return node.tag, children, str(node.start_mark), str(node.end_mark)

    try:
        return repr(told(compose(text)))
    except yaml.YAMLError as error:
        return f"{type(error).__name__}: {error}"


def _flat(items: list) -> list:
    return [one for item in items for one in (item if isinstance(item, tuple) else (item,))]


@given(
    st.one_of(
        texts(),
        front_matter_like().map(lambda text: text.removeprefix("---")),
        documents().map(lambda document: document[0].removeprefix("---")),
        st.builds(str.__mul__, st.sampled_from(["[", "{a: ", "- ", "? ", "a: [", "[[],"]), st.integers(27, 33)),
        st.integers(27, 33).map(lambda depth: "[" * depth + "]" * depth),
        st.integers(27, 33).map(lambda depth: "".join(" " * level + "a:\n" for level in range(depth)) + "}"),
    )
)
def test_composing_at_once_is_composing_slowly(text: str) -> None:
    """A document that is sound is read once, and says the same as one whose depth was measured before."""
    assert composed(_compose_node, text) == composed(_compose_slowly, text)


def test_sound_front_matter_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The depth is counted while a document is composed: both loaders of PyYAML tell where a node begins."""
    monkeypatch.setattr(positioned, "_compose_slowly", lambda block: pytest.fail("it was read twice"))
    assert found(page("title: T", "x-deep: " + "[" * 25 + "]" * 25)) == []
    for loader in (yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        steps: list[str] = []
        told = {
            "descend_resolver": lambda _self, _node, _index, steps=steps: steps.append("down"),
            "ascend_resolver": lambda _self, steps=steps: steps.append("up"),
        }
        yaml.compose("a: [b, {c: d}]", Loader=type("Counted", (loader,), told))
        assert (steps.count("down"), steps.count("up")) == (7, 7)


# --- what Sphinx gets ----------------------------------------------------------------------------


def test_metadata_is_flat() -> None:
    """Sphinx gets texts under documented names, and nothing that is not set."""
    front = parse(
        page(
            "title: T",
            "date: 2023-08-08",
            "author: [A, {name: B}]",
            "tags: [x, y]",
            "summary: S",
            "book: k",
            "x-n: [1]",
        ),
        "reviews/a.md",
        "reviews/a",
    )
    assert frontmatter.metadata(front) == {
        "kind": "review", "title": "T", "date": "2023-08-08", "author": "A, B", "tags": "x, y", "description": "S", "book": "k", "x-n": "[1]",
    }  # fmt: skip


@pytest.mark.parametrize(("value", "expected"), [("true", {"orphan": ""}), ("", {"orphan": ""}), ("false", {})])
def test_flag_that_says_false_is_not_there(value: str, expected: dict[str, str]) -> None:
    """Sphinx looks only whether a flag is there; false must mean false."""
    metadata = frontmatter.metadata(parse(page("title: T", f"orphan: {value}"), "a.md", "a"))
    assert {key: value for key, value in metadata.items() if key == "orphan"} == expected


def test_tocdepth_is_a_number() -> None:
    """Sphinx compares the depth with numbers."""
    assert frontmatter.metadata(parse(page("title: T", "tocdepth: 2"), "a.md", "a"))["tocdepth"] == 2


# --- encoding ------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_utf8_is_decoded(encoding: str) -> None:
    """UTF-8 with or without a BOM is what we read."""
    assert decode("題\n".encode(encoding), "a.md") == ("題\n", [])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            "題\nこんにちは、世界。\n".encode("shift_jis"),
            "1:1: the file is not UTF-8 but looks like shift_jis (byte 0x91); save it as UTF-8",
        ),
        (
            "a\nこんにちは、世界。\n".encode("euc_jp"),
            "2:1: the file is not UTF-8 but looks like euc_jp (byte 0xa4); save it as UTF-8",
        ),
        (
            "こんにちは".encode("utf-16"),
            "1:1: the file is not UTF-8 but looks like utf_16 (byte 0xff); save it as UTF-8",
        ),
        ("title: a".encode("utf-16-le"), "1:2: the file is not text or not UTF-8 (character U+0000); save it as UTF-8"),
        (
            "こんにちは".encode("iso2022_jp"),
            "1:1: the file is not text or not UTF-8 (character U+001B); save it as UTF-8",
        ),
        (b"a\nb\xff", "2:2: the file is not UTF-8 (byte 0xff); save it as UTF-8"),
    ],
)
def test_other_encodings_are_named(data: bytes, message: str) -> None:
    """A file in another encoding is reported where it first shows, with a guess."""
    _, diagnostics = decode(data, "a.md")
    assert [f"{item.line}:{item.column}: {item.message}" for item in diagnostics] == [message]


# --- properties ----------------------------------------------------------------------------------


def positions_lie_within(text: str, diagnostics: list) -> None:
    """Every position names a place in the file: a character, or the end of a line."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for item in diagnostics:
        assert 1 <= item.line <= len(lines), item
        assert 1 <= item.column <= len(lines[item.line - 1]) + 1, item


@given(texts())
def test_any_text_is_parsed(text: str) -> None:
    """No text raises, and problems are reported at places that exist."""
    positions_lie_within(text, parse(text, "reviews/a.md", "reviews/a").diagnostics)


@given(front_matter_like())
def test_anything_like_front_matter_is_parsed(text: str) -> None:
    """Known keys with any values at all: no exception, and every place exists."""
    front = parse(text, "patterns/a.md", "patterns/a")
    positions_lie_within(text, front.diagnostics)
    assert all("\n" not in item.message for item in front.diagnostics)


@given(file_bytes())
def test_any_bytes_are_decoded(data: bytes) -> None:
    """No bytes raise, and what is not UTF-8 is reported at a place that exists."""
    text, diagnostics = decode(data, "a.md")
    assert text.encode("utf-8", "surrogatepass").decode() == text
    assert len(diagnostics) <= 1
    if not diagnostics:
        assert data.decode("utf-8-sig") == text
    positions_lie_within(text, diagnostics)


@given(documents())
def test_what_the_model_takes_comes_back_the_same(document: tuple[str, dict]) -> None:
    """Valid front matter, written as YAML in any style, parses without a finding and in any order of keys."""
    kind, data = document
    shuffled = random.Random(0).sample(sorted(data), len(data))
    text = "---\n" + yaml.safe_dump({key: data[key] for key in shuffled}, allow_unicode=True, sort_keys=False) + "---\n"
    flow = "---\n" + yaml.safe_dump(data, allow_unicode=True, default_flow_style=True, width=10_000) + "---\n"
    first, second = parse(text, "a/p.md", "a/p"), parse(flow, "a/p.md", "a/p")
    assert (first.diagnostics, second.diagnostics) == ([], [])
    assert first.record == second.record
    assert first.record.kind == kind


def test_place_of_falls_back_to_what_is_around() -> None:
    """A thing that is not written has the place of what it would stand in."""
    places = {("a",): Place(1, 1, 1, 4), ("a", 0): Place(2, 3, 2, 3)}
    assert place_of(places, ("a", 0, "b")) == (2, 3)
    assert place_of(places, ("a", 7)) == (1, 4)
    assert place_of(places, ("c",)) == (1, 1)


def test_site_has_no_front_matter_problem() -> None:
    """Every page of the site itself is valid."""
    root = Path(__file__).parents[3]
    for file in [*root.glob("patterns/*.md"), *root.glob("reviews/*.md")]:
        docname = file.relative_to(root).with_suffix("").as_posix()
        assert parse(file.read_text(encoding="utf-8"), docname + ".md", docname).diagnostics == []
