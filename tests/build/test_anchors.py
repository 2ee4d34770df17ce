"""Each id once on a page, and each link within the site to one that is there, whatever authors call their headings."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urldefrag

from bs4 import BeautifulSoup

from shohyo.source.directives import OWN
from tests.build.building import REPOSITORY, run_sphinx, soup

DIRECTIVES = """
```{outline}
```

```{patterns}
:group-by: chapter
:filter:
```

```{reviews}
:group-by: year
```

```{tags}
```

```{books}
```

```{relations} alpha
```

```{counts}
```

```{search-field}
```

```{guide} shelters.yaml
```

```{compare} alpha, beta
```

```{crosswalk} crosswalk.yaml
```

```{map}
```

```{diagram} alpha
```

```{calculator} T
inputs: [{id: a, label: A, value: 1}]
results: [{id: b, label: B, formula: a}]
```

```{bibliography}
```

{footcite}`sato2020`

```{footbibliography}
```
"""
CROSSWALK = """
book: sato2020
chapters: [{number: 1, title: One}]
patterns:
  - {number: 1, chapter: 1, name: First, links: [{target: alpha, type: refines, why: It does.}]}
"""
#: a review of its own with an outline, so that it has chapters, too
REVIEW = """---
title: 全部
date: 2024-05-05
book: sato2020
tags: [入門]
outline: [{part: 1, title: One, chapters: [{number: 1, title: 章, patterns: [alpha]}]}]
---

"""


def pages_of(output: Path) -> dict[Path, BeautifulSoup]:
    return {page: soup(page) for page in output.rglob("*.html")}


def ids_of(page: BeautifulSoup) -> list[str]:
    return [element["id"] for element in page.find_all(id=True)]


def kinds_of(page: BeautifulSoup, names: list[str]) -> dict[str, str]:
    """Return id → kind of the element that has it, be a heading of whatever level."""
    found = {element["id"]: element.name for element in reversed(page.find_all(id=True))}
    return {name: re.sub(r"^h\d$", "h", found[name]) for name in names}


def broken_links(pages: dict[Path, BeautifulSoup]) -> list[tuple[str, str]]:
    """Return page and address of each link within the site that leads to no id."""
    known = {path: set(ids_of(page)) for path, page in pages.items()}
    broken = []
    for page, text in pages.items():
        for link in text.find_all("a", href=True):
            path, fragment = urldefrag(link["href"])
            target = (page.parent / unquote(path)).resolve() if path else page
            if "://" not in path and fragment and target in known and unquote(fragment) not in known[target]:
                broken.append((page.name, link["href"]))
    return broken


def site(rootdir: Path, folder: Path, before: str, after: str) -> Path:
    """Write a site with all directives on one page, between two texts; return what is built of it."""
    shutil.copytree(rootdir / "test-site", folder)
    shutil.copytree(rootdir / "test-guide/patterns", folder / "patterns", dirs_exist_ok=True)
    shutil.copy(rootdir / "test-guide/shelters.yaml", folder / "reviews")
    (folder / "reviews/crosswalk.yaml").write_text(CROSSWALK, "utf-8")
    with (folder / "conf.py").open("a") as conf:
        conf.write('\nhtml_theme = "shohyo"\n')
    (folder / "reviews/all.md").write_text(f"{REVIEW}{before}\n{DIRECTIVES}\n{after}\n", "utf-8")
    output = folder.with_name(f"{folder.name}-out")
    done = run_sphinx(folder, output)
    assert done.returncode == 0, done.stderr
    return output


def headings(ids: list[str]) -> str:
    return "".join(f"## {name}\n\nText.\n\n" for name in ids)


def labels(ids: list[str]) -> str:
    return "".join(f"({name})=\n\nLabelled. [link](#{name})\n\n" for name in ids)


def names(ids: list[str]) -> str:
    return "".join(f"```{{note}}\n:name: {name}\n\nNamed.\n```\n\n" for name in ids)


def raw(ids: list[str]) -> str:
    return "".join(f'<div id="{name}">raw</div>\n\n' for name in ids)


def test_page_has_all_directives() -> None:
    """No directive of ours is left out below."""
    assert [name for name in OWN if f"{{{name}}}" not in DIRECTIVES] == []


def test_anchors_are_unique(rootdir: Path, tmp_path: Path) -> None:
    """Headings, labels, names and HTML that are called as our anchors give way, and links to them follow."""
    page = soup(site(rootdir, tmp_path / "plain", "", "") / "reviews/all.html")
    plain = ids_of(page)
    assert {name for name, count in Counter(plain).items() if count > 1} == set()
    # docutils counts some, and says itself that a footnote of that name is there already
    ours = [name for name in plain if not re.fullmatch(r"id\d+|footcite-.*", name)]
    assert {"guide", "guide-cores", "main-content", "shohyo-mentions", "all", "ch-1"} <= set(ours)
    assert any(name.startswith("tag-") for name in ours)
    assert any(name.startswith("book-") for name in ours)
    # those of the title give way to a label, as no link needs them
    kinds = kinds_of(page, [name for name in ours if name not in ("全部", "all")])
    for number, (before, after) in enumerate([(headings, labels), (labels, headings), (names, raw), (raw, names)]):
        output = site(rootdir, tmp_path / str(number), before(ours), after(ours))
        pages = pages_of(output)
        page = pages[output / "reviews/all.html"]
        assert {name for name, count in Counter(ids_of(page)).items() if count > 1} == set()
        assert broken_links(pages) == []
        assert kinds_of(page, list(kinds)) == kinds


def test_site_leads_to_ids(published: Path) -> None:
    """On the real site each id stands once on its page, and each link leads to one."""
    pages = pages_of(published)
    assert broken_links(pages) == []
    twice = [
        (path.name, name) for path, page in pages.items() for name, count in Counter(ids_of(page)).items() if count > 1
    ]
    assert twice == []
    assert REPOSITORY.is_dir()
