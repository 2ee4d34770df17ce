"""The texts of the site: each record of the facts has its page, each claim its source, no sentence comes twice.

The facts are in ``tests/data/facts.yaml``. The post that the review retells is not ours to publish: what a page must
not have in common with it is kept as hashes.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from shohyo.bib.bibliography import load_bibliography
from shohyo.model import OfBook, Pattern, Relation, Review, Source
from shohyo.source.frontmatter import FrontMatter
from tests import prose
from tests.build.building import REPOSITORY, article

DATA = REPOSITORY / "tests/data"
REVIEW = "reviews/ai-engineer-ml-system-design-patterns"

#: key of a source in the facts → BibTeX key; B names one itself, N an address
SOURCE_KEYS = {
    "seed": "salinger2023review",
    "M": "mercari-patterns",
    "S": "shibui-sample-code",
    "W": "wikibook-mlsdp",
    "X": "shibui2022",
}
#: notes of readers, which nobody else can open
NOTES = {"K", "KB"}

#: says that two patterns are one
SAME = re.compile("同じ(考え|もの|パターン|発想)|同義|同一|等しい")

ROLE = re.compile(r"\{([\w:]+)\}`([^`]*)`")
CITATION = re.compile(r"\s*\{cite:[\w:]+\}`[^`]*`")


def _pages() -> dict[str, FrontMatter]:
    files = [*REPOSITORY.glob("*.md"), *REPOSITORY.glob("patterns/*.md"), *REPOSITORY.glob("reviews/*.md")]
    names = [path.relative_to(REPOSITORY).with_suffix("").as_posix() for path in sorted(files)]
    return {name: prose.read(REPOSITORY / f"{name}.md", name) for name in names if not re.match("[A-Z]", name)}


PAGES = _pages()  #: docname → page; those in capitals are about the repository
PATTERNS = {name.split("/")[-1]: page for name, page in PAGES.items() if isinstance(page.record, Pattern)}
#: ids of the outline pages that are not of the book: what came after it, written by us
SUPPLEMENT = {entry.id for chapter in PAGES["supplement"].record.chapters for entry in chapter.patterns}
OF_THE_BOOK = {slug: page for slug, page in PATTERNS.items() if slug not in SUPPLEMENT}
NAMES = {
    **{("pattern", slug): page.record.title for slug, page in PATTERNS.items()},
    **{
        ("chapter", f"{page.record.book}/{chapter.number}"): f"第{chapter.number}章 {chapter.title}"
        for page in PAGES.values()
        if isinstance(page.record, OfBook)
        for chapter in page.record.chapters
    },
}


def facts() -> dict[str, Any]:
    text = (DATA / "facts.yaml").read_text("utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@pytest.fixture(scope="module")
def records() -> list[dict[str, Any]]:
    return facts()["records"]


# --- texts ----------------------------------------------------------------------------------------------------------


def blocks(body: str) -> Iterator[str]:
    """Yield the paragraphs, list items, table rows and headings of a body, without the blocks of directives."""
    body = re.sub(r"^(`{3,}|~{3,}|:{3,}).*?^\1[ \t]*$", "", body, flags=re.MULTILINE | re.DOTALL)
    body = re.sub(r"^\([\w-]+\)=$", "", body, flags=re.MULTILINE)  # targets
    yield from filter(None, (block.strip() for block in re.split(r"\n\s*\n|\n(?=[-*|#]|\d+\. )", body)))


def shown(text: str) -> str:
    """Return *text* as a reader sees it: names for roles; no markup, addresses and citations."""

    def name(match: re.Match[str]) -> str:
        titled = re.fullmatch(r"(.*?)\s*<[^>]+>", match[2])
        return titled[1] if titled else NAMES.get((match[1], match[2]), match[2])

    text = ROLE.sub(name, CITATION.sub("", text))
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"^(?:#+|[-*]|\d+\.|>)[ \t]+|^\|?[-| :]+\|?$|[|`]|\*\*|__", "", text, flags=re.MULTILINE)
    return text.strip()


def length(body: str) -> int:
    """Count the characters of a body as a reader sees them, headings and names included, white space not.

    Front matter, the blocks of directives, markup, addresses and citations do not count, nor does what the page's
    furniture adds: diagram, relations, sources.
    """
    return sum(len(re.sub(r"\s", "", shown(block))) for block in blocks(body))


def telling(text: str) -> str:
    """Return what is said, for comparison: names become ◇, markup, citations, addresses and white space go."""
    text = ROLE.sub("◇", CITATION.sub("", text))
    text = re.sub("『[^』]*』|" + "|".join(map(re.escape, TITLES)), "◇", shown(text))
    return re.sub(r"\s", "", text)


TITLES = sorted(
    {
        name
        for page in PAGES.values()
        if page.record
        for name in (page.record.title, *page.record.aliases, getattr(page.record, "title_en", None))
        if name and len(name) >= 6
    },
    key=len,
    reverse=True,
)


def runs(texts: list[str], size: int) -> set[str]:
    """Return every run of *size* characters within one of *texts*."""
    return {text[start : start + size] for text in texts for start in range(len(text) - size + 1)}


def told(page: FrontMatter) -> list[str]:
    """Return all sentences of a page: body, captions, and those of the front matter."""
    found = [*blocks(page.body), *(text for _line, text in prose.captions(page))]
    return [telling(text) for text in [*found, *(text for _path, text in prose.statements(page))]]


def test_texts_are_read_as_readers_see_them() -> None:
    """The helpers below drop what is not text and keep what is."""
    body = """# 題

前の文 {cite:p}`a2020,b2021`。{pattern}`prediction-cache` と {pattern}`別の名 <data-cache>` を見る。

- [項目](x.md) と **強調**

| 甲 | 乙 |
|---|---|
| 1 | 2 |

```{figure} x.svg
:alt: 図
説明。
```
"""
    seen = [shown(block) for block in blocks(body)]
    assert seen[:3] == ["題", "前の文。推論キャッシュパターン と 別の名 を見る。", "項目 と 強調"]
    assert [re.sub(r"\s", "", text) for text in seen[3:]] == ["甲乙", "", "12"]
    assert length(body) == len("題前の文。推論キャッシュパターンと別の名を見る。項目と強調甲乙12")
    assert telling("『本』の {pattern}`data-cache` は推論キャッシュパターンに近い {cite:p}`a`。") == "◇の◇は◇に近い。"
    assert runs(["abc", "d"], 2) == {"ab", "bc"}


# --- records and sources --------------------------------------------------------------------------------------------


def plain_name(name: str) -> str:
    """Return a name without the word pattern, remarks in brackets, spaces and hyphens, as names are compared."""
    bare = re.sub(r" \([^)]*\)$", "", name.casefold()).removesuffix(" pattern")
    return re.sub(r"[\s-]", "", bare)


def test_each_record_has_its_page(records: list[dict[str, Any]]) -> None:
    """Each of the 47 records of the book has a page of the same id, kind, title and confidence, found by every name."""
    assert len(records) == 47
    assert {record["id"] for record in records} == set(OF_THE_BOOK)
    problems = []
    for record in records:
        page = PATTERNS[record["id"]].record
        stated = (page.id, page.kind, page.title, page.confidence)
        assert stated == (record["id"], record["kind"], record["title"], record["confidence"])
        known = {plain_name(name) for name in (page.title, page.title_en, *page.aliases)}
        problems += [f"{page.id}: {name}" for name in record["names"] if plain_name(name) not in known]
        # the outline's own heading may be a bare word: 概要 for 機械学習システムの概要
        if plain_name(record["heading"]) not in known and record["heading"] not in page.title:
            problems.append(f"{page.id}: {record['heading']}")
    assert problems == []


def names_source(stated: Source | None, fact: dict[str, Any]) -> bool:
    """Tell whether *stated* names the source of the facts, at the same address where the facts give one."""
    if stated is None:
        return False
    key = fact["key"]
    if key == "N":
        return stated.url == fact["url"]
    return stated.cite == SOURCE_KEYS.get(key, fact.get("bibkey")) and stated.url == fact.get("url")


def test_each_relation_and_its_basis_stands_on_its_page(records: list[dict[str, Any]]) -> None:
    """A page states the relations of its record and no others, each with the basis of the record."""
    problems = []
    for record in records:
        stated = {(relation.type, relation.target): relation for relation in PATTERNS[record["id"]].record.relations}
        known = {(fact["type"], fact["target"]): fact["basis"] for fact in record["relations"]}
        problems += [(record["id"], *pair) for pair in stated.keys() ^ known.keys()]
        for pair in stated.keys() & known.keys():
            basis, fact = stated[pair].basis, known[pair]
            if fact and fact["key"] in NOTES:
                continue  # it is ours, or rests on something else
            if not (basis is None if fact is None else names_source(basis, fact)):
                problems.append((record["id"], *pair, basis, fact))
    assert problems == []


def test_each_source_of_a_record_stands_on_its_page(records: list[dict[str, Any]]) -> None:
    """Every source of a record that a reader can open is among the sources of its page."""
    problems = []
    for record in records:
        stated = PATTERNS[record["id"]].record.sources
        for fact in record["sources"]:
            if fact["key"] not in NOTES and not any(names_source(source, fact) for source in stated):
                problems.append((record["id"], fact["key"], fact.get("url")))
    assert problems == []


def marked(relation: Relation) -> str:
    """Return what the built page must show as the basis of a relation: a link, or words."""
    if relation.basis is None:
        return "当サイトの考え"
    return f"-{relation.basis.cite}" if relation.basis.cite else relation.basis.source or relation.basis.url


def test_each_basis_is_printed_with_its_claim(published: Path) -> None:
    """Beside the reason of a relation the built page cites the source that states it, or says that it is ours."""
    problems = []
    for slug, page in PATTERNS.items():
        items = article(published / "patterns" / f"{slug}.html").select(".shohyo-relations li")
        for relation in page.record.relations:
            (item,) = [item for item in items if relation.why in item.get_text()]
            basis = item.select_one(".shohyo-basis")
            addresses = [link["href"] for link in basis.select("a[href]")]
            wanted = marked(relation)
            cited = any(re.search(r"bibliography\.html#[\w-]*" + re.escape(wanted) + "$", link) for link in addresses)
            if not (cited or wanted in basis.get_text() or wanted in addresses):
                problems.append((slug, relation.target, wanted))
            if relation.basis and relation.basis.url and relation.basis.url not in addresses:
                problems.append((slug, relation.target, relation.basis.url))
    assert problems == []


#: who speaks → entries of which one is cited in the same paragraph
VOICES = {
    "公開パターン集": {"mercari-patterns"},
    "サンプルコード": {"shibui-sample-code", "shibui2022", "wikibook-mlsdp"},
    "評者": {"salinger2023review"},
    "O'Reilly": {"lakshmanan2020", "lakshmanan2021ja"},
}


@pytest.mark.parametrize(("voice", "keys"), VOICES.items())
def test_who_speaks_is_cited(voice: str, keys: set[str]) -> None:
    """A paragraph of an outline page that lets a source speak cites it."""
    problems = []
    for slug, page in PATTERNS.items():
        for block in blocks(page.body):
            if voice in block and not keys & cited_in(block):
                problems.append(f"{slug}: {block[:60]}")
    assert problems == []


def test_nothing_rests_on_what_nobody_can_open() -> None:
    """Sources and reasons are cited, have an address, or are ours; notes that were never published are none."""
    unfounded = []
    for name, page in PAGES.items():
        record = page.record
        sources = getattr(record, "sources", ())
        bases = [item.basis for key in ("relations", "traits") for item in getattr(record, key, ()) if item.basis]
        unfounded += [(name, source) for source in (*sources, *bases) if not (source.cite or source.url)]
        unfounded += [(name, "学習ノート")] if "学習ノート" in page.body else []
    assert unfounded == []
    assert "学習ノート" not in (REPOSITORY / "crosswalk.yaml").read_text("utf-8")


def cited_in(text: str) -> set[str]:
    """Return the BibTeX keys that the roles in *text* cite."""
    found = re.findall(r"\{cite:[\w:]+\}`([^`]*)`", text)
    return {key.strip() for keys in found for key in keys.split(",")}


def citations(page: FrontMatter) -> set[str]:
    """Return the BibTeX keys that a page cites, in its text and in its front matter."""
    record, keys = page.record, cited_in(page.body)
    if isinstance(record, Pattern):
        sources = [*record.sources, *(relation.basis for relation in record.relations if relation.basis)]
        keys |= {source.cite for source in sources if source.cite}
        keys |= {trait.basis.cite for trait in record.traits if trait.basis and trait.basis.cite}
    if isinstance(record, OfBook):
        keys |= set(record.books_named)
    if isinstance(record, Review) and record.original and record.original.cite:
        keys.add(record.original.cite)
    return keys


def test_no_entry_of_the_bibliography_stands_uncited() -> None:
    """Every entry of references.bib is cited on some page."""
    entries = load_bibliography([REPOSITORY / "references.bib"], REPOSITORY).entries
    assert sorted(set(entries) - set().union(*map(citations, PAGES.values()))) == []


# --- the crosswalk --------------------------------------------------------------------------------------------------


def test_each_counterpart_is_named_and_only_two_are_called_the_same() -> None:
    """A page with a counterpart in the O'Reilly book names it and cites the book; two patterns alone are its equals."""
    theirs = facts()["counterparts"]
    names: dict[str, set[str]] = {}
    equal = set()
    for pattern in theirs:
        for target, how in pattern["links"].items():
            names.setdefault(target, set()).add(pattern["name"])
            equal |= {target} if how == "equivalent" else set()
    assert len(names) >= 20
    assert equal == {"batch-inference", "pipeline-training"}
    unnamed, called_equal = set(), set()
    for slug, page in PATTERNS.items():
        citing = [block for block in blocks(page.body) if "lakshmanan2020" in cited_in(block)]
        if slug in names and not any(name in block for name in names[slug] for block in citing):
            unnamed.add(slug)
        sentences = [sentence for block in blocks(page.body) for sentence in re.findall("[^。]+。", block)]
        theirs_named = [text for text in sentences if any(pattern["name"] in text for pattern in theirs)]
        if any(map(SAME.search, theirs_named)):
            called_equal.add(slug)
    assert unnamed == set()
    assert called_equal == equal


# --- length and originality -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", sorted(PATTERNS))
def test_page_has_the_length_of_an_article(slug: str) -> None:
    """The text of an outline page has 1,200 to 3,000 characters."""
    assert 1200 <= length(PATTERNS[slug].body) <= 3000


@pytest.mark.parametrize("slug", sorted(SUPPLEMENT))
def test_page_of_the_supplement_says_that_it_is_ours(slug: str) -> None:
    """It begins with a note that says so, and rests on nothing that tells of the book."""
    page = PATTERNS[slug]
    assert re.match(r"\n*```\{note\}\n当サイトの追補です（本にない項目）。[^\n]*\(\.\./supplement\.md\)", page.body)
    book = {"shibui2021", "mercari-patterns", "shibui-sample-code", "salinger2023review"}
    assert citations(page) & book == set()


def test_review_has_the_length_of_a_review() -> None:
    """The text of the review has 2,500 to 4,000 characters."""
    assert 2500 <= length(PAGES[REVIEW].body) <= 4000


def test_review_links_what_it_speaks_of() -> None:
    """The review links at least 25 patterns and chapters by roles."""
    linked = {(role, target) for role, target in ROLE.findall(PAGES[REVIEW].body) if role in ("pattern", "chapter")}
    assert len({(role, re.sub(r".*<([^>]+)>", r"\1", target)) for role, target in linked}) >= 25


@pytest.mark.parametrize("slug", ["case-content-posting", "case-demand-forecasting"])
def test_case_study_is_marked_as_our_own(slug: str) -> None:
    """The first paragraph of a case study says that the design is ours."""
    assert re.search("当サイト[がでの][^。]*設計", next(blocks(PATTERNS[slug].body)))


def test_no_page_repeats_another() -> None:
    """No two pages have a run of 40 characters in common, names and titles apart."""
    owners: dict[str, str] = {}
    repeated = set()
    for name, page in PAGES.items():
        for run in runs(told(page), 40):
            if owners.setdefault(run, name) != name:
                repeated.add((owners[run], name, run))
    assert sorted(repeated) == []


def test_original_post_is_not_copied() -> None:
    """No page has a run of 30 characters in common with the prose of the original post, names and titles apart."""
    theirs = hashed((DATA / "post-runs.txt").read_text("ascii"))
    assert len(theirs) == 2011
    assert {name: found for name, page in PAGES.items() if (found := common(page, theirs))} == {}


def hashed(text: str) -> set[str]:
    """Return the hashes in *text*, ten hexadecimal digits each, whatever stands between them."""
    return set(re.findall("[0-9a-f]{10}", text))


def common(page: FrontMatter, theirs: set[str]) -> list[str]:
    """Return the runs of 30 characters of a page whose hashes are among *theirs*."""
    return [
        run
        for run in sorted(runs(told(page), 30))
        if hashlib.blake2b(run.encode(), digest_size=5).hexdigest() in theirs
    ]


def test_copies_are_found_by_their_hashes() -> None:
    """A page that has 30 characters of a post in common with it is found, wherever they stand; 29 are no copy."""
    post = "　棚の前に立つと、背の順に並んだ本がこちらを向いているので、一冊だけ手に取ることにしました。"
    theirs = {hashlib.blake2b(run.encode(), digest_size=5).hexdigest() for run in runs([telling(post)], 30)}
    theirs = hashed("\n".join(sorted(theirs)))
    page = next(iter(PAGES.values()))
    for size in (29, 30):
        text = f"前の文です。{telling(post)[5 : 5 + size]}と続きます。"
        assert len(common(dataclasses.replace(page, body=text), theirs)) == size - 29
