"""What a page may set of MyST."""

from __future__ import annotations

from myst_parser.config.main import MdParserConfig

from shohyo.checks.settings import ALLOWED, POWERFUL, admit
from shohyo.source.safety import Safety

#: what MyST knows, and a page may not set
REFUSED = {
    "all_links_external", "url_schemes", "ref_domains", "heading_slug_func", "sub_delimiters", "update_mathjax",
    "mathjax_classes", "suppress_warnings", "inventories",
}  # fmt: skip


def test_every_setting_is_decided() -> None:
    """A setting that MyST adds is neither allowed nor refused until somebody has looked at it."""
    assert set(MdParserConfig().as_dict()) == ALLOWED | REFUSED
    assert frozenset() == ALLOWED & REFUSED


def test_extensions() -> None:
    """A page switches on what changes how text reads; what is more, it has where conf.py has it."""
    wanted = ["deflist", *sorted(POWERFUL)]
    plain, refused = admit({"enable_extensions": wanted}, MdParserConfig(), Safety())
    assert plain == {"enable_extensions": ["deflist"]}
    assert len(refused) == len(POWERFUL)
    powerful = MdParserConfig(enable_extensions=sorted(POWERFUL))
    assert admit({"enable_extensions": wanted}, powerful, Safety()) == ({"enable_extensions": wanted}, [])
    assert admit({"url_schemes": ["x"]}, MdParserConfig(), Safety(is_on=False)) == ({"url_schemes": ["x"]}, [])


def test_odd_values() -> None:
    """Values that are of no use go to MyST, which says so; keys that are no texts are refused."""
    odd = {"enable_extensions": {"a": 1}, "html_meta": ["http-equiv=x"], "heading_anchors": "x"}
    assert admit(odd, MdParserConfig(), Safety()) == (odd, [])
    assert admit({1: 2}, MdParserConfig(), Safety())[0] == {}
    assert admit({"enable_extensions": [["substitution"], 3]}, MdParserConfig(), Safety())[1] == []
