"""Pages → an index of OpenSearch: settings, mapping, and documents as its bulk interface takes them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from ..search.model import FACETS, Page
from ..search.tokenise import normalise
from .lines import HEADING, TEXT, lines_of

#: name of the index
INDEX = "shohyo"


def mapping() -> dict[str, Any]:
    """Return settings and mapping of an index: pairs of characters, and single ones, of a text in NFKC and lower case.

    A phrase of pairs is a run of characters; one never goes beyond a line, which is a value of its own.
    """

    def tokenizer(length: int) -> dict[str, Any]:
        return {"type": "ngram", "min_gram": length, "max_gram": length}

    def analyzer(length: int) -> dict[str, Any]:
        return {"type": "custom", "char_filter": ["normal"], "tokenizer": f"grams_{length}"}

    searched = {"type": "text", "analyzer": "pairs", "fields": {"one": {"type": "text", "analyzer": "characters"}}}
    keyword = {"type": "keyword"}
    shown = {"type": "keyword", "index": False, "doc_values": False}
    return {
        "settings": {
            "analysis": {
                # of the plugin analysis-icu
                "char_filter": {"normal": {"type": "icu_normalizer", "name": "nfkc_cf", "mode": "compose"}},
                "tokenizer": {"grams_1": tokenizer(1), "grams_2": tokenizer(2)},
                "analyzer": {"characters": analyzer(1), "pairs": analyzer(2)},
            }
        },
        "mappings": {
            "dynamic": "strict",
            "properties": {
                "url": shown,
                "title": searched,
                "names": searched,
                "headings": searched,
                "text": searched,
                "categories": keyword,
                "kind": keyword,
                "kind_label": shown,
                "trail": shown,
                **dict.fromkeys(FACETS, keyword),
                "labels": {"type": "object", "enabled": False},
            },
        },
    }


def documents(pages: Iterable[Page]) -> Iterator[str]:
    """Yield pages as the bulk interface takes them: a line that says what to do, and one with the document."""
    for page in pages:
        lines = list(lines_of(page))
        document = {
            "url": page.url,
            "title": page.title,
            "names": page.names,
            "headings": [line.text for line in lines if line.place == HEADING],
            "text": [line.text for line in lines if line.place == TEXT],
            "categories": list(map(normalise, page.categories)),
            "kind": page.kind,
            "kind_label": page.kind_label,
            "trail": page.trail,
            **{facet: list(page.facets.get(facet, ())) for facet in FACETS},
            "labels": page.facets,
        }
        for line in ({"index": {"_index": INDEX, "_id": page.url}}, document):
            yield json.dumps(line, ensure_ascii=False) + "\n"
