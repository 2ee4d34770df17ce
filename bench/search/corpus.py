"""Texts that nobody here wrote → pages: Debian's manuals, a built site, and a generated site of any size.

A page is neutral: what every engine gets is written from it, and what is right is said by its lines alone.
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from bs4 import BeautifulSoup, NavigableString, Tag

from .manpages import Block, man_blocks

#: language → Debian package → files that hold its text, under the root of the file system or of the unpacked package
PACKAGES = {
    "ja": {
        "debian-reference-ja": "usr/share/debian-reference/*.ja.html",
        "developers-reference-ja": "usr/share/developers-reference/ja/*.html",
    },
    "en": {
        "debian-reference-en": "usr/share/debian-reference/*.en.html",
        "developers-reference": "usr/share/developers-reference/*.html",
    },
    "zh": {"manpages-zh": "usr/share/man/zh_CN/man[158]/*.gz"},
    "ko": {"debian-faq-ko": "usr/share/doc/debian/FAQ/ko/*.ko.html"},
}
#: pages of theirs that repeat others: tables of contents, search pages, everything in one file
REPEATED = re.compile(r"(?:index(?:\.\w\w)?|search|developers-reference)\.html")
#: a section with less text than this stays with the page before it, as one of its sections
SHORT = 300
#: seed of the generated site, and code points of one of its pages
SEED, LENGTH = 20260725, 2500


class CorpusError(RuntimeError):
    """A corpus is not to be had; the message says how to get it."""


@dataclass(frozen=True)
class Section:
    """Heading (empty for the page's beginning) and blocks: (is code, text); code may have several lines."""

    heading: str
    blocks: tuple[tuple[bool, str], ...]


@dataclass(frozen=True)
class Page:
    """A page that each engine gets, and that truth is read from."""

    slug: str
    title: str
    sections: tuple[Section, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """All visible lines; a match never goes beyond one."""
        found = [self.title]
        for section in self.sections:
            found += [section.heading] if section.heading else []
            for is_code, text in section.blocks:
                found += text.split("\n") if is_code else [text]
        return tuple(found)


# ---- Debian's manuals


def debian_pages(work: Path, language: str = "ja") -> list[Page]:
    """Return the manuals in a language: those in HTML split at their headings, each of those in roff a page."""
    pages: list[Page] = []
    manuals: dict[tuple[str, ...], Page] = {}  # several names of one program have one text
    for package, pattern in PACKAGES[language].items():
        for path in sorted(package_root(package, pattern, work).glob(pattern)):
            if path.suffix == ".gz":
                if page := _manual(path):
                    manuals.setdefault(page.lines, page)
            elif not REPEATED.fullmatch(path.name):
                soup = BeautifulSoup(path.read_text("utf-8"), "html.parser")
                stem = path.name.split(".")[0]
                pages += _split(_parts(soup), f"{package.split('-')[0]}-{stem}")
    return [*pages, *manuals.values()]


def _manual(path: Path) -> Page | None:
    """Return the page of a file in roff; its first section is the name and what it is for, which is its title."""
    headings = list(_headed(man_blocks(path)))
    if not headings or not headings[0][2]:
        return None
    title, *others = (_joined(text) for _code, text in headings[0][2])
    sections = [Section("", tuple((False, text) for text in others))]
    for _level, heading, blocks in headings[1:]:
        sections.append(Section(heading, tuple((code, text if code else _joined(text)) for code, text in blocks)))
    page = Page(path.name.removesuffix(".gz").replace(".", "-"), title, tuple(sections))
    return page if sum(map(len, page.lines)) >= SHORT else None


def package_root(package: str, pattern: str, work: Path) -> Path:
    """Return the folder under which a package's files are: the system's, or its .deb, fetched and unpacked."""
    # manual pages and modules of all packages are in the same folders
    if not re.search("/man/|/dist-packages", pattern) and any(Path("/").glob(pattern)):
        return Path("/")
    target = work / package
    if not any(target.glob(pattern)):
        if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
            raise CorpusError(
                f"{package} is missing; on Debian: apt-get install {package}; elsewhere unpack its .deb into {target}"
            )
        with tempfile.TemporaryDirectory() as folder:
            try:
                subprocess.run(["apt-get", "-q", "download", package], cwd=folder, check=True, stdin=subprocess.DEVNULL)
                (archive,) = Path(folder).glob("*.deb")
                subprocess.run(["dpkg-deb", "-x", str(archive), str(target)], check=True)
            except (subprocess.CalledProcessError, ValueError) as error:
                raise CorpusError(f"{package} could not be fetched ({error}); apt-get install {package}") from error
    return target


# ---- a built site

#: what is on a page and no text of its own: controls, formulas as they are drawn, what Sphinx calls a note, and what
#: docs/search-format.md leaves out, by its class; other engines see classes alone
_NO_TEXT = (
    "nav", "form", "template", "dialog", "script", "[hidden]", ".no-search", ".nosearch", ".toctree-wrapper",
    ".contents", ".headerlink", ".shohyo-bibliography", ".shohyo-kind", ".shohyo-badge", ".shohyo-tags",
    ".shohyo-aliases", ".shohyo-note", ".shohyo-calculator__unit",
    ".shohyo-calculator__bounds", "output", "button", "math",
    ":is(.note, .tip, .hint, .important, .warning, .caution, .danger, .seealso) > .admonition-title",
)  # fmt: skip


def site_pages(root: Path) -> list[Page]:
    """Return the articles of a site that Sphinx has built: one page each, without what is no text of its own."""
    pages = []
    for path in sorted(root.rglob("*.html")):
        soup = BeautifulSoup(path.read_text("utf-8"), "html.parser")
        article = soup.select_one("article.bd-article") or soup.select_one("main, [role=main]")
        name = path.relative_to(root).with_suffix("").as_posix()
        if article is None or name in ("search", "genindex", "404"):
            continue
        for part in article.select(", ".join(_NO_TEXT)):
            part.extract()
        for section in article.select(".shohyo-section"):
            if not section.select("p, li, dd, pre, td, section"):
                section.extract()  # a heading of ours above what was left out
        parts = list(_parts(article))
        if parts:
            _level, title, blocks = parts[0]
            sections = (Section("", tuple(blocks)), *(Section(head, tuple(text)) for _l, head, text in parts[1:]))
            pages.append(Page(name.replace("/", "-"), title, sections))
    return pages


# ---- HTML → headings and blocks

_INLINE = frozenset(
    ("a", "abbr", "b", "bdi", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark",
     "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var")
)  # fmt: skip
_NUMBER = re.compile(
    r"^(?:第\d+章|付録[A-Z]|(?:Chapter|Appendix)[\s\u00a0]\w+\.|\d+장\.|[A-Z]?\d*(?:\.\d+)*\.)[\s\u00a0]*"
)
_SKIPPED = (
    "script, style, .navheader, .navfooter, div.toc, .sphinxsidebar, .related, .footer, .headerlink, .legalnotice"
)


def _parts(soup: Tag) -> Iterator[tuple[int, str, list[tuple[bool, str]]]]:
    """Yield the headings in order, with their level and the blocks that follow; without section numbers."""
    for part in soup.select(_SKIPPED):
        part.decompose()
    return _headed(_walk(soup.find("body") or soup))


def _headed(found: Iterator[Block]) -> Iterator[tuple[int, str, list[tuple[bool, str]]]]:
    """Yield each heading with its level and the blocks that follow."""
    heading: tuple[int, str] | None = None
    blocks: list[tuple[bool, str]] = []
    for kind, text in found:
        if kind.startswith("h"):
            if heading:
                yield *heading, blocks
            heading, blocks = (int(kind[1]), _NUMBER.sub("", text) or text), []
        elif heading:
            blocks.append((kind == "pre", text))
    if heading:
        yield *heading, blocks


def _walk(node: Tag) -> Iterator[Block]:
    """Yield (h1 … h6, p or pre, text) of the visible blocks."""
    inline: list[str] = []

    def end() -> Iterator[Block]:
        text = _joined("".join(inline))
        inline.clear()
        if text:
            yield "p", text

    for child in node.children:
        if isinstance(child, NavigableString):
            if type(child) is NavigableString:  # no comments
                inline.append(child)
        elif not isinstance(child, Tag):
            continue
        elif child.name == "br":
            yield from end()
        elif child.name in _INLINE and not child.find(["p", "div", "pre", "table", "ul", "dl"]):
            inline.append(child.get_text())
        else:
            yield from end()
            if re.fullmatch("h[1-6]", child.name):
                yield child.name, _joined(child.get_text())
            elif child.name == "pre":
                lines = [line.rstrip() for line in child.get_text().expandtabs().split("\n")]
                if text := "\n".join(line for line in lines if line.strip()):
                    yield "pre", text
            else:
                yield from _walk(child)
    yield from end()


def _joined(text: str) -> str:
    """Return a paragraph in one line; a line break between two wide characters is no space."""
    text = re.sub(r"(?<=[\u3000-\u9fff\uff00-\uffef])[ \t]*\n\s*(?=[\u3000-\u9fff\uff00-\uffef])", "", text)
    return re.sub(r"[\s\u00a0]+", " ", text).strip()


def _split(parts: Iterator[tuple[int, str, list[tuple[bool, str]]]], stem: str) -> list[Page]:
    """Make a page of each heading of the first three levels; short ones stay with the page before them."""
    drafts: list[tuple[str, list[Section]]] = []
    for level, heading, blocks in parts:
        size = sum(len(text) for _code, text in blocks)
        if level <= 3 and (size >= SHORT or not drafts):
            drafts.append((heading, [Section("", tuple(blocks))]))
        else:
            drafts[-1][1].append(Section(heading, tuple(blocks)))
    return [Page(f"{stem}-{number:03}", title, tuple(text)) for number, (title, text) in enumerate(drafts)]


# ---- the generated site


def generated_pages(source: Sequence[Page], number: int, length: int = LENGTH, seed: int = SEED) -> list[Page]:
    """Return pages of sentences of others, mixed anew; the same for the same source and seed.

    To make as many words as a site of that size has, each page swaps a few runs of Chinese characters and katakana
    for those of other places of the source, recombined from two.
    """
    sentences = sorted({line for page in source for text in _prose(page) for line in _sentences(text)})
    words = sorted({word for line in sentences for word in re.findall("[一-鿿]{2,4}|[ァ-ヺー]{3,8}", line)})
    headings = sorted({section.heading for page in source for section in page.sections if len(section.heading) > 3})
    drawn = random.Random(seed)
    pages = []
    for count in range(number):
        title = f"{drawn.choice(headings)}{_coined(drawn, words)} {count:05}"
        sections: list[Section] = []
        size = len(title)
        while size < length:
            heading = "" if not sections else drawn.choice(headings)
            blocks = []
            for _paragraph in range(drawn.randint(2, 4)):
                text = "".join(drawn.choice(sentences) for _sentence in range(drawn.randint(2, 4)))
                text = re.sub("[一-鿿]{2,4}", lambda m: _coined(drawn, words) if drawn.random() < 0.06 else m[0], text)
                text = text[: max(20, length - size)]
                blocks.append((False, text.strip()))
                size += len(text)
                if size >= length:
                    break
            sections.append(Section(heading, tuple(blocks)))
        pages.append(Page(f"p{count:05}", title, tuple(sections)))
    return pages


def _prose(page: Page) -> Iterator[str]:
    return (text for section in page.sections for is_code, text in section.blocks if not is_code)


def _sentences(text: str) -> Iterator[str]:
    for line in re.findall("[^。]+。", text):
        line = line.strip()
        wide = sum(unicodedata.east_asian_width(character) in "WF" for character in line)
        if 15 <= len(line) <= 160 and wide > len(line) / 2:
            yield line


def _coined(drawn: random.Random, words: Sequence[str]) -> str:
    """Return a word as Japanese makes them: the halves of two others."""
    first, second = drawn.choice(words), drawn.choice(words)
    return first[: max(1, len(first) // 2 + 1)] + second[len(second) // 2 :]


# ---- pages → sources


def markdown(page: Page) -> str:
    """Return a page in the Markdown that MyST and Python-Markdown read alike: paragraphs, headings, indented code."""
    parts = [f"# {_escaped(page.title)}"]
    for section in page.sections:
        if section.heading:
            parts.append(f"## {_escaped(section.heading)}")
        for is_code, text in section.blocks:
            if is_code and parts[-1].startswith("    "):
                parts.append("<!-- -->")  # else two blocks of code are one
            parts.append("\n".join("    " + line for line in text.split("\n")) if is_code else _escaped(text))
    return "\n\n".join(parts) + "\n"


def _escaped(text: str) -> str:
    text = escape(text, quote=False)
    text = re.sub(r"([\\`*_{}\[\]()#+\-!])", r"\\\1", text)
    text = re.sub(r"^(\d+)\.", r"\1\\.", text)
    # a comment of MyST, a list of definitions, a line under a heading
    return re.sub(r"^[%:=|~^$]", lambda match: f"&#{ord(match[0])};", text)


def html(page: Page, language: str = "ja") -> str:
    """Return a page as plain HTML, for the engine that reads HTML."""
    parts = [f"<h1>{escape(page.title)}</h1>"]
    for section in page.sections:
        if section.heading:
            parts.append(f"<h2>{escape(section.heading)}</h2>")
        for is_code, text in section.blocks:
            parts.append(f"<pre><code>{escape(text)}</code></pre>" if is_code else f"<p>{escape(text)}</p>")
    body = "\n".join(parts)
    head = f'<meta charset="utf-8"><title>{escape(page.title)}</title>'
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head>{head}</head>\n'
        f"<body><main data-pagefind-body>\n{body}\n</main></body></html>\n"
    )
