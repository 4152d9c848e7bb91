"""Rows of moves in time: sessions, or bars that repeat the same times of day."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from aftershock.typing import IntArray


def time_slots(rows: pd.Index[Any], zone: str) -> IntArray:
    """Tell the time of day of each row, so that bars are compared with bars of the same hour.

    Parameters
    ----------
    rows : pandas.Index of length n_rows
        Sessions, labels, or instants with a zone.
    zone : str
        Zone of the clock that counts for instants.

    Returns
    -------
    ndarray of int, shape (n_rows,)
        Seconds after midnight for instants, zero for everything else.

    Examples
    --------
    >>> times = pd.DatetimeIndex(["2022-02-17 14:30", "2022-07-18 13:30"], tz="UTC")
    >>> time_slots(times, "America/New_York").tolist(), time_slots(pd.Index([1, 2]), "UTC").tolist()
    ([34200, 34200], [0, 0])
    """
    if not isinstance(rows, pd.DatetimeIndex) or rows.tz is None:
        return np.zeros(len(rows), dtype=np.int64)
    local = rows.tz_convert(zone)
    seconds = local.hour * 3600 + local.minute * 60 + local.second
    return np.asarray(seconds, dtype=np.int64)
