"""Numbers of entries → links."""

from __future__ import annotations

import pytest

from shohyo.bib.addresses import bare_doi, links_of


@pytest.mark.parametrize(
    ("fields", "links"),
    [
        ({"eprint": "1706.03762", "archiveprefix": "arXiv", "primaryclass": "cs.CL"}, [("arXiv:1706.03762 [cs.CL]", "https://arxiv.org/abs/1706.03762")]),
        ({"eprint": "arXiv:1706.03762"}, [("arXiv:1706.03762", "https://arxiv.org/abs/1706.03762")]),
        ({"eprint": "arXiv:1706.03762v2", "eprinttype": "arxiv"}, [("arXiv:1706.03762v2", "https://arxiv.org/abs/1706.03762v2")]),
        ({"eprint": "1706.03762 [cs.CL]"}, [("arXiv:1706.03762", "https://arxiv.org/abs/1706.03762")]),
        ({"eprint": "hep-th/9901001"}, [("arXiv:hep-th/9901001", "https://arxiv.org/abs/hep-th/9901001")]),
        ({"eprint": "https://arxiv.org/pdf/1706.03762.pdf"}, [("arXiv:1706.03762", "https://arxiv.org/abs/1706.03762")]),
        ({"eprint": "https://academic.example.com/a.pdf"}, [("https://academic.example.com/a.pdf",) * 2]),
        ({"eprint": "https://academic.example.com/a.pdf", "archiveprefix": "arXiv"}, [("https://academic.example.com/a.pdf",) * 2]),
        ({"eprint": "2386", "eprinttype": "jstor"}, [("JSTOR:2386", "https://www.jstor.org/stable/2386")]),
        ({"eprint": "http://www.jstor.org/stable/2386"}, [("JSTOR:2386", "https://www.jstor.org/stable/2386")]),
        ({"eprint": "123", "eprinttype": "PMID"}, [("PMID:123", "https://pubmed.ncbi.nlm.nih.gov/123/")]),
        ({"eprint": "PMC123456"}, [("PMCID:PMC123456", "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC123456/")]),
        ({"eprint": "20.500.1/12", "eprinttype": "hdl"}, [("hdl:20.500.1/12", "https://hdl.handle.net/20.500.1/12")]),
        ({"eprint": "hdl:20.500.1/12"}, [("hdl:20.500.1/12", "https://hdl.handle.net/20.500.1/12")]),
        ({"eprint": "Ab9", "eprinttype": "googlebooks"}, [("Google Books:Ab9", "https://books.google.com/books?id=Ab9")]),
        ({"eprint": "abc", "eprinttype": "zenodo"}, [("zenodo:abc", "")]),
        ({"eprint": "NIHMS150003"}, [("eprint:NIHMS150003", "")]),
        ({"eprint": "javascript:alert(1)"}, [("eprint:javascript:alert(1)", "")]),
        ({"pmid": "PMID: 123", "doi": "10.1/x"}, [("PMID:123", "https://pubmed.ncbi.nlm.nih.gov/123/"), ("doi:10.1/x", "https://doi.org/10.1/x")]),
        ({"doi": "10.1002/(SICI)1097(1998)17:15<1661::AID>3.0.CO;2-2"}, [("doi:10.1002/(SICI)1097(1998)17:15<1661::AID>3.0.CO;2-2", "https://doi.org/10.1002/(SICI)1097(1998)17:15%3C1661::AID%3E3.0.CO;2-2")]),
        ({"doi": "10.1000/a#b?c%d[1]"}, [("doi:10.1000/a#b?c%d[1]", "https://doi.org/10.1000/a%23b%3Fc%25d%5B1%5D")]),
        ({"eprint": "a/1|2", "eprinttype": "hdl"}, [("hdl:a/1|2", "https://hdl.handle.net/a/1%7C2")]),
        ({"eprint": "https://example.com/{a}"}, [("https://example.com/{a}", "https://example.com/%7Ba%7D")]),
        ({}, []),
    ],
)  # fmt: skip
def test_links(fields: dict[str, str], links: list[tuple[str, str]]) -> None:
    """A number leads to its archive, by the name beside it or its form; of no known archive it is text."""
    assert links_of(fields) == links


@pytest.mark.parametrize(
    ("written", "doi"),
    [
        ("10.1000/182", "10.1000/182"), ("https://doi.org/10.1000/182", "10.1000/182"), ("https://doi.org/10.1000/a%3C1%3E", "10.1000/a<1>"),
        ("10.1000/a%3C1", "10.1000/a%3C1"), ("doi:10.1000/182.", "10.1000/182"),
        ("DOI 10.1000/182", "10.1000/182"), ("http://dx.doi.org/10.1000/182", "10.1000/182"), ("doi.org", None), ("10.1/x", None),
        ("javascript:10.1000/182", None),
    ],
)  # fmt: skip
def test_doi(written: str, doi: str | None) -> None:
    """A DOI may have its address or a prefix before it."""
    assert bare_doi(written) == doi
