"""What biblatex's keys and numbers are called in a list of works: English, Japanese."""

from __future__ import annotations

import re
from typing import NamedTuple

from pybtex.database import Entry

from ..bib.inherit import PARTS
from ..bib.tex import CJK, plain

_BOOKS = frozenset(
    {
        "book", "mvbook", "collection", "mvcollection", "reference", "mvreference", "proceedings", "mvproceedings",
        "booklet", "manual", "periodical",
    }
)  # fmt: skip
_THESES = frozenset({"thesis", "phdthesis", "mastersthesis", "bachelorsthesis"})
_KINDS = (
    dict.fromkeys(_BOOKS, "book")
    | dict.fromkeys(PARTS, "part")
    | dict.fromkeys(("article", "suppperiodical", "review"), "article")
    | dict.fromkeys(_THESES, "thesis")
    | dict.fromkeys(("report", "techreport"), "report")
)
#: kinds of which a number of pages is how many there are
COUNTED = frozenset({"book", "thesis", "report"})
#: kinds of which `type` is printed
TYPED = frozenset({"thesis", "report", "other"})
_TYPED_BOOKS = frozenset({"booklet", "manual"})

_COUNTRIES = {
    "": ("", ""), "de": ("German", "ドイツ"), "eu": ("European", "欧州"), "fr": ("French", "フランス"),
    "uk": ("British", "英国"), "us": ("U.S.", "米国"), "jp": ("Japanese", "日本"),
}  # fmt: skip
#: keys of biblatex (manual, 4.9.2.13), and types that say it themselves
_TYPES = {
    "thesis": ("Thesis", "学位論文"), "phdthesis": ("PhD thesis", "博士論文"),
    "mathesis": ("Master's thesis", "修士論文"), "mastersthesis": ("Master's thesis", "修士論文"),
    "bathesis": ("Bachelor's thesis", "卒業論文"), "bachelorsthesis": ("Bachelor's thesis", "卒業論文"),
    "candthesis": ("Candidate thesis", "准博士論文"),
    "report": ("Technical Report", "報告書"), "techreport": ("Technical Report", "技術報告書"),
    "resreport": ("Research Report", "研究報告書"), "software": ("Computer software", "コンピューターソフトウェア"),
    "datacd": ("Data CD", "データCD"), "audiocd": ("Audio CD", "音楽CD"),
}  # fmt: skip
for _code, (_english, _japanese) in _COUNTRIES.items():
    _TYPES["patent" + _code] = (f"{_english} patent" if _code else "Patent", f"{_japanese}特許")
    _TYPES["patreq" + _code] = (f"{_english} patent request" if _code else "Patent request", f"{_japanese}特許出願")
#: types that are printed where an entry has no other
_OWN_TYPES = frozenset({*_THESES, "report", "techreport", "patent"})
_PUBSTATES = {
    "inpreparation": ("in preparation", "執筆中"), "submitted": ("submitted", "投稿中"),
    "forthcoming": ("forthcoming", "近刊"), "inpress": ("in press", "印刷中"),
    "prepublished": ("prepublished", "先行公開"),
}  # fmt: skip


class Role(NamedTuple):
    """What somebody did."""

    noun: str  #: behind the name
    verb: str  #: before the name
    japanese: str  #: behind the name


ROLES = {
    "editor": Role("editor", "Edited by", "編"),
    "compiler": Role("compiler", "Compiled by", "編纂"),
    "founder": Role("founder", "Founded by", "創刊"),
    "continuator": Role("continuator", "Continued by", "続編"),
    "redactor": Role("redactor", "Redacted by", "校訂"),
    "reviser": Role("reviser", "Revised by", "改訂"),
    "collaborator": Role("collaborator", "In collaboration with", "協力"),
    "organizer": Role("organizer", "Organized by", "企画"),
    "director": Role("director", "Directed by", "監督"),
    "translator": Role("translator", "Translated by", "訳"),
    "annotator": Role("annotator", "Annotated by", "注"),
    "commentator": Role("commentator", "With a commentary by", "注解"),
    "introduction": Role("author of the introduction", "With an introduction by", "序論"),
    "foreword": Role("author of the foreword", "With a foreword by", "序文"),
    "afterword": Role("author of the afterword", "With an afterword by", "あとがき"),
    "holder": Role("holder", "Held by", "（権利者）"),
}
#: field → field with what these persons did
_ROLE_TYPES = {"editor": "editortype", "editora": "editoratype", "editorb": "editorbtype", "editorc": "editorctype"}
#: fields of persons who stand behind the title
BESIDE = (
    "translator", "editora", "editorb", "editorc", "annotator", "commentator", "introduction", "foreword",
    "afterword", "holder",
)  # fmt: skip


def kind_of(entry: Entry) -> str:
    """Return how an entry is printed: ``book``, ``part``, ``article``, ``thesis``, ``report`` or ``other``."""
    return _KINDS.get(entry.type, "other")


def role_of(entry: Entry, field: str) -> Role:
    """Return what the persons of a field did."""
    stated = plain(entry.fields.get(_ROLE_TYPES.get(field, ""), "")).strip()
    role = ROLES.get(stated.lower() or ("editor" if field in _ROLE_TYPES else field))
    return role or Role(stated, f"{stated[:1].upper()}{stated[1:]}:", f"（{stated}）")


def type_of(entry: Entry, japanese: bool) -> str:
    """Return of what type a thesis, a report, a patent and the like is, in words; nothing of other works."""
    if kind_of(entry) not in TYPED and entry.type not in _TYPED_BOOKS:
        return ""
    stated = plain(entry.fields.get("type", "")).strip()
    own = entry.type if entry.type in _OWN_TYPES else ""
    words = _TYPES.get(stated.lower().replace(" ", "") if stated else own)
    return words[japanese] if words else stated


def pubstate_of(entry: Entry, japanese: bool) -> str:
    stated = plain(entry.fields.get("pubstate", "")).strip()
    words = _PUBSTATES.get(stated.lower().replace(" ", ""))
    return words[japanese] if words else stated


# --- editions ------------------------------------------------------------------------------------
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth",
)  # fmt: skip
_NUMBER = re.compile(
    rf"(?:(?:第\s*)?(\d+)(?:st|nd|rd|th|\.)?|({'|'.join(_ORDINALS)}))\s*(?:版|edn?\.?|edition)?", re.IGNORECASE
)
# a word that says "edition" already, whatever the language
_SAYS_EDITION = re.compile(r"\b(?:[ée]dition|edn?\b|edici[óo]n|auflage|ausgabe|aufl\.|printing|release)", re.IGNORECASE)
_REVISED = {
    "revised": "改訂版", "enlarged": "増補版", "expanded": "増補版", "new": "新版",
    "revised and enlarged": "増補改訂版", "revised and expanded": "増補改訂版",
    "paperback": "ペーパーバック版", "international": "国際版", "kindle": "Kindle版",
}  # fmt: skip


def edition_in_english(entry: Entry) -> str:
    """Return "2nd edition", "second edition", "revised edition", or what the entry says in other words."""
    text = plain(entry.fields.get("edition", "")).strip()
    if match := _NUMBER.fullmatch(text):
        return f"{_ordinal(int(match[1])) if match[1] else match[2].lower()} edition"
    if not text or CJK.search(text):
        return text
    if _SAYS_EDITION.search(text):
        return re.sub(r"\b[Ee]d(?:n?\.|n$)", "edition", text)
    return f"{text.lower() if text.istitle() or text.islower() else text} edition"


def edition_in_japanese(entry: Entry) -> str:
    """Return 第2版, 改訂版, or what the entry says in other words."""
    text = plain(entry.fields.get("edition", "")).strip()
    if match := _NUMBER.fullmatch(text):
        return f"第{match[1] or _ORDINALS.index(match[2].lower()) + 1}版"
    bare = re.sub(r"\s+(?:edn?\b\.?|edition)$", "", text.lower()).replace("rev.", "revised")
    return _REVISED.get(bare, text)


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
