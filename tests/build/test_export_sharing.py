"""Feeds, structured data and references of a site, read by parsers of others and held against the front matter."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urldefrag, urljoin

import bibtexparser
import feedparser
import pytest
import yaml
from pyld import jsonld
from rdflib import Graph
from rdflib.namespace import SDO

from shohyo.model import OfBook, Page, Pattern, Review
from shohyo.sharing.feeds import file_name
from shohyo.source import frontmatter
from tests.build.building import REPOSITORY, build, digest, run_sphinx, soup
from tests.build.exporting import BASE, shelf_with_address
from tests.nasty import NOT_IN_XML, TITLES, in_yaml

SHELF = REPOSITORY / "examples/shelf"
VOCABULARY = yaml.safe_load((REPOSITORY / "tests/data/schema-org.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shelf_with_address(tmp_path_factory)


@pytest.fixture(scope="module")
def records() -> dict[str, Page]:
    """Docname → front matter, of the pages that have any."""
    found = {}
    for path in sorted(SHELF.rglob("*.md")):
        docname = path.relative_to(SHELF).with_suffix("").as_posix()
        front = frontmatter.parse(path.read_text("utf-8"), docname + ".md", docname)
        if front.record and path.read_text("utf-8").startswith("---"):
            found[docname] = front.record
    return found


def file_of(output: Path, address: str) -> Path:
    assert address.startswith(BASE), address
    path = output / unquote(urldefrag(address)[0].removeprefix(BASE))
    return path / "index.html" if path.is_dir() else path


def feed_of(path: Path) -> Any:
    found = feedparser.parse(path.read_bytes(), sanitize_html=False, resolve_relative_uris=False)
    assert not found.bozo, (path, found.get("bozo_exception"))
    return found


# --- feeds -----------------------------------------------------------------------------------------------------------


def test_the_feed_has_what_is_dated(shelf: Path, records: dict[str, Page]) -> None:
    """Title, address, dates, authors, tags and summary are those of the front matter, the newest first."""
    dated = {docname: record for docname, record in records.items() if record.date or record.updated}
    assert len(dated) > 5
    found = feed_of(shelf / "feed.xml")
    assert (found.feed.title, found.feed.language) == ("An Old Shelf", "en")
    by_address = {entry.link: entry for entry in found.entries}
    assert set(by_address) == {f"{BASE}{docname}.html" for docname in dated}
    for docname, record in dated.items():
        entry = by_address[f"{BASE}{docname}.html"]
        assert entry.title == record.title
        assert entry.updated == f"{record.updated or record.date}T00:00:00Z"
        assert entry.get("published") == (f"{record.date}T00:00:00Z" if record.date else None)
        assert [author.name for author in entry.get("authors", [])] == [author.name for author in record.author] or (
            not record.author
        )
        assert [tag.term for tag in entry.get("tags", [])] == list(record.tags)
        assert entry.get("summary") == (record.in_short or None)
    newest = sorted((entry.updated for entry in found.entries), reverse=True)
    assert [entry.updated for entry in found.entries] == newest
    assert found.feed.updated == newest[0]


def test_each_tag_book_and_reviewer_has_a_feed(shelf: Path, records: dict[str, Page]) -> None:
    """Where it has a page with a date; what feeds there are is what their page lists."""
    expected: dict[str, set[str]] = {}
    for docname, record in records.items():
        if record.date or record.updated:
            names = [f"tag-{file_name(tag)}" for tag in record.tags]
            if isinstance(record, OfBook):
                names += [f"book-{file_name(key)}" for key in record.books_named]
            if isinstance(record, Review):
                names += [f"by-{file_name(author.name)}" for author in record.author]
            for name in names:
                expected.setdefault(f"feeds/{name}.xml", set()).add(f"{BASE}{docname}.html")
    there = {path.relative_to(shelf).as_posix() for path in shelf.glob("feeds/*")}
    assert there == set(expected)
    ids = set()
    for name, pages in expected.items():
        found = feed_of(shelf / name)
        assert {entry.link for entry in found.entries} == pages
        assert file_of(shelf, found.feed.link).is_file()
        assert {link.href for link in found.feed.links if link.rel == "self"} == {BASE + name}
        ids.add(found.feed.id)
    assert len(ids) == len(there)
    listed = {link["href"] for link in soup(shelf / "feeds.html").select("article a[type='application/atom+xml']")}
    assert listed == there | {"feed.xml"}


def test_content_is_whole_and_leads_from_anywhere(shelf: Path) -> None:
    """Addresses are absolute, and those of the site are there; nothing runs, nothing belongs to the page."""
    links = pictures = 0
    for entry in feed_of(shelf / "feed.xml").entries:
        (content,) = entry.content
        text = soup_of(content.value)
        assert len(text.get_text()) > 200
        assert not text.find_all(["script", "style", "svg", "button", "h1", "form"])
        assert "How to cite" not in text.get_text()
        assert entry.title not in [heading.get_text() for heading in text.find_all(["h2", "h3"])]
        addresses = [link["href"] for link in text.select("[href]")]
        sources = [picture["src"] for picture in text.select("[src]")]
        for address in addresses + sources:
            assert re.match("https?:", address)
            assert not address.startswith(BASE) or file_of(shelf, address).is_file(), address
        links, pictures = links + len(addresses), pictures + len(sources)
    assert links > 20
    assert pictures > 3


def soup_of(html: str) -> Any:
    from bs4 import BeautifulSoup

    return BeautifulSoup(html, "html.parser")


def test_pages_tell_of_their_feeds(shelf: Path, records: dict[str, Page]) -> None:
    """All of the one of all, pages about books of theirs; and the foot of each leads to the list."""
    for page in sorted(shelf.rglob("*.html")):
        name = page.relative_to(shelf).as_posix()
        if name.startswith("_static"):
            continue
        html = soup(page)
        feeds = [
            urljoin(BASE + name, link["href"])
            for link in html.select("link[rel=alternate][type='application/atom+xml']")
        ]
        assert feeds[0] == BASE + "feed.xml", name
        assert all(file_of(shelf, feed).is_file() for feed in feeds)
        record = records.get(name.removesuffix(".html"))
        if isinstance(record, Review):
            assert feeds[1:] == [f"{BASE}feeds/book-{file_name(key)}.xml" for key in sorted(record.books_named)]
        foot = [urljoin(BASE + name, link["href"]) for link in html.select("footer a[href$='feeds.html']")]
        assert foot == ([] if name == "feeds.html" else [BASE + "feeds.html"]), name


# --- structured data -------------------------------------------------------------------------------------------------


def pages_of(output: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(output.rglob("*.html")):
        if "_static" not in path.parts:
            yield path.relative_to(output).as_posix(), path.read_text("utf-8")


def things_of(html: str) -> list[dict[str, Any]]:
    found = jsonld.load_html(html, BASE, None, {"extractAllScripts": True})
    assert len(found) < 2, "one block a page"
    return [thing for block in found for thing in block.get("@graph", [block])]


def kinds_of(name: str) -> set[str]:
    """Return a type and all that it is a kind of."""
    return {name}.union(*(kinds_of(above) for above in VOCABULARY["types"][name]))


def hold_against_vocabulary(thing: dict[str, Any]) -> None:
    """Insist that each property belongs to the type that has it, and holds what it may."""
    kinds = kinds_of(thing["@type"])
    for name, values in thing.items():
        if name in ("@type", "@id", "@context"):
            continue
        rule = VOCABULARY["properties"][name]
        assert kinds & set(rule["of"]), f"{thing['@type']} has no {name}"
        for value in values if isinstance(values, list) else [values]:
            holds = set(rule["holds"])
            if isinstance(value, dict):
                if "@type" in value:
                    assert kinds_of(value["@type"]) & holds, (name, value)
                    hold_against_vocabulary(value)
                else:  # a thing that is told elsewhere
                    assert set(value) == {"@id"}
                    assert holds - {"Text", "URL", "Number", "Date", "DateTime"}
            elif isinstance(value, (int, float)):
                assert holds & {"Number", "Integer"}, (name, value)
            elif "Text" not in holds:
                assert "URL" in holds or re.fullmatch(r"\d{4}(-\d\d){0,2}", value), (name, value)
                assert "Date" in holds or re.match("https?://", value), (name, value)


def test_the_table_names_what_there_is() -> None:
    """rdflib knows the names of schema.org, too."""
    names = {str(term).rpartition("/")[2] for term in dir(SDO)}
    assert set(VOCABULARY["types"]) <= names
    assert set(VOCABULARY["properties"]) - {"query-input"} <= names


def test_all_pages_are_told_in_its_words(shelf: Path) -> None:
    """Each page of the site, by the table and by a processor of JSON-LD that makes triples of it."""
    context = {"@vocab": "https://schema.org/", **{name: {"@type": "@id"} for name in ("url", "image", "license")}}
    loader = {"contextUrl": None, "documentUrl": "https://schema.org", "document": {"@context": context}}
    told: dict[str, int] = {}
    graph = Graph()
    for name, html in pages_of(shelf):
        for thing in things_of(html):
            hold_against_vocabulary(thing)
            told[thing["@type"]] = told.get(thing["@type"], 0) + 1
            expanded = jsonld.expand(
                {"@context": "https://schema.org", **thing},
                {"base": BASE + name, "documentLoader": lambda *_: loader},
            )
            assert expanded, name
            graph.parse(data=jsonld.to_rdf(expanded, {"format": "application/n-quads"}), format="nt")
    assert told["WebSite"] == 1
    assert set(told) == {"WebSite", "Review", "WebPage", "DefinedTermSet", "BreadcrumbList"}
    # the terms of an outline are those that say they are of it
    listed = {(str(term), str(outline)) for outline, _p, term in graph.triples((None, SDO.hasDefinedTerm, None))}
    stated = {(str(term), str(outline)) for term, _p, outline in graph.triples((None, SDO.inDefinedTermSet, None))}
    assert listed == stated
    assert len(listed) > 5


def test_reviews_and_terms_are_as_the_front_matter_says(shelf: Path, records: dict[str, Page]) -> None:
    for docname, record in records.items():
        things = {thing["@type"]: thing for thing in things_of((shelf / f"{docname}.html").read_text("utf-8"))}
        if isinstance(record, Review):
            found = things["Review"]
            assert (found["name"], found["url"]) == (record.title, f"{BASE}{docname}.html")
            assert found.get("datePublished") == (record.date.isoformat() if record.date else None)
            assert ("reviewRating" in found) == (record.rating is not None)
            if record.rating is not None:
                assert found["reviewRating"]["ratingValue"] == record.rating
            books = found["itemReviewed"] if isinstance(found["itemReviewed"], list) else [found["itemReviewed"]]
            assert len(books) == len(record.books_named)
            assert ("isBasedOn" in found) == (record.original is not None)
        elif isinstance(record, Pattern):
            term = things["WebPage"]["mainEntity"]
            assert (term["@type"], term["name"], term.get("description")) == (
                "DefinedTerm",
                record.title,
                record.intent,
            )
            assert term["termCode"] == (record.id or docname.rpartition("/")[2])
        elif record.kind == "book":
            assert things["WebPage"]["mainEntity"]["@type"] == "Book"


# --- reference managers ----------------------------------------------------------------------------------------------


def test_zotero_saves_the_book_from_a_review_and_the_page_from_a_term(shelf: Path, records: dict[str, Page]) -> None:
    """A context object for each book, or one for the page; as it reads them, by their formats."""
    bibliography = bibtexparser.parse_file(str(SHELF / "references.bib")).entries_dict
    for docname, record in records.items():
        html = soup(shelf / f"{docname}.html")
        objects = [parse_qs(span["title"], strict_parsing=True) for span in html.select("span.Z3988")]
        tags = {tag["name"]: tag["content"] for tag in html.select("meta[name^=citation_]")}
        if isinstance(record, OfBook):
            assert [found["rft_val_fmt"] for found in objects] == [["info:ofi/fmt:kev:mtx:book"]] * len(
                record.books_named
            )
            for found, key in zip(objects, record.books_named, strict=True):
                title = bibliography[key].fields_dict["title"].value.strip("{}")
                assert found["rft.btitle"][0].startswith(title)
            assert bool(tags) == (len(record.books_named) == 1)
        elif isinstance(record, Pattern):
            (found,) = objects
            assert found["rft_val_fmt"] == ["info:ofi/fmt:kev:mtx:dc"]
            assert (found["rft.title"], found["rft.source"]) == ([record.title], ["An Old Shelf"])
            assert found["rft.identifier"] == [f"{BASE}{docname}.html"]
            assert tags["citation_title"] == record.title
        else:
            assert objects == []


def test_references_are_there_in_three_forms(shelf: Path) -> None:
    """Of the site and of each page, the same works in each; pages link to them below their sources."""
    site = read_references(shelf, "references")
    pages = {path.with_suffix("").relative_to(shelf).as_posix() for path in shelf.glob("references/**/*.bib")}
    assert len(pages) > 10
    keys = {name: read_references(shelf, name) for name in sorted(pages)}
    assert set().union(*keys.values()) == site
    linked = set()
    for name, html in pages_of(shelf):
        for link in soup_of(html).select(".shohyo-references a"):
            target = urljoin(name, link["href"])
            assert (shelf / target).is_file()
            linked.add(target.rpartition(".")[0])
    assert linked >= {"references", *(name for name in keys if name.startswith("references/ideas/"))}


def read_references(output: Path, name: str) -> set[str]:
    library = bibtexparser.parse_string((output / f"{name}.bib").read_text("utf-8"))
    assert library.failed_blocks == []
    keys = {entry.key for entry in library.entries}
    assert {item["id"] for item in json.loads((output / f"{name}.json").read_text("utf-8"))} == keys
    assert set(re.findall(r"^ID  - (.+)\r$", (output / f"{name}.ris").read_bytes().decode(), re.MULTILINE)) == keys
    return keys


# --- builds ----------------------------------------------------------------------------------------------------------


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def small_site(folder: Path, **values: object) -> Path:
    """Write a site of a review, a term and a list of works, with values of configuration."""
    conf = {"project": "Small", "author": "Me", "extensions": ["shohyo"], "html_theme": "shohyo", "language": "en"}
    conf["shohyo_cards"] = False
    write(folder / "conf.py", "\n".join(f"{name} = {value!r}" for name, value in {**conf, **values}.items()))
    write(folder / "index.md", "# Home\n\n```{toctree}\nreviews/r\npatterns/p\nworks\n```\n")
    write(folder / "works.md", "# Works\n\n```{bibliography}\n```\n")
    write(
        folder / "reviews/r.md",
        "---\ntitle: R\ndate: 2026-01-02\nbook: k\ntags: [Tag]\nauthor: Jane Doe\n"
        "outline: [{chapters: [{number: 1, title: C, patterns: [p]}]}]\n---\n\nText with {pattern}`p`.\n",
    )
    write(folder / "patterns/p.md", "---\ntitle: P\nintent: I.\nsources: [k]\n---\n\nText of P.\n")
    write(
        folder / "references.bib",
        "@book{k, title = {T}, author = {Doe, Jane}, year = {2020}}\n@book{never, title = {N}, author = {No, One}, year = {1}}",
    )
    return folder


def outputs(output: Path) -> set[str]:
    names = {path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_file()}
    return {name for name in names if re.match("feed|references", name)}


def test_without_an_address_there_is_what_needs_none(tmp_path: Path) -> None:
    """No feed, no link to one and no address in the data; references and books are there all the same."""
    output = build(small_site(tmp_path / "source"), tmp_path / "html", "-W")
    assert {name for name in outputs(output) if name.startswith("feed")} == set()
    assert {"references.bib", "references/patterns/p.ris"} <= outputs(output)
    assert "never" not in (output / "references.bib").read_text("utf-8")
    for name, html in pages_of(output):
        assert "atom" not in html, name
        for thing in things_of(html):
            hold_against_vocabulary(thing)
            assert not {"url", "@id"} & set(thing)
    (found,) = [thing for thing in things_of((output / "reviews/r.html").read_text("utf-8")) if "itemReviewed" in thing]
    assert found["itemReviewed"]["author"] == {"@type": "Person", "name": "Jane Doe"}


def test_all_can_be_switched_off(tmp_path: Path) -> None:
    names = ("feeds", "references", "structured_data", "citation_tags")
    values = {f"shohyo_{name}": False for name in names}
    source = small_site(tmp_path / "source", html_baseurl="https://example.org/", **values)
    output = build(source, tmp_path / "html", "-W")
    assert outputs(output) == set()
    for _name, html in pages_of(output):
        assert not re.search("ld\\+json|Z3988|citation_title|atom\\+xml|shohyo-references", html)


def test_an_own_file_and_an_own_page_stay(tmp_path: Path) -> None:
    source = small_site(
        tmp_path / "source",
        html_baseurl="https://example.org/",
        html_extra_path=["extra"],
        shohyo_feeds={"first_address": "https://old.example.org/"},
    )
    write(source / "extra/feed.xml", "mine")
    moved = (source / "reviews/r.md").read_text("utf-8")
    (source / "reviews/r.md").unlink()
    write(source / "essays/s.md", moved.replace("---\n", "---\nkind: review\nmoved_from: [reviews/r]\n", 1))
    write(source / "index.md", (source / "index.md").read_text("utf-8").replace("reviews/r", "essays/s"))
    write(source / "feeds.md", "---\norphan: true\n---\n\n# My feeds\n")
    output = build(source, tmp_path / "html", "-W")
    assert (output / "feed.xml").read_text("utf-8") == "mine"
    assert "My feeds" in (output / "feeds.html").read_text("utf-8")
    # the site has moved, and the page within it: ids are those that entries had before
    assert (output / "essays/s.html").is_file()
    first = build(small_site(tmp_path / "old", html_baseurl="https://old.example.org"), tmp_path / "old-html", "-W")
    one, other = (feed_of(folder / "feeds/book-k.xml") for folder in (output, first))
    assert (one.feed.id, one.entries[0].id) == (other.feed.id, other.entries[0].id)
    assert one.entries[0].link != other.entries[0].link


def test_a_page_for_each_folder_is_linked_as_such(tmp_path: Path) -> None:
    source = small_site(tmp_path / "source", html_baseurl="https://example.org/")
    done = run_sphinx(source, tmp_path / "html", "-W", builder="dirhtml")
    assert (done.returncode, done.stderr) == (0, "")
    entry = feed_of(tmp_path / "html/feed.xml").entries[0]
    assert entry.link == "https://example.org/reviews/r/"
    assert "https://example.org/patterns/p/" in entry.content[0].value
    page = soup(tmp_path / "html/reviews/r/index.html")
    assert page.select_one("link[type='application/atom+xml']")["href"] == "../../feed.xml"


def test_a_build_after_edits_is_as_a_clean_one(tmp_path: Path) -> None:
    """Text, tags and dates are edited, a page goes and one comes; one job and two."""
    source = shutil.copytree(SHELF, tmp_path / "source")
    options = ("-D", f"html_baseurl={BASE}", "-D", "shohyo_cards=0")
    output = build(source, tmp_path / "html", *options)
    before = feed_of(output / "feed.xml")
    reviews = sorted((source / "reviews").glob("*.md"))
    reviews = [path for path in reviews if path.name != "index.md"]
    first = reviews[0].read_text("utf-8")
    reviews[0].write_text(first + "\nA sentence that is new.\n", "utf-8")
    build(source, output, *options)  # one page alone is written, which nothing was written before
    assert any("A sentence that is new." in entry.content[0].value for entry in feed_of(output / "feed.xml").entries)
    second = reviews[1].read_text("utf-8")
    reviews[1].write_text(re.sub(r"^date: .*\n", "", second, flags=re.MULTILINE), "utf-8")
    third = reviews[2].read_text("utf-8")
    reviews[2].write_text(re.sub(r"^title: .*", "title: Another title", third, count=1, flags=re.MULTILINE), "utf-8")
    new = source / "reviews/a-new-one.md"
    new.write_text("---\ntitle: New\ndate: 2026-11-30\ntags: [新しい本]\n---\n\nText.\n", "utf-8")
    build(source, output, *options)
    assert digest(output) == digest(build(source, tmp_path / "clean", "-j", "2", *options))
    after = feed_of(output / "feed.xml")
    assert len(after.entries) == len(before.entries)  # one without a date, one that is new
    assert after.entries[0].title == "New"
    assert any("A sentence that is new." in entry.content[0].value for entry in after.entries)
    reviews[1].write_text(second, "utf-8")
    new.unlink()
    build(source, output, *options)
    clean = digest(build(source, tmp_path / "clean-again", *options))
    assert digest(output) == clean
    kept = list(Path(f"{output}.doctrees").rglob("*pieces.sqlite"))
    assert kept
    for path in kept:  # what was kept is lost; nothing is written but the feeds, which are the same
        path.unlink()
    build(source, output, *options)
    assert digest(output) == clean


def test_nasty_titles(tmp_path: Path) -> None:
    """Each as the title, summary, tag, name and text of a page: all is read as it was written, on every page."""
    source = small_site(tmp_path / "source", project=TITLES["script"], html_baseurl="https://example.org/kb/")
    write(source / "conf.py", (source / "conf.py").read_text("utf-8") + "\nsuppress_warnings = ['shohyo', 'toc']\n")
    day = dt.date(2020, 1, 1)
    titles = {name: title for name, title in TITLES.items() if name != "surrogate"}  # which YAML has no place for
    for number, (name, title) in enumerate(titles.items()):
        quoted = in_yaml(title)
        write(
            source / f"reviews/{name}.md",
            f"---\ntitle: {quoted}\nsummary: {quoted}\ndate: {day + dt.timedelta(number)}\ntags: [{quoted}]\n"
            f"author: {quoted}\nbook: k\noriginal: {{title: {quoted}, author: {quoted}}}\n---\n\nText.\n",
        )
        write(
            source / f"patterns/{name}.md",
            f"---\ntitle: {quoted}\nintent: {quoted}\ntitle_en: {quoted}\naliases: [{quoted}]\nsources: [k]\n---\n\nText.\n",
        )
    done = run_sphinx(source, tmp_path / "html")
    assert done.returncode == 0, done.stderr
    found = feed_of(tmp_path / "html/feed.xml")
    by_name = {entry.link.rpartition("/")[2].removesuffix(".html"): entry for entry in found.entries}
    assert len(by_name) == len(titles) + 1
    for name, title in titles.items():
        shown = NOT_IN_XML.sub("\ufffd", title).strip()
        assert by_name[name].tags[0].term == re.sub("[ \t\r\n]+", " ", shown), name
        for kind in ("reviews", "patterns"):
            html = (tmp_path / f"html/{kind}/{name}.html").read_text("utf-8")
            things = things_of(html)
            assert things[0]["name"] == title.strip(), name
            for thing in things:
                hold_against_vocabulary(thing)
            assert len(soup_of(html).select("span.Z3988")) == 1
            assert not soup_of(html).select("script:not([src], [type])")
    for path in (tmp_path / "html").glob("feeds/*.xml"):
        feed_of(path)
