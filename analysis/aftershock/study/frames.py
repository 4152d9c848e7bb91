"""The frames that results hand out: labelled copies in the order of the events frame."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import pandas as pd
from scipy.special import stdtr, stdtrit

from aftershock.study.measured import (
    Measured,
    cumulate_pairs,
    estimation_residuals,
    window_expected,
    window_factors,
    window_moves,
)
from aftershock.study.ranks import quiet_ranks
from aftershock.study.sums import CumulativeMoves, forecast_factors_of, standardize
from aftershock.study.windows import Window
from aftershock.typing import FloatArray, IntArray

Table = TypeVar("Table", "pd.Series[float]", pd.DataFrame)

CHUNK = 20_000
"""Pairs whose estimation windows are laid out together, so that many pairs do not fill the memory."""

DAY_COLUMNS = (
    "event_id",
    "asset",
    "day",
    "session",
    "move",
    "expected",
    "abnormal",
    "forecast_factor",
    "std_error",
    "standardized",
    "unit",
)
NUMBERS = (
    "n_days",
    "move",
    "estimate",
    "std_error",
    "statistic",
    "df",
    "pvalue",
    "sample_quantile_pvalue",
    "rank",
    "n_estimation",
    "n_masked",
)
FIT_NUMBERS = ("residual_std", "r_squared", "n_estimation", "df", "n_masked")
COUNTS = ("n_days", "rank", "n_estimation", "n_masked")
CAR_COLUMNS = ("event_id", "asset", "session", "start", "end", *NUMBERS, "unit", "outcome")


def day_frame(measured: Measured, events: pd.DataFrame, units: "pd.Series[str]") -> pd.DataFrame:
    """Lay measured pairs out day by day.

    Parameters
    ----------
    measured : Measured
        The pairs.
    events : DataFrame
        Checked events.
    units : Series of str
        Unit of every row of ``events``.

    Returns
    -------
    DataFrame
        One row per pair and day, in the order of ``events``.
    """
    if not measured.n_pairs:
        return pd.DataFrame(columns=list(DAY_COLUMNS))
    window, fits = measured.window, measured.fits
    order = np.argsort(measured.places.positions)
    x = window_factors(measured, window)
    factors = forecast_factors_of(fits, x)
    numbers = {
        "move": window_moves(measured, window),
        "expected": window_expected(measured),
        "abnormal": fits.abnormal,
        "forecast_factor": factors,
        "std_error": fits.residual_std[:, None] * np.sqrt(factors),
        "standardized": standardize(fits, x),
    }
    positions = np.repeat(measured.places.positions[order], window.length)
    rows = (order[:, None] * window.length + np.arange(window.length)).ravel()
    frame = events[["event_id", "asset"]].iloc[positions].reset_index(drop=True)
    frame["day"] = np.tile(np.arange(window.start, window.end + 1), order.size)
    frame["session"] = session_labels(measured, window).take(rows)
    for name, values in numbers.items():
        frame[name] = values.ravel()[rows]
    frame["unit"] = units.iloc[positions].to_numpy()
    return frame


def fit_frame(
    measured: Measured, events: pd.DataFrame, units: "pd.Series[str]", factors: Sequence[str]
) -> pd.DataFrame:
    """Lay out what the models learned, one row per measured pair, in the order of ``events``.

    Coefficients are called alpha and beta, or ``beta_`` and the factor where there are several; those of a model with
    others are numbered.
    """
    order = np.argsort(measured.places.positions)
    positions, fits = measured.places.positions[order], measured.fits
    frame = events[["event_id", "asset", "session"]].iloc[positions].reset_index(drop=True)
    frame["estimation_start"], frame["estimation_end"] = measured.places.estimation[order].T
    for name, values in zip(
        coefficient_names(fits.coefficients.shape[1], factors), fits.coefficients.T, strict=True
    ):
        frame[name] = values[order]
    numbers = (fits.residual_std, fits.r_squared, fits.nobs, fits.df, fits.masked)
    for name, values in zip(FIT_NUMBERS, numbers, strict=True):
        frame[name] = values[order]
    frame["unit"] = units.iloc[positions].to_numpy()
    return frame


def coefficient_names(n_coefficients: int, factors: Sequence[str]) -> list[str]:
    """Name coefficients by their factors.

    Examples
    --------
    >>> coefficient_names(3, ["SPX", "WTI"]), coefficient_names(2, ["SPX"]), coefficient_names(2, [])
    (['alpha', 'beta_SPX', 'beta_WTI'], ['alpha', 'beta'], ['coefficient_1', 'coefficient_2'])
    """
    if n_coefficients != 1 + len(factors):
        return [f"coefficient_{at + 1}" for at in range(n_coefficients)]
    return ["alpha", *(["beta"] if len(factors) == 1 else [f"beta_{name}" for name in factors])]


def session_labels(measured: Measured, window: Window) -> pd.Index:
    """Name the sessions around the measured pairs, pair by pair and day by day; missing beyond the data."""
    parts = []
    for panel, pairs in measured.places.by_panel():
        rows = (measured.places.rows[pairs, None] + np.arange(window.start, window.end + 1)).ravel()
        inside = (rows >= 0) & (rows < len(panel.rows))
        parts.append(panel.rows.take(np.clip(rows, 0, len(panel.rows) - 1)).where(inside))
    return parts[0].append(parts[1:])


def car_frame(
    measured: Measured,
    window: Window,
    events: pd.DataFrame,
    units: "pd.Series[str]",
    outcomes: "pd.Series[str]",
) -> pd.DataFrame:
    """Lay every row of the events frame out with its numbers over a window, NaN where it was not measured.

    Parameters
    ----------
    measured : Measured
        The measured pairs.
    window : Window
        Sessions to sum over.
    events : DataFrame
        Checked events.
    units, outcomes : Series of str
        Unit and outcome of every row of ``events``.

    Returns
    -------
    DataFrame
        One row per row of ``events``.
    """
    frame = events[["event_id", "asset", "session"]].copy()
    frame["start"], frame["end"] = window.start, window.end
    positions, complete = measured.places.positions, measured.n_pairs == len(events)
    for name, values in car_numbers(measured, window).items():
        column = np.full(len(events), np.nan)
        column[positions] = values
        whole = name in COUNTS and complete and bool(np.isfinite(column).all())
        frame[name] = column.astype(np.int64) if whole else column
    return frame.assign(unit=units.to_numpy(), outcome=outcomes.to_numpy())[list(CAR_COLUMNS)]


def car_numbers(measured: Measured, window: Window) -> dict[str, FloatArray]:
    """Compute the numbers of measured pairs over a window, some pairs at a time."""
    parts = [
        _car_numbers(measured.take(np.arange(first, min(first + CHUNK, measured.n_pairs))), window)
        for first in range(0, measured.n_pairs, CHUNK)
    ]
    none = np.empty(0)
    return {name: np.concatenate([none, *(part[name] for part in parts)]) for name in NUMBERS}


def _car_numbers(measured: Measured, window: Window) -> dict[str, FloatArray]:
    """Compute the numbers of some measured pairs."""
    sums, df = cumulate_pairs(measured, window), measured.fits.df.astype(np.float64)
    ranks = quiet_ranks(sums.car, sums.n_days, estimation_residuals(measured))
    tested = np.isfinite(sums.scar) & (df > 0)
    values = (
        sums.n_days,
        sums.move,
        sums.car,
        sums.std_error,
        np.where(tested, sums.scar, np.nan),
        np.where(tested, df, np.nan),
        np.where(tested, 2 * stdtr(df, -np.abs(sums.scar)), np.nan),
        ranks.pvalue,
        ranks.rank,
        ranks.n_quiet,
        measured.fits.masked,
    )
    return dict(zip(NUMBERS, values, strict=True))


def interval(sums: CumulativeMoves, df: IntArray, alpha: float) -> tuple[FloatArray, FloatArray]:
    """Compute the two-sided t intervals of cumulative abnormal moves; NaN without residual variance."""
    tested = np.isfinite(sums.scar) & (df > 0)
    half = np.where(tested, -stdtrit(df.astype(np.float64), alpha / 2) * sums.std_error, np.nan)
    return sums.car - half, sums.car + half


def label_windows(tables: Sequence[Table], windows: Sequence[Window]) -> Table:
    """Hand out the one table, or all of them under the name of their window."""
    if len(tables) == 1:
        return tables[0]
    return pd.concat(tables, keys=[str(one) for one in windows], names=["window"])
