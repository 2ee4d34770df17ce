"""Components and flow become a layout that holds no word of an author, and a picture that holds them as text."""

from __future__ import annotations

import re
import sys
import unicodedata
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shohyo.data.diagram import Diagram
from shohyo.drawing import d2, labels, picture
from shohyo.errors import ShohyoError
from shohyo.model import Component, Flow

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    'a"; style.fill: red; b: "', "${secret}", "|md # x |", "...@/etc/passwd", "x {link: javascript:alert(1)}",
    "icon: https://example.org/x.svg", "<script>alert(1)</script>", "</text></svg><img src=x onerror=alert(1)>",
    "一行目\n二行目: |html <b> |", "\\n`x` $(id) '*' ]]>", "&amp;&lt;", "; vars: {d2-config: {theme-id: 300}}",
]  # fmt: skip


def diagram(*edges: str, labels: dict[str, str] | None = None, kinds: dict[str, str] | None = None) -> Diagram:
    """Return a diagram of edges such as ``a>b``; labels and kinds by id."""
    ids = dict.fromkeys(name for edge in edges for name in edge.split(">"))
    return Diagram(
        tuple(
            Component(id=name, kind=(kinds or {}).get(name, "server"), label=(labels or {}).get(name, name))
            for name in ids
        ),
        tuple(
            Flow.model_validate({"from": edge[0], "to": edge[2], "label": (labels or {}).get(edge, "")})
            for edge in edges
        ),
    )


@pytest.fixture(scope="module")
def program() -> str:
    """D2, which the requirements of the tests bring."""
    found = d2.find_program()
    assert found
    return found


def drawn(program: str, subject: Diagram, label: str = "a picture") -> ElementTree.Element:
    svg, _is_wide = picture.draw(subject, d2.lay_out(program, d2.source_of(subject)), label)
    return ElementTree.fromstring(svg)


def texts(svg: ElementTree.Element) -> list[str]:
    """Return the labels of the components, lines joined."""
    groups = [group for group in svg.iter(f"{SVG}g") if "shohyo-diagram__shape" in group.get("class", "")]
    return ["".join(group.find(f"{SVG}text").itertext()) for group in groups]


ROW = re.compile(r'direction: (down|right)|c\d+: "" \{width: \d+; height: \d+\}|c\d+ (->|<-) c\d+: "000"')


@given(st.text(max_size=60) | st.sampled_from(HOSTILE), st.text(max_size=20) | st.sampled_from(HOSTILE))
@settings(max_examples=60)
def test_source_has_no_words(box: str, arrow: str) -> None:
    """What D2 reads is sizes and arrows, whatever a label says."""
    subject = diagram("a>b", labels={"a": box.strip() or "x", "a>b": arrow})
    assert all(ROW.fullmatch(row) for row in d2.source_of(subject).splitlines())


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_labels_are_text(program: str, hostile: str) -> None:
    """A label is text in the picture, in its name, too; nothing of it is an element or an attribute."""
    svg = drawn(program, diagram("a>b", labels={"a": hostile, "a>b": hostile}), hostile)
    assert texts(svg)[0].replace(" ", "") == re.sub(r"\s", "", hostile)
    assert svg.get("aria-label").split() == hostile.split()
    assert {element.tag.removeprefix(SVG) for element in svg.iter()} <= {"svg", "g", "path", "circle", "text", "tspan"}
    attributes = {name for element in svg.iter() for name in element.attrib}
    assert attributes <= {
        "class", "role", "aria-label", "viewBox", "width", "height", "fill", "stroke", "text-anchor", "d", "cx", "cy",
        "r", "x", "y",
    }  # fmt: skip


def test_every_kind_is_drawn(program: str) -> None:
    """Every kind of component has an outline and a colour, and its label in it."""
    kinds = list(labels.LOOKS)
    subject = Diagram(tuple(Component(id=kind, kind=kind, label=kind) for kind in kinds), ())
    assert texts(drawn(program, subject)) == kinds


def test_arrows_go_where_the_flow_says(program: str) -> None:
    """Arrows there and back, twice, and to itself keep their number, their line and their tip."""
    subject = diagram("a>b", "b>a", "a>b", "b>c", "c>a", "c>c", "a>c")
    svg = drawn(program, subject)
    shapes = [group for group in svg.iter(f"{SVG}g") if "shohyo-diagram__shape" in group.get("class", "")]
    boxes = {
        name: [float(number) for number in re.findall(r"[\d.]+", group.find(f"{SVG}path").get("d"))[:2]]
        for name, group in zip(texts(svg), shapes, strict=True)
    }
    tips = [
        [float(number) for number in re.findall(r"-?[\d.]+", path.get("d"))[:2]]
        for path in svg.iter(f"{SVG}path")
        if path.get("class") == "shohyo-diagram__tip"
    ]
    nearest = [
        min(boxes, key=lambda name: abs(boxes[name][1] + 20 - y) + abs(boxes[name][0] + 38 - x) / 4) for x, y in tips
    ]
    assert nearest == [edge.target.id for edge in subject.edges]
    numbers = [group for group in svg.iter(f"{SVG}g") if group.get("class") == "shohyo-diagram__number"]
    assert ["".join(group.itertext()) for group in numbers] == list("1234567")


def test_edges_without_an_end_are_left_out() -> None:
    """An arrow to nowhere is a finding of the front matter; the others are numbered without it."""
    whole = diagram("a>b", "b>c")
    cut = Diagram(whole.components[1:], whole.flow)
    assert [(edge.number, edge.source.id, edge.target.id) for edge in cut.edges] == [(1, "b", "c")]


def test_answers_do_not_turn_the_picture() -> None:
    """An arrow back is laid out from what the story meets first, so that the story begins above."""
    assert d2.source_of(diagram("a>b", "b>a")).splitlines()[-2:] == ['c0 -> c1: "000"', 'c0 <- c1: "000"']


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        ("キュー", ["キュー"]),
        ("推論結果キャッシュ", ["推論結果", "キャッシュ"]),
        ("中継（条件で振り分け）", ["中継", "（条件で", "振り分け）"]),
        ("端末アプリ（モデル入り）", ["端末アプリ", "（モデル入り）"]),
        ("モデル\n置き場", ["モデル置き場"]),
        ("モデルファイル置き場", ["モデルファイル置き場"]),
        ("", [""]),
    ],
)
def test_labels_break_between_phrases(label: str, lines: list[str]) -> None:
    """Long labels break between phrases; a remark in brackets has its own line."""
    assert [line.replace(" ", "") for line in labels.wrap(label)] == lines


@given(st.text(max_size=80))
def test_lines_hold_the_whole_label(label: str) -> None:
    """No letter is lost, and no line is much wider than the longest that is allowed."""
    lines = labels.wrap(label)
    assert "".join("".join(lines).split()) == "".join(
        " " if re.match(r"\s", letter) or unicodedata.category(letter)[0] in "CZ" else letter for letter in label
    ).replace(" ", "")
    assert all(labels.width_of(line) <= labels.LONGEST + 4 for line in lines)


def test_same_bytes(program: str) -> None:
    """What is drawn twice is the same."""
    subject = diagram("a>b", "b>c", "c>a")
    first, second = (picture.draw(subject, d2.lay_out(program, d2.source_of(subject)), "x") for _ in range(2))
    assert first == second


def test_settings_of_the_user_do_not_matter(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Variables that steer D2 elsewhere leave the layout as it is."""
    source = d2.source_of(diagram("a>b"))
    before = d2.lay_out(program, source)
    monkeypatch.setenv("D2_PAD", "70")
    monkeypatch.setenv("D2_SKETCH", "true")
    assert d2.lay_out(program, source) == before


def test_failures_are_said() -> None:
    """A program that fails, is missing or draws something else is an error with words, not a traceback."""
    with pytest.raises(ShohyoError, match="failed with status"):
        d2.lay_out(sys.executable, "")
    with pytest.raises(ShohyoError, match="cannot be run"):
        d2.lay_out("/no/such/program", "")
    for other in ("", "<svg", '<svg xmlns="http://www.w3.org/2000/svg"/>'):
        with pytest.raises(ShohyoError, match="not expected"):
            picture.draw(diagram("a>b"), other, "x")
