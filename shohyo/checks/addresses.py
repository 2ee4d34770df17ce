"""Where links may lead, and from where a page may load something."""

from __future__ import annotations

from ..errors import Code, noun, say
from ..source.safety import RUNNING, Safety, scheme_of
from .reading_roots import Finding

#: kinds of references that are addresses, or may be
ADDRESSES = frozenset({"link", "address", "toctree", "image"})


def check_address(target: str, safety: Safety) -> Finding | None:
    """Say that an address has a scheme that is not allowed, if it has."""
    if safety.allows(target):
        return None
    scheme = scheme_of(target)
    remedy = say("write an address that begins with https://, or a path")
    if scheme not in RUNNING:
        allowing = say('conf.py may allow it with shohyo_schemes = ["{scheme}"]', scheme=scheme)
        remedy = say("{remedy}; {more}", remedy=remedy, more=allowing)
    return (
        Code.ADDRESS,
        say('the address "{name}" has the scheme "{scheme}", which is no link here', name=target, scheme=scheme),
        remedy,
    )


def check_remote(target: str, what: str, safety: Safety) -> Finding | None:
    """Say that a page would load something from another site, if it would.

    Args:
        target: its address.
        what: word for what is loaded, such as ``image``.
    """
    if safety.may_load(target):
        return None
    remedy = say("keep a copy with the site, or name the host in shohyo_remote of conf.py")
    return (
        Code.REMOTE,
        say(
            'the {what} "{name}" comes from another site, which learns who reads the page', what=noun(what), name=target
        ),
        remedy,
    )


def check_meta(attributes: str) -> Finding:
    """Say that a ``<meta>`` element would act as a header of the page."""
    remedy = say("remove it; headers are the matter of the host")
    return (
        Code.ADDRESS,
        say('a <meta> element with http-equiv ("{attributes}") is not written', attributes=attributes),
        remedy,
    )
