import queue

import numpy as np
from time_difference_inference import TwoStage


class Fixed:
    def __init__(self, digit: int, fails: bool = False) -> None:
        self.digit, self.fails = digit, fails

    def predict(self, batch: np.ndarray) -> np.ndarray:
        if self.fails:
            raise ValueError("bad input")
        return np.full(len(batch), self.digit)


def finish(stages: TwoStage) -> None:
    stages.waiting.put(None)
    stages.work()


def test_the_first_answer_does_not_wait_for_the_second() -> None:
    stages = TwoStage(Fixed(1), Fixed(2))
    assert stages.predict(7, np.ones(2)) == {"digit": 1, "stage": "仮"}
    finish(stages)
    assert stages.answers[7] == {"digit": 2, "stage": "本命"}


def test_a_repeated_request_does_not_undo_the_better_answer() -> None:
    stages = TwoStage(Fixed(1), Fixed(2))
    stages.predict(7, np.ones(2))
    finish(stages)
    assert stages.predict(7, np.ones(2)) == {"digit": 2, "stage": "本命"}
    assert stages.waiting.empty()


def test_a_failing_second_stage_leaves_the_first_answer_and_says_so() -> None:
    stages = TwoStage(Fixed(1), Fixed(2, fails=True))
    stages.predict(7, np.ones(2))
    finish(stages)
    assert stages.answers[7] == {"digit": 1, "stage": "仮のまま"}


def test_a_full_queue_leaves_the_first_answer_and_says_so() -> None:
    stages = TwoStage(Fixed(1), Fixed(2))
    stages.waiting = queue.Queue(maxsize=1)
    stages.predict(1, np.ones(2))
    assert stages.predict(2, np.ones(2)) == {"digit": 1, "stage": "仮のまま"}
