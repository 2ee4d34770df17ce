"""What ``shohyo live`` and its builds say to each other.

A build is asked for by letters and answers with lines of JSON: ``process`` has its number, ``site`` the files that it
read, ``status`` how it went; ``ended`` comes when its process is gone.
"""

from __future__ import annotations

from typing import Any, Protocol

#: lets a process be forked, which gets ready; lets it build
FORK, GO = b"f", b"g"
#: exit status of a build whose process had read what has changed since: another one is to build
STALE = 75


class Turn(Protocol):
    """The side of a build."""

    def wait(self) -> bool:
        """Return when the build is wanted: False if this process is of no use for it."""

    def tell(self, **what: Any) -> None:
        """Tell something that JSON can say."""
