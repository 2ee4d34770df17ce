"""The names of roles and directives that ``shohyo/source/vocabulary.json`` has, asked of the libraries themselves.

``python -m tests.vocabulary`` writes the file anew, after Sphinx, docutils, MyST or one of ours has others.
"""

from __future__ import annotations

import io
import json
import pkgutil
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import sphinx.ext
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from shohyo import source
from shohyo.building.vocabulary import vocabulary_of
from shohyo.source.vocabulary import Vocabulary

FILE = Path(source.__file__).with_name("vocabulary.json")
#: whose names there are
ASKED = ("docutils", "sphinx", "myst-parser", "sphinx-design", "sphinxcontrib-bibtex", "sphinx-book-theme")


def names_of(folder: Path, *extensions: str) -> Vocabulary:
    """Return the names of an application with so many extensions and no other settings."""
    (folder / "source").mkdir(parents=True, exist_ok=True)
    (folder / "source/index.md").write_text("# Index\n", "utf-8")
    (folder / "source/conf.py").write_text(f"extensions = {list(extensions)!r}\n", "utf-8")
    with patch_docutils(folder), docutils_namespace():
        paths = [str(folder / name) for name in ("source", "source", "out", "doctrees")]
        return vocabulary_of(Sphinx(*paths, "dummy", status=None, warning=io.StringIO(), freshenv=True))


def gathered(folder: Path) -> dict[str, Any]:
    """Return what the file is to have."""
    usual = names_of(folder / "usual", "shohyo")
    brought: dict[str, str] = {}
    for module in pkgutil.iter_modules(sphinx.ext.__path__, "sphinx.ext."):
        more = names_of(folder / module.name, "shohyo", module.name)
        # it loads autodoc, by whose name this is known
        for name in (
            ()
            if module.name == "sphinx.ext.apidoc"
            else (more.roles | more.directives) - usual.roles - usual.directives
        ):
            brought.setdefault(name, module.name)
    return {
        "brought": brought,
        "directives": sorted(usual.directives),
        "of": {name: version(name) for name in ASKED},
        "roles": sorted(usual.roles),
    }


def text_of(names: dict[str, Any]) -> str:
    """Return names as the file has them."""
    return json.dumps(names, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        FILE.write_text(text_of(gathered(Path(name))), "utf-8")
