"""Short pages of anything, many in one project: no traceback and no hang, neither of the command nor of a build."""

from __future__ import annotations

import shutil

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from shohyo.checks.project import check_project
from shohyo.data.crosswalk import Crosswalk
from shohyo.data.guide import Guide
from shohyo.markdown.dialect import DEFAULTS
from tests.bad import CONF as OWN
from tests.bad import write_files
from tests.build.agreeing import LONGEST, within
from tests.build.building import run_sphinx
from tests.strategies import data_files, pages

EXTENSIONS = [*DEFAULTS["myst_enable_extensions"], "amsmath", "html_image"]
CONF = OWN + f"myst_enable_extensions = {EXTENSIONS}\n"


@pytest.mark.parametrize("examples", [2, pytest.param(40, marks=pytest.mark.long)])
def test_any_pages(examples: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever stands in them, pages are read and written."""
    base = tmp_path_factory.mktemp("fuzz")

    # a build takes longer than all that a smaller one would tell
    @settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )
    @given(st.lists(pages(), min_size=60, max_size=60), st.one_of(data_files(Guide), data_files(Crosswalk)))
    def run(texts: list[str], data: bytes) -> None:
        shutil.rmtree(base, ignore_errors=True)
        folders = ("", "reviews/", "patterns/")
        files = {f"{folders[number % 3]}page-{number}.md": text for number, text in enumerate(texts)}
        data_names = [f"{folder}data.yaml" for folder in folders]
        site = write_files(
            base / "site",
            {
                **files,
                "conf.py": CONF,
                "index.md": "# Index\n",
                "part.txt": "Part.\n",
                **dict.fromkeys(data_names, data),
            },
        )
        done = run_sphinx(site, base / "out", timeout=LONGEST)
        assert done.returncode == 0, done.stderr
        with within(LONGEST):
            assert check_project(site).files >= len(texts)

    run()
