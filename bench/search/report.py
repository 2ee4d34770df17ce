"""Figures → the tables of docs/search-report.md."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .metrics import FIRST

BEGIN, END = "<!-- figures: make bench-search writes what follows -->", "<!-- end of the figures -->"
ORDER = ("sphinx", "pagefind", "zensical", "shohyo", "shohyo-site")
NAMES = {
    "debian": "Debian's manuals in Japanese",
    "site": "This site",
    "english": "Debian's manuals in English",
    "chinese": "Manual pages in Chinese",
    "korean": "Debian's questions and answers in Korean",
}
#: kind of query → its name in the tables
KINDS = {
    "variant": "another spelling",
    "inflected": "another form",
    "natural": "question",
}


def insert(document: Path, text: str) -> None:
    """Put the tables between the marks of a page.

    Raises:
        ValueError: the page has not both marks.
    """
    source = document.read_text("utf-8")
    before, begin, rest = source.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{document}: the lines {BEGIN!r} and {END!r} are missing")
    document.write_text(f"{before}{BEGIN}\n\n{text.strip()}\n\n{END}{after}", "utf-8")


def render(results: dict[str, Any]) -> str:
    """Return Markdown of all that has been measured so far."""
    corpora = {NAMES[key]: results["corpora"][key] for key in NAMES if key in results.get("corpora", {})}
    parts = [f"Measured with {results['machine']}."]
    if corpora:
        parts += _overview(corpora)
    for name, corpus in corpora.items():
        parts += _corpus(name, corpus)
    if "sizes" in results:
        parts += _sizes(results["sizes"])
    if "scale" in results:
        parts += _scale(results["scale"])
    for name, corpus in corpora.items():
        parts += _better(name, corpus)
    return "\n\n".join(parts)


def _engines(corpus: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {key: corpus["engines"][key] for key in ORDER if key in corpus["engines"]}


def _overview(corpora: dict[str, dict[str, Any]]) -> list[str]:
    """Return one table of all corpora: how well each kind of query is answered."""
    keys = [key for key in ORDER if any(key in corpus["engines"] for corpus in corpora.values())]
    labels = {key: engine["label"] for corpus in corpora.values() for key, engine in _engines(corpus).items()}
    rows = []
    for name, corpus in corpora.items():
        engines = _engines(corpus)
        exact = {key: engine["rules"]["beginning of words"] for key, engine in engines.items()}
        asked = exact[keys[0]]["asked"]
        figures: list[tuple[str, dict[str, str]]] = [
            (f"exact, of {asked}: recall; precision",
             {key: f"{one['recall']:.3f}; {one['precision']:.3f}" for key, one in exact.items()}),
        ]  # fmt: skip
        for kind, label in KINDS.items():
            if kind not in corpus["kinds"]:
                continue
            found = {key: engine["kinds"][kind] for key, engine in engines.items()}
            number = found[keys[0]]["asked"]
            if kind == "natural":
                what = f"{label}, of {number}: right page in the first three; without an answer"
                cells = {key: f"{one['first']:.2f}; {one['silent']}" for key, one in found.items()}
            else:
                what = f"{label}, of {number}: recall; precision; without an answer"
                cells = {
                    key: f"{one['recall']:.2f}; {one['precision']:.2f}; {one['silent']}" for key, one in found.items()
                }
            figures.append((what, cells))
        rows += [[f"{name}: {what}", *(cells.get(key, "") for key in keys)] for what, cells in figures]
    return ["## Four kinds of queries", _table(["", *(labels[key] for key in keys)], rows)]


def _kinds(corpus: dict[str, Any]) -> list[str]:
    """Return the figures of the queries that are no exact ones, and of their sorts."""
    engines = _engines(corpus)
    rows = []
    for kind, label in KINDS.items():
        found = [engine["kinds"].get(kind) for engine in engines.values()]
        if not all(found):
            continue
        number = found[0]["asked"]
        if kind != "natural":
            rows.append([f"{label}, of {number}: recall", *(f"{one['recall']:.2f}" for one in found)])
            rows.append([f"{label}: precision of what was answered", *(f"{one['precision']:.2f}" for one in found)])
        rows += [
            [f"{label}, of {number}: without an answer", *(one["silent"] for one in found)],
            [
                f"{label}: right page in the first three; first; MRR",
                *(f"{one['first']:.2f}; {one['top']:.2f}; {one['mrr']:.2f}" for one in found),
            ],
        ]
    for kind in ("variant", "inflected"):
        queries = corpus["kinds"].get(kind, [])
        for sort in dict.fromkeys(query["sort"] for query in queries):
            some = [query for query in queries if query["sort"] == sort]
            recalls = [sum(query[key][1] / query["right"] for query in some) / len(some) for key in engines]
            rows.append([f"{sort}, of {len(some)}: recall", *(f"{recall:.2f}" for recall in recalls)])
    if not rows:
        return []
    return ["Queries of other kinds:", _table(["", *(engine["label"] for engine in engines.values())], rows)]


def _corpus(name: str, corpus: dict[str, Any]) -> list[str]:
    engines = [corpus["engines"][key] for key in ORDER if key in corpus["engines"]]
    rules = [engine["rules"]["beginning of words"] for engine in engines]
    asked, nothing = rules[0]["asked"], rules[0]["nothing"]
    rows = [
        ["recall (macro)", *(f"{one['recall']:.3f}" for one in rules)],
        ["precision (macro, of what was answered)", *(f"{one['precision']:.3f}" for one in rules)],
        [f"queries answered exactly, of {asked}", *(one["exact"] for one in rules)],
        [f"queries wrongly without an answer, of {asked}", *(one["silent"] for one in rules)],
        [f"queries for nothing that get an answer, of {nothing}", *(one["invented"] for one in rules)],
        [
            f"known item in the first three, of {engines[0]['known'][2]}; MRR",
            *(f"{engine['known'][0]:.2f}; {engine['known'][1]:.2f}" for engine in engines),
        ],
        [
            "index on disk, gzip, for the text's own gzip size",
            *(f"{engine['index'] / corpus['text']:.2f}" for engine in engines),
        ],
        [
            "of this, titles and texts that results show",
            *(f"{engine['shown'] / corpus['text']:.2f}" if engine["shown"] else "" for engine in engines),
        ],
        [
            "CPU of the search, for each 1,000 characters",
            *(_per_thousand(engine["cost"]["search"], corpus) or "in the reader's browser" for engine in engines),
        ],
        [
            "of this, splitting text into words or terms",
            *(_per_thousand(engine["cost"]["split"], corpus) for engine in engines),
        ],
        ["its share of a clean build", *(_share(engine["cost"]) for engine in engines)],
        [
            "labelled results that are left out; of these, pages that are right literally",
            *("; ".join(map(str, engine["labelled"])) for engine in engines),
        ],
        ["lines of the corpus that are not on the pages", *(engine["unseen"] for engine in engines)],
    ]
    parts = [
        f"## {name}",
        f"{corpus['pages']} pages, {corpus['characters']:,} characters; {asked + nothing} queries.",
        _table(["", *(engine["label"] for engine in engines)], rows),
    ]
    others = [
        [f"{figure}, {rule}", *(f"{engine['rules'][rule][figure]:.3f}" for engine in engines)]
        for rule in ("anywhere", "whole words")
        for figure in ("recall", "precision")
    ]
    parts += [
        "The same answers by a looser and a stricter reading of Latin words:",
        _table(["", *(engine["label"] for engine in engines)], others),
    ]
    parts += _kinds(corpus)
    parts += ["Queries answered exactly, by sort:", _sorts(corpus, [key for key in ORDER if key in corpus["engines"]])]
    return parts


def _sorts(corpus: dict[str, Any], keys: Sequence[str]) -> str:
    sorts = list(dict.fromkeys(query["sort"] for query in corpus["queries"]))
    rows = []
    for sort in sorts:
        queries = [query for query in corpus["queries"] if query["sort"] == sort]
        exact = [sum(not query[key][1] and not query[key][2] for query in queries) for key in keys]
        rows.append([f"{sort}, of {len(queries)}", *exact])
    return _table(["", *(corpus["engines"][key]["label"] for key in keys)], rows)


def _per_thousand(seconds: float | None, corpus: dict[str, Any]) -> str:
    return f"{seconds * 1e6 / corpus['characters']:.2f} ms" if seconds is not None else ""


def _share(cost: dict[str, float | None]) -> str:
    total, search = cost["total"], cost["search"]
    return f"{search / total:.1%}" if total and search is not None else ""


def _sizes(sizes: dict[str, Any]) -> list[str]:
    first = next(iter(sizes.values()))
    keys = [key for key in ORDER if key in first]
    both = " and ".join(sizes)
    rows = [
        [
            f"bytes of search for the first query, gzip, at {both} pages: median (worst)",
            *("; ".join(_kilobytes(*sizes[size][key]["first"]) for size in sizes) for key in keys),
        ],
        [
            "of these, index and texts",
            *("; ".join(_kilobytes(*sizes[size][key]["index"]) for size in sizes) for key in keys),
        ],
        [
            "of these, scripts and programs",
            *(_kilobytes(max(sizes[size][key]["scripts"] for size in sizes)) for key in keys),
        ],
        *(
            [
                f"{what}, read with every page",
                *("; ".join(_kilobytes(sizes[size][key]["before"][at]) for size in sizes) for key in keys),
            ]
            for at, what in enumerate(("index", "scripts and styles of the search alone"))
        ),
        [
            f"key press to results, warm, at {both} pages: median (95 %)",
            *("; ".join(_milliseconds(*sizes[size][key]["times"]) for size in sizes) for key in keys),
        ],
    ]
    return ["## Bytes and speed", _table(["", *(first[key]["label"] for key in keys)], rows)]


def _scale(scale: dict[str, Any]) -> list[str]:
    quality = scale["quality"]
    rows = [
        [f"recall; precision, of {scale['compared']} queries", f"{quality['recall']:.3f}; {quality['precision']:.3f}"],
        [
            "answered exactly; wrongly without an answer",
            f"{quality['exact']} of {quality['asked']}; {quality['silent']}",
        ],
        [
            f"wrong among the first ten results of {scale['heads'][0]} more queries, with longer answers",
            scale["heads"][1],
        ],
        ["queries for nothing that get an answer", f"{quality['invented']} of {quality['nothing']}"],
        [
            f"known item in the first three, of {scale['known'][2]}; MRR",
            f"{scale['known'][0]:.2f}; {scale['known'][1]:.2f}",
        ],
        [
            f"cold first query, dictionary and postings, gzip: median (worst), of {scale['queries']}",
            _kilobytes(*scale["lists"]),
        ],
        ["of these, the manifest", _kilobytes(scale["manifest"])],
        ["with titles and snippets of the first ten results", _kilobytes(*scale["index read"])],
        ["key press to results, warm: median (95 %)", _milliseconds(*scale["times"])],
        ["CPU of the search, for each 1,000 characters", _per_thousand(scale["cost"]["search"], scale)],
        ["of this, splitting text into terms", _per_thousand(scale["cost"]["split"], scale)],
        ["its share of a clean build", _share(scale["cost"])],
        ["index on disk, gzip, for the text's own gzip size", f"{scale['index'] / scale['text']:.2f}"],
        ["of this, titles and texts that results show", f"{scale['shown'] / scale['text']:.2f}"],
    ]
    parts = [
        f"## {scale['pages']:,} pages",
        f"Generated, {scale['characters']:,} characters.",
        _table(["", "Shohyo"], rows),
        *(
            f"Heaviest queries, {what}: "
            + "; ".join(f"{_code(text)} {_kilobytes(weight)}" for text, weight in heavy)
            + "."
            for what, heavy in zip(
                ("dictionary and postings", "all that is read"), scale["heaviest"].values(), strict=True
            )
        ),
    ]
    if scale["wrong"]:
        rows = [[_code(query), sort, right, *found[:3]] for sort, query, right, *found in scale["wrong"]]
        parts += ["Not answered exactly:", _table(["query", "sort", "right pages", "found", "wrong", "missed"], rows)]
    return parts


def _better(name: str, corpus: dict[str, Any]) -> list[str]:
    """List the queries that another engine answers better (by F1), and those that ours does not answer exactly."""
    keys = [key for key in ORDER if key in corpus["engines"]]
    ours = [key for key in keys if key.startswith("shohyo")]
    better, inexact = [], []
    for query in corpus["queries"]:
        winners = [key for key in keys if key not in ours and any(query[key][3] > query[our][3] for our in ours)]
        row = [_code(query["query"]), query["sort"], query["right"], *(_cell(query[key]) for key in keys)]
        if winners:
            better.append(row)
        elif any(query[our][1] or query[our][2] for our in ours):
            inexact.append(row)
    for kind in ("variant", "inflected"):
        for query in corpus["kinds"].get(kind, []):
            if any(query[key][4] > query[our][4] for our in ours for key in keys if key not in ours):
                cells = (_cell(query[key][1:]) for key in keys)
                better.append([_code(query["query"]), query["sort"], query["right"], *cells])
    head = ["query", "sort", "right pages", *(corpus["engines"][key]["label"] for key in keys)]
    parts = [f"## {name}: where others are better"]
    parts.append(_table(head, better) if better else "No query is answered better by another engine.")
    asked = [
        [_code(query["query"]), *(query[key][0] or "not found" for key in keys)]
        for query in corpus["kinds"].get("natural", [])
        if any(not query[our][0] or query[our][0] > FIRST for our in ours)
    ]
    if asked:
        parts.append("Questions whose page is not among the first three of ours, and its place with each:")
        parts.append(_table(["question", *head[3:]], asked))
    if inexact:
        parts += ["Queries that ours does not answer exactly, and no other better:", _table(head, inexact)]
    for our in ours:
        missed = corpus["engines"][our]["missed titles"]
        if missed:
            titles = "; ".join(f"{_code(title)} ({rank or 'not found'})" for title, rank in missed)
            parts.append(f"Titles that {corpus['engines'][our]['label']} does not put among the first three: {titles}.")
    return parts


def _cell(found: Sequence[Any]) -> str:
    right, wrong, missed = found[:3]
    return f"{right} right" + (f", {wrong} wrong" if wrong else "") + (f", {missed} missed" if missed else "")


def _code(text: str) -> str:
    return "`" + re.sub(r"([|])", r"\\\1", text.replace("`", "'")) + "`"


def _kilobytes(*values: float) -> str:
    first, *rest = [f"{value / 1000:.1f}" for value in values]
    return f"{first} ({rest[0]}) KB" if rest else f"{first} KB"


def _milliseconds(median: float, most: float) -> str:
    return f"{median:.0f} ({most:.0f}) ms"


def _table(head: Sequence[Any], rows: Sequence[Sequence[Any]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)
