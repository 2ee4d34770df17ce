"""What conf.py says of a project: its name, its author, and where it is published; checked with Sphinx 9.0.4."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from sphinx.config import Config


def is_set(config: Config, name: str) -> bool:
    """Tell whether conf.py or the command line sets a value."""
    # a value that is set to its default looks like one that is not set, and ours must not win over it
    return name in config._raw_config or name in config._overrides


def given(config: Config, name: str) -> str:
    """Return the author or the name of the project, or nothing where conf.py gives none."""
    # Sphinx has "Author name not set" and "Project name not set" for these, which are texts like any others
    value = config[name]
    return "" if not is_set(config, name) and value == config.config_values[name].default else value


def site_name(config: Config) -> str:
    """Return what a site is called: the project's name, else the host that it is published on, if any is known."""
    address = config.html_baseurl or ""
    try:
        return given(config, "project") or urlsplit(address).hostname or address
    except ValueError:  # no address
        return address


def site_title(config: Config) -> str:
    """Return the title of a site: that of its pages (``html_title``), else what it is called."""
    # the default of html_title is made of the project's name
    is_named = is_set(config, "html_title") or given(config, "project")
    return (is_named and config.html_title) or site_name(config)


def site_base(config: Config) -> str:
    """Return the address of the top of the site, with a slash at its end; "" if it does not know it."""
    return f"{config.html_baseurl.rstrip('/')}/" if config.html_baseurl else ""


def site_address(config: Config, path: str) -> str:
    """Return the address of a path from the top of the site; "" if the site does not know its own."""
    base = site_base(config)
    return base and f"{base}{path}"
