from dataclasses import replace
from pathlib import Path

import pytest
from pipeline_training import Pipeline, Step

ONE = Step("one", 'open(out, "w").write("1")')
TWO = Step("two", 'open(out, "w").write(open(inputs[0]).read() + str(options["n"]))', ("one",), {"n": 2})
LAST = Step("last", 'open(out, "w").write(open(inputs[0]).read())', ("two",))


def test_a_run_after_a_failure_begins_at_the_failure(tmp_path: Path) -> None:
    pipeline = Pipeline(tmp_path)
    with pytest.raises(RuntimeError, match="two: KeyError"):
        pipeline.run(ONE, replace(TWO, options={}))
    assert pipeline.run(ONE, TWO)["two"].read_text() == "12"
    assert pipeline.executed == ["two"]


def test_a_change_runs_what_follows_and_nothing_before(tmp_path: Path) -> None:
    pipeline = Pipeline(tmp_path)
    pipeline.run(ONE, TWO, LAST)
    made = pipeline.run(ONE, replace(TWO, options={"n": 7}), LAST)
    assert pipeline.executed == ["two", "last"]
    assert made["last"].read_text() == "17"


def test_a_step_that_stops_half_way_leaves_no_artifact(tmp_path: Path) -> None:
    half = Step("half", 'open(out, "w").write("ha"); raise SystemExit(1 / 0)')
    pipeline = Pipeline(tmp_path)
    for _ in range(2):
        with pytest.raises(RuntimeError, match="half"):
            pipeline.run(half)
        assert pipeline.executed == ["half"]


def test_each_step_may_have_a_python_of_its_own(tmp_path: Path) -> None:
    wrapper = tmp_path / "python"
    wrapper.write_text('#!/bin/sh\nprintf other > "$(echo "$3" | cut -d\\" -f2)"\n')
    wrapper.chmod(0o755)
    made = Pipeline(tmp_path, {"two": str(wrapper)}).run(ONE, replace(TWO, options={}))
    assert made["one"].read_text() == "1"
    assert made["two"].read_text() == "other"
