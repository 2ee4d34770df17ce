from pathlib import Path

import pytest
from version_mismatch import LIBRARY, SERVE, TRAIN, run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("mismatch")
    assert run(path, "1.0", TRAIN) == ""
    return path


def test_a_silent_change_is_served_without_checks_and_refused_with_golden_inputs(folder: Path) -> None:
    """読めてしまうモデルの答えの違いも、見本の答えで見つかる。"""
    assert run(folder, "2.0", SERVE).startswith("使う")
    assert run(folder, "2.0", SERVE, "golden").startswith("断る: 見本")


def test_a_same_version_is_served(folder: Path) -> None:
    assert run(folder, "1.0", SERVE, "version").startswith("使う")


def test_another_version_is_refused_before_the_file_is_opened(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIBRARY, "1.0.1", LIBRARY["1.0"])
    assert run(folder, "1.0.1", SERVE, "version") == "断る: scaling 1.0 で保存、ここは 1.0.1"
