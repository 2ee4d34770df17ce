"""Every example prints what its page quotes, and is short, quick and complete."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
EXAMPLES = sorted(path.parent.name for path in FOLDER.glob("*/Makefile"))
#: seconds that an example may take, on a loaded machine too; it is meant to take less than ten
LIMIT = 60
#: lines of code, without its docstrings, comments and blank lines
LINES = range(20, 81)


def module(name: str) -> Path:
    return FOLDER / name / f"{name.replace('-', '_')}.py"


@pytest.mark.parametrize("name", EXAMPLES)
def test_prints_what_the_page_quotes(name: str) -> None:
    """Standard output is ``output.txt``, each time; what differs from run to run, such as times, goes to the error."""
    done = subprocess.run(
        [sys.executable, module(name).name], cwd=FOLDER / name, capture_output=True, timeout=LIMIT, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode() == (FOLDER / name / "output.txt").read_text("utf-8")


@pytest.mark.parametrize("name", EXAMPLES)
def test_is_short(name: str) -> None:
    source = module(name).read_text("utf-8")
    code = ast.unparse(_bare(ast.parse(source))).splitlines()
    assert len([line for line in code if line.strip()]) in LINES


@pytest.mark.parametrize("name", EXAMPLES)
def test_is_complete(name: str) -> None:
    """It has a test of its own, and the Makefile that all have."""
    assert (FOLDER / name / f"test_{name.replace('-', '_')}.py").exists()
    assert (FOLDER / name / "Makefile").read_text("utf-8") == "include ../example.mk\n"


def _bare(tree: ast.Module) -> ast.Module:
    """Return a module without docstrings."""
    for node in ast.walk(tree):
        has_docstring = isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        if has_docstring and ast.get_docstring(node):
            node.body = node.body[1:] or [ast.Pass()]
    return tree
