"""Addresses and identifiers of an entry: DOI, eprint and others → what is printed, and where it leads.

An eprint is of the archive that the entry names, else of the one that it shows itself (biblatex's manual, 3.14.7).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, unquote

from ..values import iri, is_url

#: archive, lower case → its name, and the address of a document in it
_ARCHIVES = {
    "arxiv": ("arXiv", "https://arxiv.org/abs/{}"),
    "jstor": ("JSTOR", "https://www.jstor.org/stable/{}"),
    "pubmed": ("PMID", "https://pubmed.ncbi.nlm.nih.gov/{}/"),
    "pmcid": ("PMCID", "https://www.ncbi.nlm.nih.gov/pmc/articles/{}/"),
    "hdl": ("hdl", "https://hdl.handle.net/{}"),
    "googlebooks": ("Google Books", "https://books.google.com/books?id={}"),
    "hal": ("HAL", "https://hal.science/{}"),
}
_ALIASES = {"pmid": "pubmed", "pmc": "pmcid", "handle": "hdl", "google books": "googlebooks", "arxiv.org": "arxiv"}
#: what an address, a prefix or the form of a number says of the archive
_FORMS = tuple(
    (archive, re.compile(form, re.IGNORECASE))
    for archive, form in (
        (
            "arxiv",
            r"(?:https?://(?:www\.|export\.)?arxiv\.org/(?:abs|pdf)/|arxiv[:.\s]\s*)(\S+?)(?:\.pdf)?(?:\s*\[.*\])?",
        ),
        ("arxiv", r"(\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[a-z]{2})?/\d{7}(?:v\d+)?)(?:\s*\[.*\])?"),
        ("jstor", r"(?:https?://(?:www\.)?jstor\.org/stable/|jstor:\s*)(\S+)"),
        ("pubmed", r"https?://(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/(\d+)/?"),
        ("pubmed", r"(?:pubmed|pmid)[:\s]\s*(\d+)"),
        ("pmcid", r"(?:https?://(?:www\.)?ncbi\.nlm\.nih\.gov/pmc/articles/|pmcid[:\s]\s*)?(PMC\d+)/?"),
        ("hdl", r"(?:https?://hdl\.handle\.net/|hdl:\s*)(\S+)"),
        ("googlebooks", r"googlebooks:\s*(\S+)"),
        ("hal", r"(hal-\d+(?:v\d+)?)"),
    )
)
_DOI = re.compile(r"(?:(https?://)[^\s/]*doi[^\s/]*/|doi:?\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)


def bare_doi(text: str) -> str | None:
    """Return a DOI without address and prefix, and without the escapes of an address; None if it is none."""
    match = _DOI.fullmatch(text.strip())
    if not match:
        return None
    doi = match[2].rstrip(".,;")
    return unquote(doi) if match[1] else doi


def address_of(number: str, form: str = "https://doi.org/{}") -> str:
    """Return the address of what has a number, a DOI unless *form* says otherwise; no sign of it means more there."""
    return form.format(quote(number, safe="/:;()@!$&'*+,=~"))


def eprint_of(fields: Mapping[str, str]) -> tuple[str, str] | None:
    """Return archive and number of an eprint; the archive is empty if it is an address."""
    number = fields.get("eprint", "").strip()
    if not number:
        return None
    archive = (fields.get("eprinttype") or fields.get("archiveprefix") or "").strip()
    for name, form in _FORMS:
        match = form.fullmatch(number)
        if match and (not archive or _archive(archive) == name):
            return name, match[1]
    if is_url(number):
        return "", number
    prefix, colon, rest = number.partition(":")
    if archive:
        return _archive(archive), rest.strip() if colon and _archive(prefix) == _archive(archive) else number
    return "eprint", number


def _archive(name: str) -> str:
    return _ALIASES.get(name.lower(), name.lower())


def links_of(fields: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return (text, address) of each place where an entry is, but for its ``url``; a mere number has no address."""
    found: list[tuple[str, str]] = []
    if eprint := eprint_of(fields):
        archive, number = eprint
        stated = fields.get("eprinttype") or fields.get("archiveprefix") or archive
        name, address = _ARCHIVES.get(archive, (stated if archive else "", ""))
        kind = fields.get("eprintclass") or fields.get("primaryclass")
        text = f"{name}:{number}" if name else number
        if kind and archive == "arxiv" and "/" not in number:
            text += f" [{kind}]"
        found.append((text, iri(number) if is_url(number) else address_of(number, address)))
    for name, archive in (("pmid", "pubmed"), ("pubmed", "pubmed"), ("pmcid", "pmcid"), ("pmc", "pmcid")):
        if number := fields.get(name, "").strip():
            label, address = _ARCHIVES[archive]
            bare = re.sub(r"^(?:PMID|PMCID)?:?\s*", "", number, flags=re.IGNORECASE)
            found.append((f"{label}:{bare}", address_of(bare, address)))
    if doi := fields.get("doi"):
        found.append((f"doi:{doi}", address_of(doi)))
    safe = ((text, address if is_url(address) and not re.search(r"\s", address) else "") for text, address in found)
    return list(dict.fromkeys(safe))
