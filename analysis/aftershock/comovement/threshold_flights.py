"""Flights to safety by thresholds: shares fall and bonds rise, both beyond what was usual just before."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from aftershock.comovement.trailing import (
    slot_deviation,
    trailing_correlation,
    trailing_deviation,
    trailing_mean,
)
from aftershock.errors import ComovementError
from aftershock.typing import BoolArray, FloatArray, IntArray

FEWEST_SHORT = 4
"""Rows below which a short-run correlation or deviation means nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class ThresholdFlights:
    """Hold what is known of each row; arrays of shape (n_rows,).

    Parameters
    ----------
    equity, bond : ndarray
        Moves in trailing standard deviations, the bond as a price; NaN where unknown.
    short_correlation : ndarray
        Correlation of both over the rows just before.
    high_volatility : ndarray of bool
        Shares moved more over the rows just before than the longer run allows.
    judged, flights : ndarray of bool
        Rows with both moves and enough before them; those of them that are flights.
    """

    equity: FloatArray
    bond: FloatArray
    short_correlation: FloatArray
    high_volatility: BoolArray
    judged: BoolArray
    flights: BoolArray


@dataclass(frozen=True, slots=True)
class ShareInterval:
    """Hold a share with its interval; ``n_effective`` independent rows would tell as much as those there are."""

    share: float
    low: float
    high: float
    n_rows: int
    n_effective: float


def threshold_flights(
    equity: FloatArray,
    bond: FloatArray,
    slots: IntArray,
    *,
    kappa: float,
    bandwidth: float,
    short_bandwidth: float,
    fewest: int,
    require: tuple[str, ...] = (),
) -> ThresholdFlights:
    r"""Mark the rows on which shares fell and bonds rose beyond kappa trailing deviations.

    Parameters
    ----------
    equity, bond : ndarray of shape (n_rows,)
        Returns, in any unit.
    slots : ndarray of int, shape (n_rows,)
        Time of day of each row.
    kappa : float
        Threshold in standard deviations.
    bandwidth, short_bandwidth : float
        Rows of the long and the short kernel.
    fewest : int
        Rows before which nothing is judged.
    require : tuple of {"negative_correlation", "high_volatility"}
        What must hold as well.

    Returns
    -------
    ThresholdFlights

    Notes
    -----
    :math:`I_t = 1\{r^b_t > \kappa \sigma^b_t\}\, 1\{r^e_t < -\kappa \sigma^e_t\}`, :math:`\sigma_t` from rows before t
    at the same time of day. ``high_volatility``: the short-run deviation of the standardized share moves before t
    exceeds its trailing mean by one of its trailing standard deviations.

    Examples
    --------
    >>> shares, bonds = np.tile([1.0, -1.0], 10), np.tile([-1.0, 1.0], 10)
    >>> shares[19], bonds[19] = -2.0, 2.0
    >>> found = threshold_flights(shares, bonds, np.zeros(20, dtype=np.int64), kappa=1.5, bandwidth=9.0,
    ...                           short_bandwidth=3.0, fewest=5)
    >>> np.flatnonzero(found.flights).tolist(), round(float(found.short_correlation[19]), 3)
    ([19], -1.0)
    """
    moves = np.column_stack([equity, bond])
    both = moves / slot_deviation(moves, slots, bandwidth=bandwidth, fewest=fewest)
    judged: BoolArray = np.asarray(np.isfinite(both).all(axis=1))
    correlation = trailing_correlation(both[:, 0], both[:, 1], bandwidth=short_bandwidth, fewest=FEWEST_SHORT)
    turbulent = _turbulent(both[:, 0], bandwidth=bandwidth, short_bandwidth=short_bandwidth, fewest=fewest)
    flights = judged & (both[:, 0] < -kappa) & (both[:, 1] > kappa)
    if "negative_correlation" in require:
        flights &= correlation < 0
    if "high_volatility" in require:
        flights &= turbulent
    return ThresholdFlights(both[:, 0], both[:, 1], correlation, turbulent, judged, flights)


def corner_rows(found: ThresholdFlights, kappa: float) -> dict[str, BoolArray]:
    """Mark the rows in each corner, both moves beyond the threshold, whatever else is required of a flight.

    Examples
    --------
    >>> one = np.array([-2.0, 2.0])
    >>> none = np.zeros(2, dtype=bool)
    >>> rows = corner_rows(ThresholdFlights(one, -one, one, none, ~none, none), 1.5)
    >>> {name: int(marked.sum()) for name, marked in rows.items()}
    {'risk-off': 1, 'risk-on': 1, 'both down': 0, 'both up': 0}
    """
    down, up = found.equity < -kappa, found.equity > kappa
    bond_down, bond_up = found.bond < -kappa, found.bond > kappa
    return {
        "risk-off": down & bond_up,
        "risk-on": up & bond_down,
        "both down": down & bond_down,
        "both up": up & bond_up,
    }


def count_spells(rows: IntArray, *, apart: int) -> int:
    """Count runs of rows that follow one another by at most so many rows.

    Examples
    --------
    >>> count_spells(np.array([3, 5, 40]), apart=5)
    2
    """
    return 0 if not rows.size else 1 + int((np.diff(rows) > apart).sum())


def share_interval(marked: BoolArray, *, alpha: float) -> ShareInterval:
    r"""Compute the share of rows that are marked, with an interval that allows for their coming in clusters.

    Parameters
    ----------
    marked : ndarray of bool, shape (n_rows,)
        In time order.
    alpha : float
        One minus the coverage.

    Returns
    -------
    ShareInterval
        NaN without rows.

    Notes
    -----
    Wilson's interval for :math:`n / d` rows, :math:`d = \max(1, \lambda / (p (1 - p)))`, :math:`\lambda` the
    long-run variance with Bartlett weights up to lag :math:`n^{1/3}`.

    Examples
    --------
    >>> found = share_interval(np.arange(100) % 10 == 0, alpha=0.10)
    >>> round(found.share, 2), round(found.low, 3), round(found.high, 3)
    (0.1, 0.061, 0.16)
    """
    n_rows = marked.size
    if not n_rows:
        return ShareInterval(math.nan, math.nan, math.nan, 0, math.nan)
    share = float(marked.mean())
    effective = n_rows / _design_effect(marked.astype(np.float64))
    low, high = wilson_limits(share, effective, alpha=alpha)
    return ShareInterval(share, low, high, n_rows, effective)


def wilson_limits(share: float, n_values: float, *, alpha: float) -> tuple[float, float]:
    """Compute Wilson's interval of a share of independent values.

    References
    ----------
    Wilson (1927), Journal of the American Statistical Association 22, 209-212.

    Examples
    --------
    >>> [round(limit, 3) for limit in wilson_limits(0.5, 10, alpha=0.10)]
    [0.269, 0.731]
    """
    quantile = -float(ndtri(alpha / 2))
    ratio = quantile**2 / n_values
    middle = (share + ratio / 2) / (1 + ratio)
    half = math.sqrt(ratio * (share * (1 - share) + ratio / 4)) / (1 + ratio)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def price_returns(yield_changes: FloatArray, *, duration: float) -> FloatArray:
    r"""Turn changes of a yield into returns of the bond, the inverse of ``yield_change``.

    Parameters
    ----------
    yield_changes : ndarray, any shape
        In basis points.
    duration : float
        In years, above zero.

    Returns
    -------
    ndarray of the same shape
        :math:`-D\,\Delta y / 10^4`. NaN stays NaN. Convexity and carry are left out.

    Raises
    ------
    ComovementError
        If the duration is not above zero.

    Examples
    --------
    >>> price_returns(np.array([-10.0]), duration=8.0).tolist()
    [0.008]
    """
    if not duration > 0:
        raise ComovementError(
            f"duration is {duration}; give years above 0, e.g. 8 for a 10-year note.", duration=duration
        )
    return np.asarray(-duration * yield_changes / 1e4 + 0.0)


def _turbulent(moves: FloatArray, *, bandwidth: float, short_bandwidth: float, fewest: int) -> BoolArray:
    """Mark the rows before which moves were larger than the longer run allows."""
    recent = trailing_deviation(moves, bandwidth=short_bandwidth, fewest=FEWEST_SHORT)
    mean = trailing_mean(recent, bandwidth=bandwidth, fewest=fewest)
    square = trailing_mean(recent**2, bandwidth=bandwidth, fewest=fewest)
    return np.asarray(recent > mean + np.sqrt(np.maximum(square - mean**2, 0.0)))


def _design_effect(marked: FloatArray) -> float:
    """Compare the long-run variance with that of independent rows; at least one."""
    deviations = marked - marked.mean()
    variance = float(deviations @ deviations)
    if not variance > 0:
        return 1.0
    n_lags = min(int(marked.size ** (1 / 3)), marked.size - 1)
    total = variance
    for lag in range(1, n_lags + 1):
        total += 2 * (1 - lag / (n_lags + 1)) * float(deviations[lag:] @ deviations[:-lag])
    return max(1.0, total / variance)
