"""Imports point down only, so that `shohyo check` answers without Sphinx and no module is in a circle.

Layer 0 holds what everything speaks of; layer 1 is pure; layer 2 knows Sphinx; layer 3 is entered from
outside.  Within layer 1 the modules are a chain, in the order below: checks need the outline, the outline
needs the places of front matter, and so on; each may import what stands before it, never after.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "shohyo"

#: layer 0 and 1, from the bottom up
CHAIN = (
    "errors", "model",
    "encoding", "positioned", "validation", "rawhtml", "frontmatter", "outline", "datafile", "guide", "crosswalk", "map", "bibliography", "bibstyle", "project",
    "markup", "checker", "d2", "schema", "starter",
    "text.lines", "search.errors", "search.tokenise", "search.romaji", "search.model", "search.words", "search.format", "search.terms", "search.reader", "search.node", "search.verify",
    "search.bits", "search.index", "search.shards", "search.store",
)  # fmt: skip
LAYER_0 = ("errors", "model")
ENTRY = ("__init__", "cli", "__main__")
#: pybtex alone is what layer 1 may know of the bibliography's rendering
FORBIDDEN = ("sphinx", "docutils", "myst_parser", "sphinxcontrib", "sphinx_design")

MODULES = {
    file.relative_to(PACKAGE).with_suffix("").as_posix().replace("/", "."): file
    for file in sorted(PACKAGE.rglob("*.py"))
}


def imports(name: str) -> set[str]:
    """Return what a module imports anywhere in it: ours by their name in the package, others by their top name.

    Blocks under ``TYPE_CHECKING`` count for the lower layers; for the others they cost nothing and are left out.
    """
    tree = ast.parse(MODULES[name].read_text(encoding="utf-8"))
    if layer(name) >= 2:
        tree.body = [
            item for item in tree.body if not (isinstance(item, ast.If) and "TYPE_CHECKING" in ast.unparse(item.test))
        ]
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = name.split(".")[: -node.level] if node.level <= name.count(".") else []
                base = ".".join([*package, base]).strip(".")
                # `from . import a` names modules, or the package itself
                found |= (
                    {f"shohyo.{base}"}
                    if base
                    else {f"shohyo.{alias.name}" if alias.name in MODULES else "shohyo" for alias in node.names}
                )
            else:
                found.add(base)
    return found


def ours(name: str) -> set[str]:
    """Return our own modules among a module's imports."""
    names = {
        found.removeprefix("shohyo.") if found != "shohyo" else "__init__"
        for found in imports(name)
        if found.partition(".")[0] == "shohyo"
    }
    return {found if found in MODULES else found.rpartition(".")[0] for found in names}


def layer(name: str) -> int:
    if name in LAYER_0:
        return 0
    if name in CHAIN:
        return 1
    return 3 if name in ENTRY else 2


def test_every_module_of_the_chain_exists() -> None:
    """The table above is that of the package."""
    assert set(CHAIN) | set(ENTRY) <= set(MODULES)


@pytest.mark.parametrize("name", [name for name in MODULES if layer(name) < 2])
def test_lower_layers_know_no_sphinx(name: str) -> None:
    """Layers 0 and 1 import neither Sphinx nor docutils, nor anything that does, not even for types."""
    assert {found for found in imports(name) if found.partition(".")[0] in FORBIDDEN} == set()
    assert {found for found in ours(name) if layer(found) > 1} == set()


@pytest.mark.parametrize("name", CHAIN)
def test_chain_is_imported_downwards(name: str) -> None:
    """A module of layers 0 and 1 imports only what stands before it."""
    assert ours(name) <= set(CHAIN[: CHAIN.index(name)])


@pytest.mark.parametrize("name", MODULES)
def test_layers_are_imported_downwards(name: str) -> None:
    """Nothing imports a layer above its own; the command may ask the package for its version."""
    above = {found for found in ours(name) if layer(found) > layer(name)}
    assert above == set()


def test_command_needs_no_build() -> None:
    """The command line imports layers 0 and 1 only."""
    assert {found for found in ours("cli") if layer(found) > 1} <= {"__init__"}
    assert ours("__main__") == {"cli"}
    assert {found for found in imports("cli") if found.partition(".")[0] in FORBIDDEN} == set()


def test_no_circle() -> None:
    """No chain of imports leads back to where it began."""
    graph = {name: ours(name) - {"__init__"} for name in MODULES}
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " → ".join([*path, name])
        if name not in done:
            for found in sorted(graph.get(name, ())):
                visit(found, (*path, name))
            done.add(name)

    for name in graph:
        visit(name, ())


@pytest.mark.parametrize("module", ["shohyo", *(f"shohyo.{name}" for name in MODULES if layer(name) < 2), "shohyo.cli"])
def test_import_loads_no_sphinx(module: str) -> None:
    """In a fresh interpreter, importing a lower module or the command really leaves Sphinx out."""
    code = (
        f"import sys, {module}; print(sorted({{name.partition('.')[0] for name in sys.modules}} & {set(FORBIDDEN)!r}))"
    )
    result = subprocess.run(
        [sys.executable, "-B", "-c", code], cwd=PACKAGE.parent, capture_output=True, text=True, check=False
    )
    assert (result.stdout, result.stderr) == ("[]\n", "")


@pytest.mark.parametrize("module", ["shohyo.cli", "shohyo.search.sphinx.build", "shohyo.search.verify"])
def test_numpy_waits_for_an_index(module: str) -> None:
    """Who checks front matter or writes no index does not wait until NumPy is loaded."""
    code = f"import sys, {module}; print('numpy' in sys.modules)"
    result = subprocess.run(
        [sys.executable, "-B", "-c", code], cwd=PACKAGE.parent, capture_output=True, text=True, check=False
    )
    assert (result.stdout, result.stderr) == ("False\n", "")
