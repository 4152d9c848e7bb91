"""Instants as users give them to the store: aware, or refused."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd

from aftershock.errors import PriceError


def as_instant(name: str, value: str | datetime) -> np.datetime64:
    """Read an instant.

    Parameters
    ----------
    name : str
        The parameter, for the error.
    value : str or datetime
        An aware time, or ISO with an offset.

    Returns
    -------
    numpy.datetime64
        The instant in UTC, in nanoseconds.

    Raises
    ------
    PriceError
        If it is naive or no time at all.

    Examples
    --------
    >>> as_instant("as_of", "2022-02-17T10:00-05:00")
    np.datetime64('2022-02-17T15:00:00.000000000')
    >>> as_instant("as_of", "2022-02-17")
    Traceback (most recent call last):
    aftershock.errors.PriceError: as_of is '2022-02-17', which has no zone; write an instant with its offset, \
as 2022-02-17T21:00:00Z.
    """
    instant = _read(value)
    if instant is None or instant.tz is None:
        fault = "which is no time" if instant is None else "which has no zone"
        raise PriceError(
            f"{name} is {str(value)!r}, {fault}; write an instant with its offset, as 2022-02-17T21:00:00Z.",
            parameter=name,
            value=str(value),
        )
    return np.datetime64(instant.tz_convert("UTC").tz_localize(None).as_unit("ns").to_datetime64())


def iso(instant: np.datetime64) -> str:
    """Print an instant in UTC, with as many digits as it needs.

    Examples
    --------
    >>> iso(np.datetime64("2022-02-17T15:00:00.000000000"))
    '2022-02-17T15:00:00Z'
    """
    return f"{pd.Timestamp(instant).isoformat()}Z"


def _read(value: str | datetime) -> pd.Timestamp | None:
    """Read a time, naive or aware; None if it is none."""
    try:
        found = pd.to_datetime(value, format="ISO8601") if isinstance(value, str) else pd.Timestamp(value)
    except (ValueError, TypeError):
        return None
    return None if pd.isna(found) else found
