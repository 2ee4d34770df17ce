"""The recipes of the manual for hosts: their files are what those hosts take, and their steps are run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from tests.buildserver import REPOSITORY

MANUAL = (REPOSITORY / "docs/hosting.md").read_text("utf-8")


def recipe(name: str) -> str:
    """Return a file that the manual shows."""
    [text] = re.findall(rf"^:name: {name}\n\n(.*?)^```$", MANUAL, re.M | re.S)
    return text


def steps(name: str) -> list[str]:
    """Return the commands of a recipe."""
    if name == "github-pages":
        return [step["run"] for step in yaml.safe_load(recipe(name))["jobs"]["publish"]["steps"] if "run" in step]
    if name == "gitlab-pages":
        return yaml.safe_load(recipe(name))["pages"]["script"]
    return tomllib.loads(recipe(name))["build"]["command"].split(" && ")


@pytest.mark.parametrize(("name", "schema"), [("github-pages", "github-workflows"), ("gitlab-pages", "gitlab-ci")])
def test_files_are_what_the_hosts_take(name: str, schema: str, tmp_path: Path) -> None:
    (tmp_path / "recipe.yml").write_text(recipe(name), "utf-8")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", "recipe.yml"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


@pytest.mark.parametrize(
    ("name", "output"), [("github-pages", "_build/html"), ("gitlab-pages", "public"), ("netlify", "_build/html")]
)
def test_steps_are_run(name: str, output: str, tmp_path: Path) -> None:
    """But for the installation, on the example site: they build it at its address, and find nothing wrong with it."""
    [conf] = re.findall(r"^:caption: conf.py\n\n(.*?)^```$", MANUAL, re.M | re.S)
    site = Path(shutil.copytree(REPOSITORY / "docs/example", tmp_path / "site"))
    with (site / "conf.py").open("a") as file:
        file.write(f"\n{conf}\n" + 'html_theme = "shohyo"\nexclude_patterns = ["_build", "public"]\n')
    commands = steps(name)
    assert commands[0] == "python -m pip install -r requirements.txt"
    address = "https://example.org/kb"
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "CI_PAGES_URL": address, "URL": address}
    environment["SITE_ADDRESS"] = f"{address}/"  # what the workflow takes from a step before
    for command in commands[1:]:
        command = re.sub(r"^((?:\w+=\S+ )?)python ", rf"\1{sys.executable} ", command)
        done = subprocess.run(
            command, shell=True, cwd=site, env=environment, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, done.stderr + done.stdout
    assert "https://example.org/kb/index.html" in (site / output / "sitemap.xml").read_text("utf-8")
    assert not [file for file in (site / output).rglob("*") if file.suffix in (".doctree", ".pickle", ".sqlite")]
    assert 'href="/kb/index.html"' in (site / output / "404.html").read_text("utf-8")
