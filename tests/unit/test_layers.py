"""The stages are imported from the top down, so that a reader of one knows that nothing above it matters.

The rules stand in ``pyproject.toml``, where ``make lint`` reads them, too; here they are held, and what no look at
the imports can tell: what a process really loads.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "shohyo"
#: packages, and modules beside them, that build nothing: the command line needs no others
PURE = ("text", "source", "data", "checks", "drawing", "cli", "errors", "kinds", "model", "starter")
#: lines that a module and a package may have
LONGEST, LARGEST = 450, 3000

MODULES = {
    ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file
    for file in sorted(PACKAGE.rglob("*.py"))
}


def loaded(code: str) -> set[str]:
    """Return the modules that a fresh interpreter has after a piece of code."""
    command = [sys.executable, "-B", "-c", f"import sys\n{code}\nprint(*sys.modules, file=sys.__stdout__)"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_imports_keep_the_contracts() -> None:
    """import-linter finds no import that the contracts forbid."""
    # in a process of its own, because it silences all loggers there are
    code = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-B", "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_pure_packages_load_no_sphinx() -> None:
    """In one fresh interpreter, everything below the read phase and the command leave Sphinx out.

    MyST's parser is no part of Sphinx; it loads the nodes of docutils and none of its parsers.
    """
    names = [name for name in MODULES if name.split(".")[1:2] and name.split(".")[1] in PURE]
    assert len(names) > 30
    found = loaded("import " + ", ".join(names))
    assert {name.partition(".")[0] for name in found} & {
        "sphinx",
        "sphinxcontrib",
        "sphinx_design",
    } == set()
    assert {name for name in found if name.startswith("docutils.parsers")} == set()


def loaded_by(*arguments: str) -> set[str]:
    """Return the modules that the command loads."""
    code = f"from shohyo.cli import main\ntry: main({arguments!r})\nexcept SystemExit: pass"
    return loaded(f"import io\nsys.stdout = io.StringIO()\n{code}")


def test_check_loads_neither_sphinx_nor_numpy(tmp_path: Path) -> None:
    """``shohyo check`` answers without a build and without an index."""
    (tmp_path / "conf.py").write_text("", "utf-8")
    (tmp_path / "index.md").write_text("---\ntitle: 題\n---\n\n{pattern}`x`\n", "utf-8")
    found = loaded_by("check", str(tmp_path))
    assert {name.partition(".")[0] for name in found} & {"sphinx", "numpy", "jinja2", "pygments"} == set()


def test_check_loads_what_it_needs(tmp_path: Path) -> None:
    """A project without a slip, a guide or a crosswalk waits for the libraries that read its pages, and no others."""
    (tmp_path / "conf.py").write_text("", "utf-8")
    (tmp_path / "index.md").write_text("---\ntitle: 題\n---\n\n{cite:p}`k` {review}`index`\n", "utf-8")
    (tmp_path / "references.bib").write_text("@book{k, title = {K}, author = {K}}\n", "utf-8")
    others = {name.partition(".")[0] for name in loaded_by("check", str(tmp_path)) - loaded("")}
    libraries = {name for name in others if name not in sys.stdlib_module_names and not name.startswith("_")}
    pydantic = {"pydantic", "pydantic_core", "annotated_types", "typing_extensions", "typing_inspection"}
    markdown = {"markdown_it", "mdit_py_plugins", "mdurl", "myst_parser", "docutils"}
    assert libraries - {"shohyo", "click", "yaml", "cython_runtime", "nh3", "pybtex", *pydantic, *markdown} == set()
    assert others & {"difflib", "sqlite3", "asyncio"} == set()


def test_models_of_data_files_wait_for_one(tmp_path: Path) -> None:
    """The models of guides and crosswalks are loaded where a page shows one."""
    (tmp_path / "conf.py").write_text("", "utf-8")
    (tmp_path / "index.md").write_text("# 題\n", "utf-8")
    models = {"shohyo.data.guide", "shohyo.data.crosswalk"}
    assert loaded_by("check", str(tmp_path)) & models == set()
    (tmp_path / "guide.yaml").write_text("start: a\n", "utf-8")
    (tmp_path / "index.md").write_text("# 題\n\n```{guide} guide.yaml\n```\n", "utf-8")
    assert models <= loaded_by("check", str(tmp_path))


def test_help_loads_nothing_of_a_check() -> None:
    """Who asks what there is to say sees it at once."""
    found = {name.partition(".")[0] for name in loaded_by("check", "--help")}
    assert found & {"pydantic", "yaml", "markdown_it", "pybtex", "docutils"} == set()


def test_numpy_waits_for_an_index() -> None:
    """Who checks front matter, asks a search or builds without an index does not wait until NumPy is loaded."""
    names = [
        "shohyo.cli",
        "shohyo.search.store",
        "shohyo.built.answers",
        *(name for name in MODULES if name.startswith("shohyo.search.sphinx")),
    ]
    assert len(names) > 7
    assert "numpy" not in loaded("import " + ", ".join(names))


@pytest.mark.parametrize("name", MODULES)
def test_modules_are_short(name: str) -> None:
    """A module is no longer than a reader keeps in mind."""
    assert len(MODULES[name].read_text("utf-8").splitlines()) <= LONGEST


def test_packages_are_small() -> None:
    """No package has grown beyond what its duty can need."""
    lines: dict[str, int] = {}
    for name, file in MODULES.items():
        package = name.split(".")[1] if name.count(".") > 1 else ""
        lines[package] = lines.get(package, 0) + len(file.read_text("utf-8").splitlines())
    assert max(lines.values()) <= LARGEST, lines
