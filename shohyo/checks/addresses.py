"""Where links may lead, and from where a page may load something."""

from __future__ import annotations

from ..errors import Code
from ..source.safety import RUNNING, Safety, scheme_of
from .reading_roots import Finding

#: kinds of references that are addresses, or may be
ADDRESSES = frozenset({"link", "address", "toctree", "image"})


def check_address(target: str, safety: Safety) -> Finding | None:
    """Say that an address has a scheme that is not allowed, if it has."""
    if safety.allows(target):
        return None
    scheme = scheme_of(target)
    remedy = "write an address that begins with https://, or a path"
    if scheme not in RUNNING:
        remedy += f'; conf.py may allow it with shohyo_schemes = ["{scheme}"]'
    return Code.ADDRESS, f'the address "{target}" has the scheme "{scheme}", which is no link here', remedy


def check_remote(target: str, what: str, safety: Safety) -> Finding | None:
    """Say that a page would load something from another site, if it would.

    Args:
        target: its address.
        what: word for what is loaded, such as ``image``.
    """
    if safety.may_load(target):
        return None
    remedy = "keep a copy with the site, or name the host in shohyo_remote of conf.py"
    return Code.REMOTE, f'the {what} "{target}" comes from another site, which learns who reads the page', remedy


def check_meta(attributes: str) -> Finding:
    """Say that a ``<meta>`` element would act as a header of the page."""
    remedy = "remove it; headers are the matter of the host"
    return Code.ADDRESS, f'a <meta> element with http-equiv ("{attributes}") is not written', remedy
