"""What ``shohyo/upstream/sphinx_project.py`` reads out of a configuration of Sphinx is what conf.py says."""

from __future__ import annotations

from typing import Any

import pytest
from sphinx.config import Config

from shohyo.upstream.sphinx_project import given, is_set, site_address, site_base, site_name, site_title


def config(**values: Any) -> Config:
    """Return the configuration that a conf.py with these lines makes."""
    known = Config({}, values)
    known.add("html_baseurl", "", "html", str)
    known.add("html_title", lambda config: f"{config.project} documentation", "html", str)  # as the builder does
    return known


def test_what_sphinx_says_of_a_project_without_a_name_is_no_name() -> None:
    """The texts that stand for a name that is not given are Sphinx's still, and none of them is shown."""
    nameless = config()
    assert (nameless.project, nameless.author) == ("Project name not set", "Author name not set")
    assert given(nameless, "project") == given(nameless, "author") == site_name(nameless) == site_title(nameless) == ""
    assert not is_set(nameless, "project")


def test_a_name_that_reads_like_none_is_one_where_it_is_given() -> None:
    named = config(project="Project name not set")
    assert given(named, "project") == site_name(named) == "Project name not set"


@pytest.mark.parametrize(
    ("values", "name", "title"),
    [
        ({"project": "書架", "html_title": "書架の書評"}, "書架", "書架の書評"),
        ({"project": "書架", "html_title": ""}, "書架", "書架"),
        ({"html_baseurl": "https://books.example/kb/"}, "books.example", "books.example"),
        ({"html_baseurl": "https://books.example/kb/", "html_title": "Shelf"}, "books.example", "Shelf"),
        ({"html_baseurl": "/kb/"}, "/kb/", "/kb/"),
        ({"html_baseurl": "https://[books/"}, "https://[books/", "https://[books/"),
    ],
)
def test_a_site_is_called_something_wherever_it_has_an_address(values: dict[str, str], name: str, title: str) -> None:
    assert (site_name(config(**values)), site_title(config(**values))) == (name, title)


@pytest.mark.parametrize("base", ["https://books.example/kb", "https://books.example/kb/"])
@pytest.mark.parametrize("path", ["a.html", "a/b.html", "a:b.html", "../a.html", ""])
def test_addresses_are_below_that_of_the_site(base: str, path: str) -> None:
    """A docname with a colon is no address elsewhere."""
    known = config(html_baseurl=base)
    assert site_base(known) == "https://books.example/kb/"
    assert site_address(known, path) == f"https://books.example/kb/{path}"
    assert site_address(config(), path) == ""
