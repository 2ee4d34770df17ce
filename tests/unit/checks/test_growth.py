"""A check does for each page what it did when there were fewer: calls are counted, which no machine changes."""

from __future__ import annotations

import cProfile
import pstats
from collections.abc import Callable
from pathlib import Path

import pytest

from shohyo.bib.bibliography import load_bibliography
from shohyo.checks.documents import read_page
from shohyo.checks.stream import find_all
from shohyo.data.catalogue import Catalogue
from shohyo.errors import Code
from shohyo.source.project import load_project
from tests.bad import write_files

#: a page with a slip of every kind of name
PAGE = """\
---
kind: pattern
id: page-{number:04d}
aliases: [same, other-{number:04d}]
relations:
- {{type: refines, target: page-{twin:04d}, why: w, basis: ours}}
- {{type: prerequisite-of, target: pgae-{number:04d}, why: w, basis: ours}}
---
# Page {number}

{{pattern}}`paeg-{number:04d}` {{cite:p}}`wrok{number:04d}` {{cite:p}}`x{number}-no` [a](mising-{number}.md)
![b](picture-{number}.*) ![c](shown.*) [d](inc.txt) [e](x:y{number})

```{{toctree}}
:glob:
{glob}
nothing-{number}-*
pgae-{number:04d}
```

```{{include}} inc.txt
```

```{{bibliography}}
:keyprefix: x{number}-
```
"""


def flat(number: int) -> str:
    return f"patterns/page-{number:04d}.md"


def folders(number: int) -> str:
    return f"patterns/page-{number:04d}/page-{number:04d}.md"


def calls(root: Path, count: int, path_of: Callable[[int], str]) -> tuple[int, int]:
    """Return how many functions are called to find what is wrong in so many pages, and how many findings there are."""
    glob = "*-next" if path_of is flat else "../*-next/*"  # on each page, and matches none
    files: dict[str, str] = {"conf.py": "", "index.md": "# Index\n"}
    for number in range(count):
        path = path_of(number)
        files[path] = PAGE.format(number=number, twin=number ^ 1, glob=glob)
        files[str(Path(path).parent / "shown.png")] = files[str(Path(path).parent / "inc.txt")] = "text\n"
    files["references.bib"] = "".join(f"@misc{{work{number:04d}, title = {{T}}}}\n" for number in range(count))
    write_files(root, files)
    project = load_project(root)
    pages = [read_page(source, project) for source in project.documents.values()]
    catalogue = Catalogue(page.document for page in pages if page.document)
    bibliography = load_bibliography(project.bib_files, root)
    profile = cProfile.Profile()
    found = profile.runcall(find_all, project, pages, catalogue, bibliography)
    assert {item.code for item in found} >= {Code.CYCLE, Code.RELATION, Code.REFERENCE, Code.CITATION, Code.LINK}
    return pstats.Stats(profile).total_calls, len(found)


@pytest.mark.parametrize("path_of", [flat, folders])
def test_calls_grow_as_the_pages_do(path_of: Callable[[int], str], tmp_path: Path) -> None:
    """Four times as many pages, all with slips, have four times the findings, at the same cost for each."""
    few, found = calls(tmp_path / "few", 100, path_of)
    many, found_more = calls(tmp_path / "many", 400, path_of)
    assert 3.9 <= found_more / found <= 4.1
    assert many / few <= 4.4
