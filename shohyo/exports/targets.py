"""Where the links and pictures of a page lead, whatever the builder: addresses of the site from its top."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin

from docutils import nodes

from ..page.cover import Cover, OwnCover
from ..upstream.sphinx_project import site_address
from .escape import HERE

if TYPE_CHECKING:
    from sphinx.builders.html import StandaloneHTMLBuilder

#: with a scheme, or from the root of a host: it leads where it leads
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|/")


class Targets:
    """Addresses as one page has them."""

    def __init__(self, builder: StandaloneHTMLBuilder, docname: str) -> None:
        self.builder = builder
        self.docname = docname
        self.path = builder.get_target_uri(docname)

    def of_page(self, address: str) -> str:
        """Return an address that stands on the page, from the top of the site."""
        if not address or _ELSEWHERE.match(address):
            return address
        return HERE + urljoin(f"/{self.path}", address)[1:]

    def link(self, node: nodes.Element) -> str:
        """Return where a link leads."""
        if "filename" in node and "refuri" not in node:
            return f"{HERE}_downloads/{quote(node['filename'])}"
        if uri := node.get("refuri"):
            return self.of_page(uri)
        return f"{HERE}{self.path}#{node['refid']}" if node.get("refid") else ""

    def image(self, node: nodes.Element) -> str:
        """Return where a picture is; data in the page are none."""
        folder = self.builder.imagedir
        if isinstance(node, Cover):
            return f"{HERE}{posixpath.join(folder, quote(node['src']))}"
        if isinstance(node, OwnCover):
            node = node[0]
        candidates = node.get("candidates") or {}
        uri = node["uri"]
        if candidates and "*" not in candidates and "?" not in candidates:  # as the builder chooses
            uri = next((candidates[kind] for kind in self.builder.supported_image_types if kind in candidates), uri)
        images = self.builder.env.images
        if uri in images:
            return f"{HERE}{posixpath.join(folder, quote(images[uri][1]))}"
        return "" if uri.startswith("data:") else self.of_page(uri)

    def known(self, name: str, is_address: bool) -> str:
        """Return the address of a page in words: one that is given, or that of a docname."""
        if is_address:
            return name
        path = self.builder.get_target_uri(name)
        return site_address(self.builder.config, path) or path

    def number(self, title: nodes.Element) -> str:
        """Return the number of a heading, if its table of contents has one."""
        numbers = self.builder.env.toc_secnumbers.get(self.docname)
        if not numbers or not isinstance(title.parent, nodes.section):
            return ""
        anchors = [f"#{anchor}" for anchor in title.parent["ids"]]
        if isinstance(title.parent.parent, nodes.document):
            anchors.append("")
        found = next((numbers[anchor] for anchor in anchors if anchor in numbers), None)
        return ".".join(map(str, found)) + (self.builder.secnumber_suffix) if found else ""

    def equation(self, node: nodes.math_block) -> str:
        """Return the number of a formula as it is printed, if it has one."""
        return f"({node['number']})" if node.get("number") else ""
