"""What each field of an entry is for: where it is printed, or that it is not; and the names that fields have besides.

The fields are those of biblatex's manual (2.2), of BibTeX and of what reference managers add.  The manual's table is
made of this one, and a test prints an entry with each field.
"""

from __future__ import annotations

from dataclasses import dataclass

#: field → the one that means the same; where both stand, the latter counts
ALIASES = {
    "journaltitle": "journal", "location": "address", "school": "institution", "archiveprefix": "eprinttype",
    "primaryclass": "eprintclass", "annote": "annotation", "articleno": "eid", "hyphenation": "langid",
    "pmc": "pmcid", "pubmed": "pmid",
}  # fmt: skip


@dataclass(frozen=True)
class Use:
    """What becomes of some fields."""

    fields: tuple[str, ...]
    place: str  #: where they are printed, or what else they do
    printed: bool = True  #: in the list of works, in both languages


#: in the order of a printed entry, then what is not printed
USES = (
    Use(("author",), "at the beginning; gives the label and the place in the order"),
    Use(("editor", "editortype"), "at the beginning if there is no author, else behind the title, with what they did"),
    Use(("title", "subtitle"), "behind the names; the title gives the label if there are none"),
    Use(("titleaddon",), "behind the title"),
    Use(("maintitle", "mainsubtitle", "maintitleaddon"), "before the title of a volume"),
    Use(("volume", "part"), "behind the title of all volumes, the series or the journal"),
    Use(
        ("translator", "annotator", "commentator", "introduction", "foreword", "afterword"),
        "behind the title, with what they did",
    ),
    Use(("editora", "editoratype"), "behind the title, with what they did; so `editorb` and `editorc`"),
    Use(("editorb", "editorbtype", "editorc", "editorctype"), "likewise"),
    Use(("holder",), "behind the title of a patent"),
    Use(("bookauthor",), "before the title of the book, if not the author of the part"),
    Use(("booktitle", "booksubtitle", "booktitleaddon"), "behind the title of a part"),
    Use(("eventtitle", "eventtitleaddon", "venue", "eventdate"), "in brackets behind the title of the book"),
    Use(("journaltitle", "journal", "journalsubtitle", "journaltitleaddon"), "behind the title of an article"),
    Use(("issuetitle", "issuesubtitle", "issuetitleaddon"), "behind the number of the journal"),
    Use(("series", "number"), "behind the title of a book; the number also with a journal, a report or a patent"),
    Use(("issue",), "before the date of a journal"),
    Use(("eid", "articleno"), "with the pages of an article"),
    Use(("type",), "thesis, report, patent and the like: as it is written, or in words if it is a key of biblatex"),
    Use(("version",), "of programs, manuals and data"),
    Use(("institution", "school", "organization", "howpublished"), "before the publisher"),
    Use(("publisher", "location", "address"), "behind the title"),
    Use(("edition",), "behind the publisher, as a number or in words"),
    Use(("date", "year", "month", "day"), "behind the publisher; Japanese books show the year alone"),
    Use(("chapter", "pages"), "behind the title of the book or the number of the journal"),
    Use(("pagetotal", "volumes"), "of books"),
    Use(("pubstate",), "behind the date, in words if it is a key of biblatex"),
    Use(("note", "addendum"), "at the end"),
    Use(("url", "urldate"), "at the end, as a link; if it is the DOI once"),
    Use(("doi",), "at the end, as a link"),
    Use(
        ("eprint", "eprinttype", "archiveprefix", "eprintclass", "primaryclass", "pmid", "pubmed", "pmcid", "pmc"),
        "at the end, as a link to arXiv, JSTOR, PubMed, PubMed Central, Handle, HAL or Google Books; "
        "of other archives the number",
    ),
    Use(("isbn",), "in Japanese entries, and on the card of a book", printed=False),
    Use(("langid", "language", "hyphenation"), "decides between the Japanese form and the English one", printed=False),
    Use(("yomi", "sortname", "key"), "give the place in the order", printed=False),
    Use(("shorthand",), "replaces the label", printed=False),
    Use(("shortauthor", "shorteditor", "label"), "give the label", printed=False),
    Use(("crossref", "xdata"), "name the entries whose fields count for this one, too", printed=False),
    Use(("entryset", "xref", "related"), "name other entries, which must be there", printed=False),
    Use(
        (
            "origdate", "origlanguage", "origlocation", "origpublisher", "origtitle", "reprinttitle", "nameaddon",
            "authortype", "entrysubtype", "library", "isan", "ismn", "isrn", "issn", "iswc", "pagination",
            "bookpagination",
        ),
        "no place in the form", printed=False,
    ),
    Use(
        (
            "shorttitle", "shortjournal", "shortseries", "shorthandintro", "indextitle", "indexsorttitle", "sorttitle",
            "sortkey", "sortshorthand", "sortyear", "presort", "options", "execute", "gender", "ids", "langidopts",
            "relatedoptions", "relatedstring", "relatedtype",
        ),
        "for biblatex's own lists and settings", printed=False,
    ),
    Use(
        (
            "abstract", "annotation", "annote", "file", "keywords", "pdf", "comment", "groups", "owner", "timestamp",
            "creationdate", "modificationdate", "date-added", "date-modified", "mendeley-groups", "mendeley-tags",
            "numpages", "issue_date", "rights", "copyright", "lccn",
        ),
        "for the one who reads the work", printed=False,
    ),
)  # fmt: skip
