"""Moves that overlap: how many sessions each spans, and how many rows must be taken as one for it."""

import re

OVERLAPPING = re.compile(r"(\d+)-session overlapping")
SHORTEST_BLOCK = 10


def sessions_of_move(method: str) -> int:
    """Read how many sessions a move spans from the method of a frame of moves.

    Examples
    --------
    >>> sessions_of_move("2-session overlapping"), sessions_of_move("session")
    (2, 1)
    """
    found = OVERLAPPING.search(method)
    return int(found[1]) if found else 1


def rows_as_one(span: int) -> int:
    """Choose how many rows are taken as one: one where moves do not overlap, else five times what they span.

    Examples
    --------
    >>> rows_as_one(1), rows_as_one(2), rows_as_one(5)
    (1, 10, 25)
    """
    return 1 if span == 1 else max(SHORTEST_BLOCK, 5 * span)
