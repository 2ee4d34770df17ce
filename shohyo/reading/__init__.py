"""Sphinx's read phase: pages are read into the domain, and it is settled what is built again."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Register what reads, in the order of the read phase."""
    from ..building import folders, stock, thrift
    from ..shown import drafts, links
    from . import (
        anchors,
        bounds,
        build,
        citing,
        counting,
        defaults,
        directives,
        domain,
        findings,
        freshness,
        headings,
        lines,
        pages,
        placeholder,
        safety,
        transforms,
        translated,
    )

    app.add_config_value("shohyo_safe", True, "env", bool)
    app.add_config_value("shohyo_read_roots", [], "env", (list, tuple))
    app.add_config_value("shohyo_schemes", [], "env", (list, tuple))
    app.add_config_value("shohyo_remote", [], "env", (bool, list, tuple))

    app.add_config_value("shohyo_redirects", {}, "", Any)
    app.add_config_value("shohyo_drafts", False, "", bool)
    app.add_config_value("shohyo_today", None, "", (str, dt.date))

    thrift.save_while_building(app)
    folders.claim(app)  # there is no event before Sphinx makes them
    app.connect("config-inited", citing.on_config_inited)
    app.connect("config-inited", drafts.on_config_inited)
    app.connect("config-inited", defaults.on_config_inited)
    # when Sphinx has settled which suffixes there are
    app.connect("config-inited", bounds.on_config_inited, priority=900)
    app.connect("builder-inited", build.on_builder_inited, priority=100)
    app.connect("builder-inited", bounds.on_builder_inited, priority=100)
    app.connect("builder-inited", stock.on_builder_inited, priority=100)
    app.connect("builder-inited", freshness.on_builder_inited, priority=100)
    # when all extensions have their directives
    app.connect("builder-inited", safety.guard_directives, priority=700)
    app.connect("builder-inited", folders.on_builder_inited, priority=100)
    # before sphinxcontrib-bibtex reads the files itself
    app.connect("builder-inited", citing.on_builder_inited, priority=400)

    app.add_domain(domain.ShohyoDomain)
    app.add_node(placeholder.Placeholder)
    for name, role in domain.ShohyoDomain.roles.items():
        app.add_role(name, role, override=True)
    for name, directive in directives.DIRECTIVES.items():
        app.add_directive(name, directive)
    app.add_role("count", counting.CountRole())

    app.connect("env-get-outdated", folders.on_env_get_outdated, priority=10)
    app.connect("env-get-outdated", build.on_env_get_outdated, priority=100)
    app.connect("env-get-outdated", freshness.on_env_get_outdated)
    app.connect("env-before-read-docs", pages.on_env_before_read_docs)
    app.connect("source-read", pages.on_source_read)
    for transform in (*transforms.TRANSFORMS, anchors.UniqueTransform):
        app.add_transform(transform)
    app.add_transform(lines.LinesTransform)
    app.add_transform(headings.AsideTransform)
    safety.guard_markdown(app)
    app.add_transform(safety.SafetyTransform)
    app.add_post_transform(links.NotingTransform)
    app.add_post_transform(drafts.UnpublishedTransform)
    app.add_post_transform(lines.LastLinesTransform)
    app.connect("doctree-read", pages.on_doctree_read)
    app.connect("doctree-read", translated.on_doctree_read)
    app.connect("doctree-resolved", translated.on_doctree_resolved)
    app.connect("env-updated", findings.on_env_updated)
    app.connect("env-updated", freshness.on_env_updated, priority=950)  # when nothing changes any more
    app.connect("env-check-consistency", bounds.on_env_check_consistency)
    app.connect("write-started", freshness.on_write_started)
    app.connect("warn-missing-reference", findings.on_warn_missing_reference)
    app.connect("build-finished", stock.on_build_finished, priority=100)
    app.connect("build-finished", folders.before_build_finished, priority=850)
    # when everything is written and nothing is left to be deleted
    app.connect("build-finished", freshness.on_build_finished, priority=950)
    app.connect("build-finished", folders.on_build_finished, priority=990)
