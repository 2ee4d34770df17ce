"""The page on architecture names every package, and nothing that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import shohyo

PACKAGE = Path(shohyo.__file__).parent
ROOT = PACKAGE.parent
PAGE = (ROOT / "docs/architecture.md").read_text("utf-8")
#: first cells of the rows of a table, up to its first empty line
ROWS = re.findall(r"^\| `(\w+)/` \|", PAGE, re.MULTILINE)


def test_every_package_has_its_duty() -> None:
    """Each package stands in the table of stages, once."""
    assert sorted(ROWS) == sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


def test_every_module_beside_them_is_named() -> None:
    """The modules that belong to no package are named, too."""
    beside = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__", "__main__"}
    assert {name for name in beside if f"`{name}`" not in PAGE} == set()


def test_every_path_exists() -> None:
    """Whoever follows a path of the page finds a file or a folder."""
    paths = set(re.findall(r"`((?:\w+/)*\w+\.(?:py|yaml|css|toml)|(?:\w+/)+)`", PAGE))
    assert len(paths) > 30
    assert {path for path in paths if not any((base / path).exists() for base in (PACKAGE, ROOT))} - NEAR == set()


#: names that are said of a folder which stands before them
NEAR = {"pages.py", "guide.py", "crosswalk.py", "body.py", "tokens.css"}


def test_every_name_exists() -> None:
    """What the page calls by its name in code is defined in the module that it stands beside."""
    for name in (
        "KINDS",
        "FOLDER_KINDS",
        "DIRECTIVES",
        "BLOCKS",
        "Code",
        "CODES",
        "TitleTransform",
        "AnchorTransform",
        "View",
    ):
        assert f"`{name}`" in PAGE
        assert any(
            re.search(rf"^(?:class )?{name}\b", path.read_text("utf-8"), re.MULTILINE) for path in PACKAGE.rglob("*.py")
        )
