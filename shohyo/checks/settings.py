"""Which settings of MyST a page may have of its own: those that change how text reads, and none that let more in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ..errors import Code, Diagnostic, suggestion
from ..fields.positioned import KeyPath, place_of
from ..source.frontmatter import FrontMatter
from ..source.safety import Safety

if TYPE_CHECKING:
    from myst_parser.config.main import MdParserConfig

ALLOWED = frozenset(
    ["commonmark_only", "gfm_only", "disable_syntax", "enable_extensions", "number_code_blocks", "title_to_header",
     "heading_anchors", "heading_anchors_html_ids", "html_meta", "footnote_sort", "footnote_transition",
     "fence_as_directive", "highlight_code_blocks", "words_per_minute", "linkify_fuzzy_links", "dmath_allow_labels",
     "dmath_allow_space", "dmath_allow_digits", "dmath_double_inline", "enable_checkboxes", "substitutions",
     "strikethrough_single_tilde", "colon_fence_exact_match", "links_external_new_tab"]
)  # fmt: skip
#: extensions by which text is evaluated, or HTML becomes more than text
POWERFUL = set({"substitution", "html_image", "html_admonition"})
REMEDY = "set it in conf.py, for all pages, or remove it"

#: key of the front matter, problem and remedy
Refusal = tuple[KeyPath, str, str]


def admit(myst: Mapping[str, Any], dialect: MdParserConfig, safety: Safety) -> tuple[dict[str, Any], list[Refusal]]:
    """Return what a page may set, and what of it is refused.

    Args:
        myst: what stands under ``myst``.
        dialect: what conf.py has.
    """
    if not safety.is_on:
        return dict(myst), []
    admitted: dict[str, Any] = {}
    refused: list[Refusal] = []
    for name, value in myst.items():
        if name not in ALLOWED:
            problem = f'myst: "{name}" cannot be set by a page'
            refused.append((("myst", str(name)), problem, suggestion(str(name), ALLOWED) or REMEDY))
        elif name == "substitutions" and "substitution" not in dialect.enable_extensions:
            remedy = 'add "substitution" to myst_enable_extensions in conf.py, or remove them'
            refused.append((("myst", name), "myst: conf.py has not switched substitutions on", remedy))
        elif name == "enable_extensions" and isinstance(value, (list, tuple, set)):
            admitted[name] = [item for item in value if str(item) not in POWERFUL - dialect.enable_extensions]
            for item in value:
                if item not in admitted[name]:
                    problem = f'myst: a page cannot switch on "{item}", which conf.py has not'
                    refused.append((("myst", name), problem, "add it to myst_enable_extensions in conf.py"))
        elif name == "html_meta" and isinstance(value, Mapping):
            admitted[name] = {key: text for key, text in value.items() if not _is_header(key)}
            refused += _of_meta(("myst", "html_meta"), value)
        else:
            admitted[name] = value
    return admitted, refused


def admit_page(front: FrontMatter, dialect: MdParserConfig, safety: Safety) -> None:
    """Take out of a front matter what its page may not set; what is refused becomes a finding there."""
    if not safety.is_on:
        return
    refused: list[Refusal] = []
    if isinstance(myst := front.file_wide.get("myst"), dict):
        front.file_wide["myst"], refused = admit(myst, dialect, safety)
    if isinstance(meta := front.file_wide.get("html_meta"), dict):
        front.file_wide["html_meta"] = {key: text for key, text in meta.items() if not _is_header(key)}
        refused += _of_meta(("html_meta",), meta)
    for path, problem, remedy in refused:
        place = front.places.get(path)
        line, column = (place.line, place.column) if place else place_of(front.places, path)
        front.diagnostics.append(Diagnostic(front.path, line, column, Code.FRONT_MATTER, problem, remedy))
    if refused:
        front.diagnostics.sort()


def _is_header(name: Any) -> bool:
    return "http-equiv" in str(name).lower()


def _of_meta(path: KeyPath, meta: Iterable[Any]) -> list[Refusal]:
    return [
        ((*path, str(name)), f'html_meta: "{name}" is not written', "remove it; headers are the matter of the host")
        for name in meta
        if _is_header(name)
    ]
