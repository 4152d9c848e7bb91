"""Factors of a user's file, such as those of Fama and French, as columns of a moves frame."""

import warnings
from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd

from aftershock.errors import EstimationError, MissingFactorWarning
from aftershock.study.edge import listed

USUAL_MOVE = (1e-4, 0.05)
"""Bounds of the median size of daily returns; a factor a hundred times too large or too small is beyond them."""

MISSING_MARKS = (-99.99, -999.0)
"""Values that stand for missing in the data library of Kenneth French, before any scale."""


def join_factors(moves: pd.DataFrame, factors: pd.DataFrame, *, scale: float) -> pd.DataFrame:
    """Add daily factor returns of a file to a moves frame, session by session.

    Use it before ``FactorModel(["Mkt-RF", "SMB", "HML"])``: what the moves frame says of calendars and units is kept.

    Parameters
    ----------
    moves : DataFrame of shape (n_sessions, n_assets)
        Such as ``prices.moves()``.
    factors : DataFrame of shape (n_days, n_factors)
        Simple returns by day, ``pd.read_csv(path, index_col=0)``: dates, or whole numbers such as 20220218. -99.99 and
        -999 are missing, as in the files of Kenneth French.
    scale : float
        What a factor is multiplied by to become a share of one: 0.01 for per cent, 1 for decimals.

    Returns
    -------
    DataFrame of shape (n_sessions, n_assets + n_factors)
        With the sessions of ``moves``; NaN where the file has no value, never filled. ``attrs["factors"]`` counts
        ``missing``, by factor the sessions without a value, and ``unused``, the days of the file between the first
        and the last session that are none.

    Raises
    ------
    EstimationError
        If a factor has the name of an asset or is no number, days repeat or cannot be read, no day is a session, or
        the returns so scaled are a hundred times too large or too small for a day.

    Warns
    -----
    MissingFactorWarning
        If sessions have no factor; they can be part of no estimation and no event window.

    Notes
    -----
    An intercept takes up the riskless rate, so that moves need not be made excess returns. The factors are simple
    returns beside log returns: of a move of 1 % they differ by 0.005 %.

    Examples
    --------
    >>> days = pd.to_datetime(["2022-02-16", "2022-02-17", "2022-02-18"])
    >>> moves = pd.DataFrame({"SPX": [0.001, -0.021, -0.007]}, index=days)
    >>> file = pd.DataFrame({"SMB": [0.31, -0.86, 0.09]}, index=[20220216, 20220217, 20220218])
    >>> join_factors(moves, file, scale=0.01)["SMB"].tolist()
    [0.0031, -0.0086, 0.0009]
    """
    taken = [name for name in factors.columns if name in moves.columns]
    if taken:
        raise EstimationError(
            f"factors and moves both have a column {listed(taken)}; rename one.", repeated=taken
        )
    dated = _read_days(factors, moves.index)
    values = _read_values(dated) * scale
    placed = values.reindex(moves.index)
    if not placed.notna().any(axis=None):
        raise EstimationError(
            f"no day of factors ({dated.index.min()} to {dated.index.max()}) is a session of moves "
            f"({moves.index[0]} to {moves.index[-1]}); both need the same labels, best naive midnights."
        )
    _check_scale(values, scale)
    inside = dated.index[(dated.index >= moves.index[0]) & (dated.index <= moves.index[-1])]
    missing = {name: int(count) for name, count in placed.isna().sum().items()}
    _announce(missing, len(moves))
    joined = pd.concat([moves, placed], axis="columns", sort=False)
    unused = int((~inside.isin(moves.index)).sum())
    joined.attrs = _attrs(moves, placed.columns) | {"factors": {"missing": missing, "unused": unused}}
    return joined


def _read_days(factors: pd.DataFrame, sessions: pd.Index) -> pd.DataFrame:
    """Read the days of a file as labels of the moves index; refuse those that repeat."""
    days: pd.Index = factors.index
    if isinstance(sessions, pd.DatetimeIndex) and not isinstance(days, pd.DatetimeIndex):
        written = [str(day).strip() for day in days]
        form = "%Y%m%d" if written and written[-1].isdigit() else "ISO8601"
        try:
            days = pd.DatetimeIndex(pd.to_datetime(written, format=form))
        except (TypeError, ValueError) as error:
            raise EstimationError(
                "the index of factors holds what is no day; write 2022-02-18 or 20220218 throughout, drop headings "
                "and notes of the file, and read it with index_col=0."
            ) from error
    if not days.is_unique:
        repeated = [*days[days.duplicated()].unique()]
        raise EstimationError(f"factors have {listed(repeated[:3])} more than once; keep one row a day.")
    return factors.set_axis(days, axis="index")


def _read_values(factors: pd.DataFrame) -> pd.DataFrame:
    """Read numbers, with the marks of missing values as NaN."""
    for name in factors.columns:
        if not pd.api.types.is_numeric_dtype(factors[name]):
            raise EstimationError(f"factor {name} holds text; give numbers.", column=name)
    values = factors.astype(np.float64)
    return values.mask(values.isin(MISSING_MARKS))


def _check_scale(values: pd.DataFrame, scale: float) -> None:
    """Refuse per cent taken for decimals and decimals taken for per cent."""
    sizes = values.abs().median()
    low, high = USUAL_MOVE
    usual = float(sizes.max())
    if low <= usual <= high:
        return
    raise EstimationError(
        f"with scale={scale:g} the factor {sizes.idxmax()} moves by {usual:.2g} on a usual day, where returns move by "
        f"{low:g} to {high:g}; scale=0.01 is for per cent, scale=1 for decimals.",
        scale=scale,
    )


def _announce(missing: dict[Hashable, int], n_sessions: int) -> None:
    """Say how many sessions have no factor."""
    short = [f"{name} {count}" for name, count in missing.items() if count]
    if short:
        warnings.warn(
            f"of {n_sessions} sessions some have no factor ({', '.join(short)}); they are missing, not zero, and no "
            "abnormal move can be computed there.",
            MissingFactorWarning,
            stacklevel=3,
        )


def _attrs(moves: pd.DataFrame, names: pd.Index) -> dict[Hashable | None, Any]:
    """Keep what the moves say of themselves, and say that factors are simple returns."""
    told = {"unit": dict.fromkeys(names, "%"), "move": dict.fromkeys(names, "simple")}
    return {**moves.attrs, **{key: {**moves.attrs.get(key, {}), **value} for key, value in told.items()}}
