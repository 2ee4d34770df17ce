"""Decision guides: read with places, proved to lead every reader to one core, walked."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from shohyo.checks.guide import prove
from shohyo.data.catalogue import Catalogue, Document
from shohyo.data.guide import END, LEVELS, GuideFile, Way, needed, parse_guide
from shohyo.model import Book
from shohyo.source import frontmatter
from tests.guides import Result, paths, result

ROOT = Path(__file__).parents[3]
SMALL = ROOT / "tests" / "roots" / "test-guide"


def catalogue_of(folder: Path) -> Catalogue:
    """Return the outline pages below a folder."""
    found = []
    for file in sorted([*folder.glob("patterns/*.md"), *folder.glob("reviews/*.md")]):
        docname = file.relative_to(folder).with_suffix("").as_posix()
        front = frontmatter.parse(file.read_text("utf-8"), docname + ".md", docname)
        if front.record:
            found.append(Document.of(front, docname))
    return Catalogue(found)


@pytest.fixture(scope="module")
def site() -> GuideFile:
    """The guide of the site."""
    return parse_guide((ROOT / "guide.yaml").read_bytes(), "guide.yaml")


@pytest.fixture(scope="module")
def small() -> Catalogue:
    """The pages of the small project."""
    return catalogue_of(SMALL)


# --- the site's guide ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def walked(site: GuideFile) -> list[tuple[Way, Result]]:
    """Every path of it, with what it leads to: they are many, and walked once."""
    return [(path, result(site.guide, path)) for path in paths(site.guide)]


def test_every_path_ends_in_one_core(site: GuideFile, walked: list[tuple[Way, Result]]) -> None:
    """All 142,082 paths of the site's guide choose exactly one core, and nothing is wrong with it."""
    assert prove(site, catalogue_of(ROOT)) == []
    cores = Counter(sum(step.answer.core is not None for step in path) for path, _said in walked)
    assert cores == {1: 142082}
    assert max(len(path) for path, _said in walked) == 12
    assert {said.core.id for _path, said in walked} == {core.id for core in site.guide.cores}
    assert len(site.guide.cores) == 5


def test_every_serving_pattern_and_the_supplement_are_reached(walked: list[tuple[Way, Result]]) -> None:
    """Each pattern of the book's chapter on serving and each of the supplement is a core or an add-on of some result."""
    catalogue = catalogue_of(ROOT)
    serving = {
        name
        for name, page in catalogue.patterns.items()
        if page.record.kind == "pattern" and page.record.category == "serving"
    }
    supplement = frontmatter.parse((ROOT / "supplement.md").read_text("utf-8"), "supplement.md", "supplement").record
    assert isinstance(supplement, Book)
    ours = {entry.id for chapter in supplement.chapters for entry in chapter.patterns if entry.id}
    reached = {name for _path, said in walked for name in (said.core.id, *said.add)}
    assert (len(serving), len(ours), len(serving & ours)) == (17, 9, 4)
    assert serving | ours | {"condition-based-inference", "parameter-based-inference", "model-load"} == reached


def test_checklists_cover_the_chapters(site: GuideFile) -> None:
    """Each core has something to do from chapters 2, 3, 5 and 6, each line once and with a reason."""
    catalogue = catalogue_of(ROOT)
    for core in site.guide.cores:
        items = site.guide.items_of(core)
        assert len({item.id for item in items}) == len(items) >= 16
        chapters = {
            place.chapter.number
            for item in items
            if item.level in ("must", "should")
            for place in catalogue.chapters_of[item.id]
        }
        assert chapters == {2, 3, 5, 6}, core.id
        assert {item.level for item in items} <= set(LEVELS)


def test_each_antipattern_is_watched_and_guarded(walked: list[tuple[Way, Result]]) -> None:
    """Every antipattern is watched in some result, and some page of the site guards against it."""
    catalogue = catalogue_of(ROOT)
    antipatterns = {name for name, page in catalogue.patterns.items() if page.record.kind == "antipattern"}
    called = {name for _path, said in walked for name in said.watch}
    assert called == antipatterns
    for name in antipatterns:
        assert any(end.name == "guarded-by" for end in catalogue.relations[name]), name


def test_needed_answers_are_on_every_path(site: GuideFile, walked: list[tuple[Way, Result]]) -> None:
    """What a pattern page calls needed lies on all paths to the question, and nothing else does."""
    ways = needed(site.guide)
    common: dict[str, set[tuple[str, str]]] = {}
    for path, _said in walked:
        before: set[tuple[str, str]] = set()
        for step in path:
            common[step.question.id] = common.get(step.question.id, before) & before
            before = before | {(step.question.id, step.answer.id)}
    assert {name: {(step.question.id, step.answer.id) for step in way} for name, way in ways.items()} == common


# --- broken guides -------------------------------------------------------------------------------

#: what is changed in the small guide → what is said
BROKEN = {
    "cycle": (
        ("        next: end\n      - id: 'no'", "        next: stay\n      - id: 'no'"),
        ['29:15: the answer leads back to "stay"; lead on to a question that was not asked yet'],
    ),
    "dead end": (
        ("        text: 'No'\n        next: end\n", "        text: 'No'\n"),
        ["30:9: dead end: nothing follows the answer \"no\"; add next: and the id of a question, or end"],
    ),
    "unknown question": (
        ("core: tent\n        next: season", "core: tent\n        next: saeson"),
        ['15:15: dead end: unknown question "saeson" (did you mean "season"?)'],
    ),
    "two cores": (
        ("        add: [stove]\n", "        core: cabin\n        add: [stove]\n"),
        [
            '27:15: "cabin" is a second core on the way stay: night → season: yes; '
            "choose one of the two; the other may be added"
        ],
    ),
    "no core": (
        ("        core: cabin\n        watch", "        watch"),
        [
            "3:16: no answer leads to the pattern \"cabin\" of the category \"shelter\"; make it a core or add it",
            "28:15: no core is chosen on the way stay: years → season: yes; give one of these answers a core",
            "31:15: no core is chosen on the way stay: years → season: no; give one of these answers a core",
            '39:9: no answer chooses the core "cabin"; remove it',
        ],
    ),
    "unknown pattern": (
        ("add: [stove]", "add: [stovve]"),
        ['27:15: unknown pattern "stovve" (did you mean "stove"?)', '45:9: no answer adds the pattern "stove"; remove it'],
    ),
    "pattern to watch": (
        ("        watch: [draught]", "        watch: [stove]"),
        ['19:17: "stove" is no antipattern but of kind pattern'],
    ),
    "question that nothing leads to": (
        ("checklist:\n  - {id: draught, level: con",
         "  - id: lost\n    text: t\n    why: w\n    answers: [{id: a, text: a, next: end}, {id: b, text: b, next: end}]\n"
         "checklist:\n  - {id: draught, level: con"),
        ['33:9: no answer leads to the question "lost"; lead to it from an answer, or remove it'],
    ),
    "question without answers": (
        ("        next: end\n      - id: 'no'\n        text: 'No'\n        next: end\n",
         "        next: more\n      - id: 'no'\n        text: 'No'\n        next: end\n"
         "  - id: more\n    text: t\n    why: w\n    answers: []\n"),
        ['36:14: dead end: the question "more" has no answers; write two or more'],
    ),
    "one answer": (
        ("      - id: 'no'\n        text: 'No'\n        next: end\n", ""),
        ['25:7: the question "season" has one answer only; write another, or remove the question'],
    ),
    "same id twice": (("      - id: 'no'", "      - id: 'yes'"), ['30:13: the id "yes" is given twice; rename one']),
    "unknown start": (("start: stay", "start: stray"), ['1:8: start: unknown question "stray" (did you mean "stay"?)']),
    "no start": (("start: stay\n", ""), ['1:1: the key "start" is missing; add the id of the first question']),
    "unknown stage": (("    stage: time", "    stage: tine"), ['8:12: unknown stage "tine" (did you mean "time"?)']),
    "core without description": (
        ("  - id: tent\n    when: Every day in another place.\n    checklist:\n"
         "      - {id: draught, level: skip, why: There is no door to shut.}\n", ""),
        ['14:15: the core "tent" is not described; add it under cores'],
    ),
    "unknown key": (("    why: Then", "    wy: Then"), [
        '21:5: the key "why" is missing; add it: why: …', '23:5: unknown key "wy" (did you mean "why"?)',
    ]),
    "unknown level": (("level: skip", "level: never"), [
        '39:30: cores.checklist.level: "never" is not allowed (must, should, consider, skip)',
    ]),
    "patterns in no part": (
        ("addons:\n", "parts:\n  - {title: Roof, patterns: [tent, draught]}\naddons:\n"),
        [
            '45:3: no part has the pattern "cabin", which an answer chooses; name it in the part where a request meets it',
            '45:3: no part has the pattern "stove", which an answer chooses; name it in the part where a request meets it',
            '45:36: "draught" is no pattern but of kind antipattern',
        ],
    ),
    "broken YAML": (("start: stay", "start: 'stay"), [
        "1:8: broken YAML: ' has no end; end it with ', or put the value in quotation marks: start: \"'stay\"",
    ]),
}  # fmt: skip


def broken(change: tuple[str, str]) -> GuideFile:
    """Return the small guide with a mistake."""
    text = (SMALL / "shelters.yaml").read_text("utf-8")
    assert change[0] in text
    return parse_guide(text.replace(*change, 1).encode(), "shelters.yaml")


@pytest.mark.parametrize("kind", BROKEN)
def test_broken_guide_is_an_error_at_its_place(kind: str, small: Catalogue) -> None:
    """Each kind of mistake is said at its line and column, with what to write instead."""
    change, expected = BROKEN[kind]
    found = [
        str(item).removeprefix("shelters.yaml:").removesuffix(" [shohyo.guide]")
        for item in prove(broken(change), small)
    ]
    assert found == expected


def test_small_guide_is_sound(small: Catalogue) -> None:
    """The guide that the mistakes above are made in has none, with a BOM and CRLF, too."""
    data = (SMALL / "shelters.yaml").read_bytes()
    for variant in (data, b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")):
        file = parse_guide(variant, "shelters.yaml")
        assert prove(file, small) == []
        assert len(list(paths(file.guide))) == 4


def test_not_utf8(small: Catalogue) -> None:
    """A guide in another encoding is said to be, instead of a traceback."""
    (first, *_rest) = prove(parse_guide("start: 始め\n".encode("euc_jp"), "g.yaml"), small)
    assert str(first).startswith("g.yaml:1:8: the file is not UTF-8 but looks like euc_jp")


@pytest.mark.parametrize(
    "text", ["", "[]", "start", "questions: 1", "questions: [1, {}]", "cores: {a: b}", "start: [a]"]
)
def test_odd_files_are_findings(text: str, small: Catalogue) -> None:
    """A file that is no guide at all gives findings, never an exception."""
    assert prove(parse_guide(text.encode(), "g.yaml"), small)


# --- large guides --------------------------------------------------------------------------------


def chain(length: int) -> GuideFile:
    """Return a guide of *length* questions, with two answers each to the same next question."""
    lines = ["start: q1", "questions:"]
    for number in range(1, length + 1):
        following = f"q{number + 1}" if number < length else END
        lines += [f"  - id: q{number}", "    text: t", "    why: w", "    answers:"]
        core = ", core: tent" if number == 1 else ""
        lines += [f"      - {{id: {name}, text: t, next: {following}{core}}}" for name in ("a", "b")]
    lines += ["cores:", "  - {id: tent, when: always}"]
    return parse_guide("\n".join(lines).encode(), "chain.yaml")


@pytest.mark.parametrize("length", [40, 2000])
def test_proof_does_not_walk_all_paths(length: int, small: Catalogue) -> None:
    """2^40 paths are proved at once, and a guide longer than the stack is, too."""
    file = chain(length)
    assert prove(file, small) == []
    assert needed(file.guide)[f"q{length}"] == ()
