"""Roles and directives that there are not: the build knows all names, and leaves them for ``shohyo check``."""

from __future__ import annotations

import json
import os
from importlib.metadata import version
from pathlib import Path

import pytest

from shohyo.checks.project import check_project
from shohyo.source.vocabulary import TABLE, is_usual, usual
from tests.bad import CONF, write_files
from tests.build.agreeing import compare, said
from tests.build.building import run_sphinx
from tests.vocabulary import ASKED, FILE, gathered, text_of

OWN = """
import sys; sys.path.insert(0, ".")
extensions = ["shohyo", "own"]
exclude_patterns = ["_build"]
"""
EXTENSION = """
from docutils import nodes
from docutils.parsers.rst import Directive

class Notes(Directive):
    has_content = True
    def run(self):
        return [nodes.paragraph("", "shown")]

def setup(app):
    app.add_directive("notes", Notes)
    app.add_role("badge", lambda *_: ([nodes.strong("", "shown")], []))
"""
PAGE = """# T

:::{notes}
One.
:::

{badge}`a`, {bagde}`b`, {wholly-unknown}`c` and {chatper}`x/1`.

:::{Wholly-Unknown}
Two.
:::
"""
FOUND = [
    'index.md:7:13: there is no role "bagde" (did you mean "badge"?) [shohyo.unknown_role]',
    'index.md:7:25: there is no role "wholly-unknown"; add the extension that brings it to conf.py, or write it '
    "without [shohyo.unknown_role]",
    'index.md:7:49: there is no role "chatper" (did you mean "chapter"?) [shohyo.unknown_role]',
    'index.md:9:1: there is no directive "Wholly-Unknown"; add the extension that brings it to conf.py, or write it '
    "without [shohyo.unknown_directive]",
]


def stock(log: str) -> list[str]:
    """Return the warnings in a log that are not ours."""
    return [line for line in log.splitlines() if ("WARNING" in line or "ERROR" in line) and "[shohyo." not in line]


def test_names_are_those_of_the_libraries(tmp_path: Path) -> None:
    """The file beside the code names what every build has; with the versions of which it was made, nothing else."""
    found = gathered(tmp_path)
    assert usual().roles <= set(found["roles"])
    assert usual().directives <= set(found["directives"])
    if json.loads(FILE.read_text("utf-8"))["of"] == {name: version(name) for name in ASKED}:
        assert FILE.read_text("utf-8") == text_of(found)  # else: python -m tests.vocabulary


def test_check_says_what_the_last_build_knows(tmp_path: Path) -> None:
    """A fresh clone finds near misses alone, and none that an extension may have; after a build all are found."""
    root = write_files(tmp_path / "site", {"conf.py": OWN, "own.py": EXTENSION, "index.md": PAGE})
    assert list(map(str, check_project(root).diagnostics)) == [FOUND[2]]
    done = run_sphinx(root, root / "_build/html", "-d", str(root / "_build/doctrees"))
    assert (said(done.stderr), stock(done.stderr)) == (FOUND, [])
    assert list(map(str, check_project(root).diagnostics)) == FOUND
    (root / "conf.py").write_text(OWN + "\n# nobody knows what this brings\n")
    assert list(map(str, check_project(root).diagnostics)) == [FOUND[2]]


def test_table_is_the_same_in_every_build(tmp_path: Path) -> None:
    """It has no place and no time, stays as it is while nothing changes, and what is broken is made anew."""
    tables = []
    for name in ("one", "two"):
        root = write_files(tmp_path / name, {"conf.py": OWN, "own.py": EXTENSION, "index.md": PAGE})
        run_sphinx(root, root / "_build/html", "-d", str(root / "_build/html/.doctrees"))
        tables.append(root / "_build/html/.doctrees" / TABLE)
    assert tables[0].read_bytes() == tables[1].read_bytes()
    os.utime(tables[0], ns=(1, 1))
    for number, page in enumerate((PAGE, PAGE.replace("One", "{strong}`One` {警告}`x`"))):
        (tmp_path / "one/index.md").write_text(page)
        run_sphinx(tmp_path / "one", tmp_path / "one/_build/html", "-d", str(tables[0].parent))
        assert tables[0].stat().st_mtime_ns == 1, number
    for broken in (b"", b"[]", b"\xff{}", tables[1].read_bytes()[:-9], b'{"version": 1}', b"[" * 100_000):
        tables[0].write_bytes(broken)
        assert FOUND[2] in map(str, check_project(tmp_path / "one").diagnostics)
    run_sphinx(tmp_path / "one", tmp_path / "one/_build/html", "-d", str(tables[0].parent))
    assert tables[0].read_bytes() == tables[1].read_bytes()


#: pages, and the lines of what is found in them
KNOWN = {
    "in the language of the project": ('language = "ja"', "# T\n\n:::{注意}\nA.\n:::\n\n:::{注意報}\nB.\n:::\n", [7]),
    "of the domain of the project": ('primary_domain = "cpp"', "# T\n\n{member}`a` {cpp:member}`b` {meht}`c`\n", [3]),
    "of the domain of the page": (
        "",
        "# T\n\n```{default-domain} js\n```\n\n{attr}`a` {struct}`b` {sturct}`c`\n",
        [6, 6],
    ),
    "of another project": ('extensions += ["sphinx.ext.intersphinx"]', "# T\n\n{external+py:py:func}`a`\n", []),
    "with the name of a domain": ("", "# T\n\n{js:mod}`a` {js:mud}`b` {cpp:ref}`genindex` {kotlin:mod}`c`\n", [3, 3]),
    "of an extension that is not there": ("", "# T\n\n```{graphviz}\ngraph {}\n```\n", [3]),
    "of an extension that is": ('extensions += ["sphinx.ext.graphviz"]', "# T\n\n```{graphviz}\ngraph {}\n```\n", []),
    "of the page itself": ("", "# T\n\n```{eval-rst}\n.. role:: mine(strong)\n```\n\n{mine}`a` {mien}`b`\n", [7]),
    "of what is included": ("", "# T\n\n```{include} part.inc\n```\n\n{mine}`a` {mien}`b`\n", [6]),
    "that docutils has not made": ("", "# T\n\n{uri-reference}`a`\n", [3]),
}


@pytest.mark.parametrize("name", KNOWN)
def test_names(name: str, tmp_path: Path) -> None:
    """What Sphinx finds under a name is known, whoever brings it, and what it does not find is said once."""
    conf, text, lines = KNOWN[name]
    part = "```{eval-rst}\n.. role:: mine(emphasis)\n```\n"
    root = write_files(tmp_path / "site", {"conf.py": f"{CONF}{conf}\n", "index.md": text, "part.inc": part})
    found, log = compare(root, tmp_path / "out", "html")
    unknown = [line for line in found if "[shohyo.unknown_" in line]
    assert [int(line.split(":")[1]) for line in unknown] == lines
    assert [line for line in stock(log) if "nknown" in line or "not implemented" in line] == []


def test_others_say_it_where_ours_are_off(tmp_path: Path) -> None:
    """MyST's warning comes where ours is not wanted, and neither where a page accepts it or MyST's is silenced."""
    text = "# T\n\n{pattren}`a`\n\n:::{dangre}\nB.\n:::\n"
    root = write_files(
        tmp_path / "a", {"conf.py": CONF + 'suppress_warnings = ["shohyo.unknown_role"]\n', "index.md": text}
    )
    found, log = compare(root, tmp_path / "one", "html")
    assert [line.split(":")[1] for line in found] == ["5"]
    assert [line.rpartition(" ")[2] for line in stock(log)] == ["[myst.role_unknown]"]
    root = write_files(
        tmp_path / "b", {"conf.py": CONF + 'suppress_warnings = ["myst.directive_unknown"]\n', "index.md": text}
    )
    assert [line.split(":")[1] for line in compare(root, tmp_path / "two", "html")[0]] == ["3"]
    accepted = "---\nsuppress: [{code: unknown_role, reason: they come}, {code: unknown_directive, reason: x}]\n---\n"
    root = write_files(tmp_path / "c", {"conf.py": CONF, "index.md": accepted + text})
    assert compare(root, tmp_path / "three", "html") == ([], "")


def test_what_every_build_has() -> None:
    """Names are known whatever their case, roles and directives apart."""
    assert is_usual("Cite:P", is_role=True)
    assert not is_usual("cite:p", is_role=False)
    assert is_usual("ToCTree", is_role=False)
    assert not is_usual("graphviz", is_role=False)
