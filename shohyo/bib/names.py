"""The names of a person field → persons, and what is no list of names though it looks like one.

BibTeX knows one separator, `` and ``, and three forms of a name.  Reference managers and libraries write others:
biblatex's ``family=…, given=…``, years of life, a role behind the name.  What is sure is read as it was meant; what is
not is kept as it is written, and said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pybtex.database import Person

from ..errors import say
from .tex import CJK

#: field → what persons in it did, in Japanese; the first is printed behind a name, the others are known there
ROLES = {
    "author": ("著", "作", "編著", "共著", "著者", "原著", "文", "執筆"),
    "editor": ("編", "編集", "編者", "編纂", "責任編集"),
    "translator": ("訳", "翻訳", "訳者", "共訳", "監訳"),
}
#: fields of biblatex with names, in the order of its manual
PERSON_FIELDS = (
    "author", "editor", "translator", "bookauthor", "editora", "editorb", "editorc", "annotator", "commentator",
    "introduction", "foreword", "afterword", "holder", "shortauthor", "shorteditor",
)  # fmt: skip
HINT = say("write them as Family, Given and Family, Given")
MAYBE = say("{hint}, or put a family name of several words in braces", hint=HINT)

_ALL_ROLES = "|".join(sorted({word for words in ROLES.values() for word in words} | {"監修", "解説"}, key=len)[::-1])
_ROLE = re.compile(rf"(?:\s+[\[［(（]?|[\[［(（])({_ALL_ROLES})[\]］)）]?$|(?<=\w)(著|編|訳|編著|共著|監修|監訳|共訳)$")
_YEARS = re.compile(
    r"(?:\s*,\s*|\s+(?=\()|(?=（))[(（]?\s*(?:b\.|d\.|fl\.|born|died|active|approximately|ca?\.|約)?\s*"
    r"\d{3,4}\??\s*年?(?:\s*[-\u2010-\u2015~〜～]+\s*(?:ca?\.|approximately)?\s*(?:\d{3,4}\??)?\s*年?)?\s*[)）]?\.?$"
)
_AND_OTHERS = re.compile(r"(?:[\s,]+et\s+al\.?|[\s,、]*(?:ほか|他))$")
_OTHERS = re.compile(r"(?:others|et\s+al\.?|ほか|他)$", re.IGNORECASE)
# biblatex's extended format: name=value, or name="value, with commas"
_EXTENDED = re.compile(r"\s*([a-z]+(?:-i)?)\s*=\s*(?:\"([^\"]*)\"|([^,]*))\s*(?:,|$)")
_PARTS = frozenset({"family", "given", "prefix", "suffix", "useprefix"})
# what may make a name of anything: in a quick look, for most names have none of it
_SUSPICIOUS = re.compile(r"[;；&、，・/／=\d()（）\[\]［］]|[l著作文筆集者纂編訳修説か他]\.?$|,.*,|, *[JSIVPM][r.IVhD]")
_LINEAGE = re.compile(r"([^,]* [^,]*|[^,]+,[^,]+), *(Jr\.?|Sr\.?|II|III|IV|Ph\.? ?D\.?|M\.? ?D\.?)")
_BRACED = re.compile(r"\{(?:[^{}]|\{[^{}]*\})*\}")
_LIST = re.compile(r"[;；、]|\s[/／]\s")


def persons_of(names: list[str], role: str) -> tuple[list[Person], list[tuple[str, str]]]:
    """Return the persons of a list of names, and what is doubtful about it: problems with their remedies.

    Args:
        names: each as it is written, with TeX that pybtex decodes.
        role: the field.

    Raises:
        PybtexError, ValueError, IndexError: one of them is no name.
    """
    persons: list[Person] = []
    problems: list[tuple[str, str]] = []
    for name in names:
        if not _SUSPICIOUS.search(name) and not (len(names) == 1 and "," in name):
            persons.append(person(name))
            continue
        if _OTHERS.match(name):
            persons.append(Person("others"))
            continue
        shorter = _without_remarks(name, role, problems)
        more = _AND_OTHERS.search(shorter)
        if more and more.start():
            shorter = shorter[: more.start()]
        separator, is_sure = separator_in(shorter, alone=len(names) == 1)
        if separator:
            problem = say(
                '{role}: "{names}" may be several names, with "{separator}" between them',
                role=role,
                names=shortened(shorter),
                separator=separator,
            )
            problems.append((problem, HINT if is_sure else MAYBE))
        persons.append(Person(last=f"{{{_unbraced(shorter)}}}") if is_sure else person(shorter))
        if more and more.start():
            persons.append(Person("others"))
    return persons, problems


def person(name: str) -> Person:
    """Parse a name; one in kana or Chinese characters is kept as it is written, or split at its comma."""
    if extended := _extended(name):
        return extended
    if lineage := _LINEAGE.fullmatch(name):  # behind a name in the order of speech, where BibTeX expects given names
        found = Person(lineage[1])
        found.lineage_names.append(lineage[2])
        return found
    written = re.sub(r"^\{([^{}\\]*)\}$", r"\1", name)
    if CJK.search(written) and not re.search(r"[{}\\]", written):
        return Person(written.replace("，", ",") if re.search("[,，]", written) else f"{{{written}}}")
    return Person(name)


def _extended(name: str) -> Person | None:
    """Return a name in biblatex's extended format, None if it is another."""
    if "=" not in name:
        return None
    parts: dict[str, str] = {}
    position = 0
    while position < len(name):
        match = _EXTENDED.match(name, position)
        if not match or match.end() == position:
            return None
        parts[match[1]] = (match[2] if match[2] is not None else match[3]).strip()
        position = match.end()
    family, given, prefix = (parts.get(part, "") for part in ("family", "given", "prefix"))
    if not family and not given:
        return None
    # a prefix that is no part of the name stands before it and takes no part in labels and order
    is_part = parts.get("useprefix", "false").lower() == "true"
    return Person(
        first=given, middle="" if is_part else prefix, prelast=prefix if is_part else "",
        last=f"{{{_unbraced(family)}}}" if " " in family else family, lineage=parts.get("suffix", ""),
    )  # fmt: skip


def _without_remarks(name: str, role: str, problems: list[tuple[str, str]]) -> str:
    """Return a name less the years of life and the role that libraries put behind it."""
    shorter = _YEARS.sub("", name) if re.search(r"\d", name) else name
    if match := _ROLE.search(shorter):
        did = match[1] or match[2]
        if did in ROLES.get(role, ()):
            return shorter[: match.start()]
        field = next((field for field, words in ROLES.items() if did in words), "")
        remedy = say("move it to the field {field}", field=field) if field else say("leave it out")
        problems.append(
            (say('{role}: "{value}" has the role "{did}" in it', role=role, value=shortened(name), did=did), remedy)
        )
    return shorter


def separator_in(name: str, alone: bool = True) -> tuple[str, bool]:
    """Return what separates several names in what is one to BibTeX, and whether nothing else can be meant.

    Args:
        alone: whether the field has no other name; who writes ``and`` between others knows it.
    """
    bare = _BRACED.sub("{}", name)
    if match := _LIST.search(bare):
        return match[0].strip(), True
    for separator, pattern in (("&", r"\s+\\?[&＆]\s+"), ("・", "・")):
        parts = re.split(pattern, bare)
        if len(parts) < 2:
            continue
        if separator == "&" and ("," in bare or all(len(part.split()) > 1 for part in parts)):
            return "&", True
        # a middle dot between names in kanji, where one in katakana has it inside
        if separator == "・" and all(re.search(r"[\u3400-\u9fff]{2}", part) for part in parts):
            return "・", True
    if re.search("[,，]", bare) and alone and "=" not in bare:
        return next(((",", sure) for sure in _comma_lists(re.split("[,，]", bare))), ("", False))
    return "", False


def _comma_lists(parts: list[str]) -> Iterator[bool]:
    """Yield once if commas separate names: whether that is sure."""
    parts = [part.strip() for part in parts if part.strip()]
    if any("{" in part for part in parts) or len(parts) < 2:
        return
    if all(CJK.search(part) for part in parts):
        # no family name has five characters in kanji, hardly one has four
        lengths = [len(part) for part in parts]
        is_kanji = all(re.match(r"[\u3400-\u9fff]", part) for part in parts)
        if len(parts) > 2 or all(" " in part for part in parts) or (is_kanji and lengths[0] > 3 and lengths[1] > 2):
            yield True
    elif all(_is_full_name(part) for part in parts):
        yield len(parts) > 2


def _is_full_name(part: str) -> bool:
    """Tell whether a part is given and family name, rather than one of them or initials."""
    words = part.split()
    return len(words) > 1 and words[0][0].isupper() and not re.fullmatch(r"\w|(?:\w\.-?)+", words[-1]) and (
        not any(word[0].islower() for word in words)
    )  # fmt: skip


def _unbraced(text: str) -> str:
    return re.sub(r"^\{(.*)\}$", r"\1", text) if text.count("{") == 1 else text


def shortened(text: str) -> str:
    """Return a value as a finding quotes it."""
    return text if len(text) <= 60 else text[:59] + "…"
