"""The last look at a page: whatever made a link or a picture, an address that may run is not written.

What authors write was found, and said, when their page was read; here come links that were made since, by
directives, roles and transforms of any extension.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from ..checks.addresses import check_address
from ..errors import Diagnostic
from ..reading.findings import report
from ..reading.safety import safety_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def on_doctree_resolved(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Turn what leads where no link may lead into its text."""
    safety = safety_of(app.env)
    if not safety.is_on:
        return
    for node in [node for node in doctree.findall(nodes.Element) if isinstance(node, (nodes.reference, nodes.image))]:
        address = node.get("refuri") or node.get("uri") or ""
        if problem := check_address(address, safety):
            path = app.env.doc2path(docname, base=False).as_posix()
            report(app.env.domains["shohyo"], Diagnostic(path, node.line or 1, 1, *problem), docname)
            node.parent.replace(node, node.children or nodes.Text(node.get("alt", "")))
