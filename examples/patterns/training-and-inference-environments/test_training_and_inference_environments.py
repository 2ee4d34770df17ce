from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.neural_network import MLPClassifier
from training_and_inference_environments import SERVE, SHARED, export, infer

X, Y = load_iris(return_X_y=True)
ROWS = X * 16


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    export(tmp_path, MODEL, ROWS)
    return tmp_path


MODEL = MLPClassifier((8,), solver="lbfgs", max_iter=2000, random_state=1).fit(X, Y)


def test_inference_needs_no_training_library_and_gives_the_answers_of_training(folder: Path) -> None:
    assert infer(folder)["answers"] == MODEL.predict(X).tolist()


def test_code_of_the_training_does_not_get_through(folder: Path) -> None:
    """共通のファイルに学習のコードが混ざると、推論側は起動しない。"""
    (folder / "shared.py").write_text("from sklearn.utils import shuffle\n" + SHARED)
    assert infer(folder) == "ImportError: 推論側にないライブラリ: sklearn"


def test_another_preparation_gives_other_answers(folder: Path) -> None:
    (folder / "shared.py").write_text(SHARED.replace("/ 16", "/ 1"))
    assert infer(folder)["answers"] != MODEL.predict(X).tolist()


def test_an_input_of_another_type_is_refused_only_if_the_type_is_agreed(folder: Path) -> None:
    np.savez(folder / "test.npz", images=ROWS.astype(np.float32))
    assert infer(folder, SERVE, strict=True) == "入力の型が float32。約束は float64"
    assert infer(folder, SERVE, strict=True, expected="float32")["answers"] == MODEL.predict(X).tolist()
