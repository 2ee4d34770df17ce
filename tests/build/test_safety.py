"""What pages ask for that is not let in: nothing of it reaches the site, and it is said at its place, by both sides."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bad import CONF, write_case
from tests.build.agreeing import said
from tests.build.building import run_sphinx

RST = """T
=

.. meta::
   :http-equiv=refresh: 0; url=https://example.org/
   :keywords: book

.. role:: html(raw)
   :format: html

`a <javascript:alert(1)>`_ and `b`_ and `c <JAVASCRIPT:alert(1)>`__ and :html:`<script>alert(1)</script>`
:download:`d <../outside.txt>` and javascript://alert(1)

.. _b: vbscript:x

.. image:: a.svg
   :target: data:text/html,x

.. raw:: html
   :file: ../outside.txt

.. raw:: html
   :url: http://127.0.0.1:9/

.. raw:: html

   <p onclick="alert(1)">Text</p>

.. include:: ../outside.txt

.. literalinclude:: ../outside.txt

.. csv-table::
   :file: ../outside.txt

.. csv-table::
   :url: http://127.0.0.1:9/

.. image:: ../outside.txt

.. figure:: https://example.org/a.png
   :target: javascript:alert(1)

   Caption

.. image:: a.svg
   :loading: embed

.. toctree::

   Away <javascript://x>
"""


@pytest.mark.parametrize(("name", "addresses"), [("page.rst", 8), ("page.md", 7)])
def test_restructuredtext(name: str, addresses: int, tmp_path: Path) -> None:
    """The same holds in pages of reStructuredText, and where it stands in Markdown; there a build alone sees it."""
    text = RST if name == "page.rst" else "# T\n\n````{eval-rst}\n" + RST.partition("=\n")[2] + "````\n"
    files = {name: text, "../outside.txt": "SECRET\n", "a.svg": "<svg><script>alert(2)</script></svg>\n"}
    root = write_case(tmp_path / "case" / "site", {"files": files}, conf=CONF)
    done = run_sphinx(root, tmp_path / "out")
    assert "Traceback" not in done.stderr
    found = said(done.stderr)
    count = {
        code: sum(line.endswith(f"[shohyo.{code}]") for line in found) for code in ("address", "outside", "remote")
    }
    assert count == {"address": addresses, "outside": 8, "remote": 1}, "\n".join(found)
    # in Markdown, MyST knows no definitions of links in reStructuredText
    assert all(int(line.split(":")[1]) > 3 for line in found)
    page = (tmp_path / "out/page.html").read_text("utf-8")
    for word in ("SECRET", 'href="j', 'href="J', 'href="v', 'href="d', "<script>alert", "onclick", 'http-equiv="r'):
        assert word not in page, word
    assert not list((tmp_path / "out").rglob("outside*"))


def test_included_text(tmp_path: Path) -> None:
    """What an included file asks for is said at its place there; what a value asks for, where it is put in."""
    files = {
        "conf.py": 'myst_enable_extensions = ["substitution"]\nmyst_substitutions = {"v": "[a](javascript:alert(2))"}\n'
        'exclude_patterns = ["part.md"]\n',
        "page.md": "# T\n\n```{include} part.md\n```\n\n{{ v }}\n",
        "part.md": "Text.\n\n[b](vbscript:x) <blob:y>\n\n{{ cycler }}\n\n```{include} ../outside.txt\n```\n",
        "../outside.txt": "SECRET\n",
    }
    root = write_case(tmp_path / "case" / "site", {"files": files}, conf=CONF)
    found = said(run_sphinx(root, tmp_path / "out").stderr)
    assert [(line.split(": ")[0], line.rpartition("[")[2]) for line in found] == [
        ("page.md:6:4", "shohyo.address]"),
        ("part.md:3:5", "shohyo.address]"),
        ("part.md:3:18", "shohyo.address]"),
        ("part.md:5:4", "shohyo.substitution]"),
        ("part.md:7:14", "shohyo.outside]"),
    ]
    assert "SECRET" not in (tmp_path / "out/page.html").read_text("utf-8")


EXTENSION = """
from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.transforms.post_transforms import SphinxPostTransform

class Late(SphinxPostTransform):
    default_priority = 900
    def run(self, **_):
        for node in self.document.findall(nodes.title):
            node.parent.append(nodes.paragraph("", "", nodes.reference("", "late", refuri=" java\\tscript:alert(1)")))
            break

def setup(app):
    app.add_post_transform(Late)
"""


def test_nothing_else_is_written(tmp_path: Path) -> None:
    """A link that an extension makes when everything is read is a text in the page, and said."""
    files = {
        "conf.py": 'import sys, pathlib\nsys.path.insert(0, str(pathlib.Path(__file__).parent))\nextensions.append("late")\n',
        "late.py": EXTENSION,
        "page.md": "# T\n",
    }
    root = write_case(tmp_path / "site", {"files": files}, conf=CONF)
    done = run_sphinx(root, tmp_path / "out")
    assert [line.rpartition("[")[2] for line in said(done.stderr)] == ["shohyo.address]"] * 2  # on each page
    page = (tmp_path / "out/page.html").read_text("utf-8")
    assert "<p>late</p>" in page
    assert "script:alert" not in page


def test_a_build_fetches_nothing(tmp_path: Path) -> None:
    """Files are read on the disk alone, also by settings of docutils."""
    files = {"page.md": "# T\n\n```{csv-table}\n:url: http://127.0.0.1:9/a.csv\n```\n"}
    root = write_case(tmp_path / "site", {"files": files}, conf=CONF)
    log = run_sphinx(root, tmp_path / "out").stderr
    assert "SEVERE" not in log
    assert "urlopen" not in log
    assert log.count("shohyo.outside") == 1
