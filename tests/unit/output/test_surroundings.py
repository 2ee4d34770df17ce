"""Whose templates a project has."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from shohyo.output.surroundings import _has_templates


@pytest.mark.parametrize(
    ("name", "own"), [("packages/theme/parts", False), ("link/theme/parts", False), ("site/templates", True)]
)
def test_templates_of_a_theme_are_not_those_of_the_project(tmp_path: Path, name: str, own: bool) -> None:
    """Also where the environment with the theme is a link, and the theme names its folder by another path."""
    (tmp_path / "packages/theme/parts").mkdir(parents=True)
    (tmp_path / "site/templates").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "packages")
    module = SimpleNamespace(__file__=str(tmp_path / "link/theme/__init__.py"))
    app = SimpleNamespace(
        confdir=tmp_path / "site",
        config=SimpleNamespace(templates_path=[str(tmp_path / name)]),
        extensions={"theme": SimpleNamespace(module=module)},
    )
    assert _has_templates(app) is own
