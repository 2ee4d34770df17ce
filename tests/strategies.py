"""Hypothesis strategies: texts and files that break things, and front matter that is valid."""

from __future__ import annotations

import functools
import json
import re
from typing import Any

from hypothesis import strategies as st
from pydantic import BaseModel

from shohyo.errors import TURNING, Code
from shohyo.kinds import KINDS, PATTERN_KINDS
from shohyo.model import INVERSE, MODELS
from shohyo.source.frontmatter import FILE_WIDE, SEPARATOR, TOP_LEVEL_ALIASES

#: what Python's Unicode tables do not know may be known to Node's, which are newer
CHARACTERS = st.one_of(
    st.characters(exclude_categories=("Cn",)),
    st.sampled_from(
        "あいアイサーバー・々ゝ漢字推論。、「」 \u3000\n\0aA1.-+#/@%$ßẞςİΣÅΩ㍿½ｶﾞﾊﾟｰ･·•‧‘“—\u0301\u0307\u1100\u1161\u11a8\u3099\u309a"
        "\ufe0f\u200d\u00ad👩💻🏽𠮷\ud800\udc00"
    ),
)

SLUGS = st.from_regex(r"[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,4}){0,2}", fullmatch=True)
#: what a scalar in YAML may hold and a page may show
WORDS = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cn", "Co"), exclude_characters="\ufeff\ufffe\uffff"),
    min_size=1,
    max_size=20,
).filter(lambda text: text.strip() != "")
#: names that stand on one line, one of each, in the order of the text around them
NAMES = WORDS.map(lambda text: re.sub(f"{SEPARATOR.pattern}|{TURNING.pattern}", "・", text))
KEYS = sorted(
    {*FILE_WIDE, *TOP_LEVEL_ALIASES, *(key for model in MODELS.values() for key in model.model_fields), "x-a", "extra"}
)

_FRAGMENTS = st.sampled_from(
    ["---\n", "...\n", "+++\n", "title: ", "kind: review\n", "- ", "[", "]", "{", "}", ": ", "\n", "\r\n", "\r", "\t", "  ", "'", '"', "\\", "&a ",
     "*a", "!x ", "!!python/name:os.system ", "|\n  ", ">-\n", "# ", "{pattern}`a`", "{cite:p}`k`", "```{figure} a.png\n", "```\n", ":::{note}\n", ":::\n",
     "[a](b.md)", "![a](b.png)", "| a |\n|---|\n", "> ", "1. ", "$", "<!--", "-->", "(label)=\n", "%", "[^1]: ", "\ufeff", "\u2028", "\x85", "\0", "\x1b", "𠮷",
     "2023-13-08", "~", "<<: ", "? "]
)  # fmt: skip


#: what authors write, rightly and wrongly
PIECES = (
    "{pattern}`alpha`", "{pattern}`alfa`", "{tag}`棚` {tag}`ない`", "{chapter}`sato2020/9`", "{book}`none`",
    "{cite:p}`sato2020, nobody`", "{footcite}`x`", "[リンク](gone.md)", "[a](index.md)", "![図](none.png)", "`{tag}`",
    "> ", "- ", "    ", "\t", "```", "~~~", ":::", ":::{note}", "```{note}", "```{figure} a.png", "```{patterns}",
    ":chapter: sato2020/1, sato2020/7", ":tag: 棚, なし", "```{compare} alpha, beta", "```{compare} alpha",
    ":sections: 課題, ない", "```{diagram}", "```{diagram} beta", "components: [{id: a, kind: client, label: A}]",
    "flow: [{from: a, to: b}]", "```{calculator} 題", "inputs: [{id: a, label: A, value: 1}]",
    "results: [{id: b, label: B, formula: a / 2}]", "results: [{id: b, label: B, formula: c}]", "```{outline}", "```{relations} alpha", "```{guide} gone.yaml", "```{toctree}",
    "missing", "<script>", "<b onclick='x'>", "</b>", "<iframe src='https://example.org'></iframe>", "# 見出し", "## 課題",
    "本文。", "| a | b |", "|---|---|", "| {tag}`x` | [y](z) |", "$a$", "\\begin{align}", "\\end{align}", "%", "+++",
    "(label)=", "[b](label)", "[c]: d.md", "[c][]", "---", "title: 題", "kind: pattern", "tags: [棚]", "suppress:",
    "- {code: link, reason: later}", "sources: [sato2020]", "relations:", "- {type: refines, target: alpha, why: w}",
    "id: alpha", "", "", "", "{download}`a.zip`", "{doc}`index`", "<!--", "-->", "[^1]", "[^1]: {tag}`n`", "*", "**",
)  # fmt: skip


def pages() -> st.SearchStrategy[str]:
    """Short pages: what authors write in any order and any nesting, and front matter of any shape above it."""
    indents = st.sampled_from(["", "", "", "> ", "- ", "  ", "1. "])
    names = st.sampled_from(
        [
            "{note}",
            "{figure} a.png",
            "{guide} data.yaml",
            "{crosswalk} data.yaml",
            "{raw} html",
            "{include} part.txt",
            "{eval-rst}",
            "{bibliography}",
            "{glossary}",
            "{math}",
            "{index} a",
        ]
    )
    fences = st.builds("{}{}".format, st.sampled_from(["```", "````", ":::", "~~~"]), names)
    lines = st.builds("{}{}{}".format, indents, indents, st.one_of(st.sampled_from(PIECES), _FRAGMENTS, fences, WORDS))
    bodies = st.lists(lines, max_size=14).map("\n".join)
    return st.one_of(bodies, st.builds("{}{}".format, front_matter_like(), bodies), texts())


def texts() -> st.SearchStrategy[str]:
    """Texts of a document: any characters, and pieces of YAML and Markdown in any order."""
    pieces = st.lists(st.one_of(_FRAGMENTS, st.text(max_size=5)), max_size=30).map("".join)
    return st.one_of(st.text(), pieces, pieces.map(lambda text: f"---\n{text}\n---\n{text}"))


def file_bytes() -> st.SearchStrategy[bytes]:
    """Bytes of a file: any, or a text in an encoding, with a byte of something else."""
    encoded = st.builds(
        lambda text, encoding: text.encode(encoding, "replace"),
        texts(),
        st.sampled_from(["utf-8", "utf-8-sig", "shift_jis", "euc_jp", "utf-16", "iso2022_jp"]),
    )
    spoiled = st.builds(
        lambda data, at, byte: data[:at] + byte + data[at:], encoded, st.integers(0, 40), st.binary(max_size=2)
    )
    return st.one_of(st.binary(), encoded, spoiled)


def front_matter_like() -> st.SearchStrategy[str]:
    """Documents whose keys are known and whose values are of any shape."""
    scalars = st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), WORDS, SLUGS,
        st.sampled_from([*KINDS, *INVERSE, *INVERSE.values(), "ours", "2023-08-08", "https://example.org/", "0", "", *Code]).map(str),
    )  # fmt: skip
    keys = st.one_of(
        st.sampled_from(
            [
                *KEYS,
                "name",
                "url",
                "image",
                "type",
                "target",
                "why",
                "basis",
                "cite",
                "from",
                "to",
                "label",
                "chapters",
                "number",
                "patterns",
                "heading",
                "code",
                "reason",
            ]
        ),
        WORDS,
    )
    values = st.recursive(
        scalars,
        lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4)),
        max_leaves=12,
    )
    # JSON is YAML, and says surrogates and control characters by escapes
    data = st.dictionaries(st.one_of(st.sampled_from(KEYS), keys), values, max_size=8)
    return data.map(lambda data: "---\n" + json.dumps(data, ensure_ascii=False, indent=1) + "\n---\n\nText.\n")


def data_files(model: type[BaseModel]) -> st.SearchStrategy[bytes]:
    """Bytes of a decision guide or of a crosswalk: values of any shape under its keys, or anything at all."""
    keys = st.one_of(st.sampled_from(sorted(_keys(model))), WORDS)
    scalars = st.one_of(
        st.none(), st.booleans(), st.integers(-1, 40), st.floats(), WORDS, SLUGS,
        st.sampled_from(["a", "b", "end", "guide", "core-a", "alpha", "must", "refines", ""]),
    )  # fmt: skip
    values = st.recursive(
        scalars,
        lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=6)),
        max_leaves=25,
    )
    data = st.dictionaries(keys, values, max_size=8).map(lambda data: json.dumps(data, ensure_ascii=False))
    return st.one_of(data.map(lambda text: text.encode("utf-8", "replace")), file_bytes())


def _keys(model: type[BaseModel]) -> set[str]:
    """Return the keys of a model and of those inside it."""
    schema = model.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return {key for part in parts for key in part.get("properties", ())}


def _optional(required: dict[str, Any], optional: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(required, optional=optional)


COMPONENTS = st.lists(SLUGS, max_size=3, unique=True)
LABELS = st.fixed_dictionaries({}, optional={"label": WORDS})


@functools.cache  # Hypothesis checks a strategy when it is first drawn from, which takes longer than to draw
def _front_matter(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    """What may stand on a page of a kind, but for what refers to other parts of it."""
    urls = SLUGS.map(lambda name: f"https://example.org/{name}")
    dates = st.dates().map(str)
    authors = st.one_of(NAMES, _optional({"name": NAMES}, {"url": urls}))
    sources = st.one_of(
        SLUGS, urls, _optional({"cite": SLUGS}, {"where": WORDS}), _optional({"source": WORDS}, {"url": urls})
    )
    pictures = st.one_of(WORDS, _optional({"image": WORDS}, {"alt": WORDS, "width": st.integers(1, 9999)}))
    lists = st.lists(NAMES, max_size=3, unique=True)
    common = {
        "date": dates, "updated": dates, "author": st.one_of(authors, st.lists(authors, max_size=2)), "tags": lists,
        "summary": WORDS, "aliases": lists, "lang": st.sampled_from(["ja", "en", "zh-Hant"]), "draft": st.booleans(),
        "license": WORDS, "canonical_url": urls, "social_image": pictures,
        "moved_from": st.lists(st.sampled_from(["old/a", "old/b/", "old/c.html"]), unique=True),
        "suppress": st.lists(_optional({"code": st.sampled_from([str(code) for code in Code]), "reason": WORDS}, {}), max_size=2),
        "orphan": st.booleans(), "x-free": WORDS,
    }  # fmt: skip
    required: dict[str, Any] = {"kind": st.just(kind), "title": NAMES}
    if kind == "review":
        chapters = st.builds(
            lambda number, title, patterns: {"number": number, "title": title, "patterns": patterns},
            st.integers(0, 99), WORDS, st.lists(st.one_of(SLUGS, WORDS.map(lambda text: {"heading": text})), max_size=4),
        )  # fmt: skip
        common |= {
            "book": SLUGS, "rating": st.one_of(st.integers(0, 5), st.floats(0, 5).map(lambda number: round(number, 1))), "cover": pictures,
            "original": _optional({"title": WORDS, "author": WORDS}, {"date": dates, "url": urls, "cite": SLUGS}),
            "outline": st.lists(_optional({"chapters": st.lists(chapters, max_size=3)}, {"part": st.integers(0, 9), "title": WORDS}), max_size=2),
        }  # fmt: skip
    elif kind in PATTERN_KINDS:
        relations = _optional(
            {
                "type": st.sampled_from(sorted(INVERSE)), "target": SLUGS, "why": WORDS,
                "basis": st.one_of(st.just("ours"), _optional({"cite": SLUGS}, {})),
            },
            {},
        )  # fmt: skip
        common |= {
            "id": SLUGS, "title_en": NAMES, "reading": WORDS, "category": SLUGS, "intent": WORDS, "intent_en": WORDS,
            "confidence": st.sampled_from(["high", "medium-high", "medium", "low"]),
            "relations": st.lists(relations, max_size=3), "sources": st.lists(sources, max_size=3),
        }  # fmt: skip
    return _optional(required, common)


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """Kind and front matter of a valid page, as plain data."""
    kind = draw(st.sampled_from(KINDS))
    data = draw(_front_matter(kind))
    if kind in PATTERN_KINDS:
        components = draw(COMPONENTS)
        data["components"] = [{"id": name, "kind": "server", "label": name} for name in components]
        if components and draw(st.booleans()):
            size = st.integers(0, len(components) - 1)
            arrows = draw(st.lists(st.tuples(size, size, LABELS), max_size=3))
            data["flow"] = [{"from": components[start], "to": components[end], **label} for start, end, label in arrows]
    return kind, data
