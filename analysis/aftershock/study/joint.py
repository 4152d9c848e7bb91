"""Several assets at once: the arrays of the joint tests, laid out event by event on the days assets share."""

from collections import Counter
from collections.abc import Hashable, Sequence
from typing import NamedTuple

import numpy as np

from aftershock.inference import HypothesisTest, joint_wald, pooled_joint_wald
from aftershock.inference.correlation import overlap_shares
from aftershock.study.study_arrays import StudyArrays
from aftershock.typing import BoolArray, FloatArray, IntArray

NOTHING_TO_STANDARDIZE = "no standardized move"


class JointArrays(NamedTuple):
    """What the joint tests are given: one row an event, one column an asset."""

    car: FloatArray
    residuals: FloatArray
    factor: FloatArray
    shares: FloatArray


def joint_test_of(arrays: StudyArrays, events: IntArray, assets: IntArray, *, single: bool) -> HypothesisTest:
    """Test whether any asset reacted to one event, or moved on average over several.

    Parameters
    ----------
    arrays : StudyArrays
        The selected pairs over one window.
    events : ndarray of int, shape (n_pairs,)
        Number of the event of every pair, from 0.
    assets : ndarray of int, shape (n_pairs,)
        Number of the asset of every pair, from 0.
    single : bool
        One event was asked for.

    Returns
    -------
    HypothesisTest
        :func:`joint_wald` for one event, :func:`pooled_joint_wald` for several.
    """
    laid = lay_out(arrays, events, assets)
    fits = arrays.measured.fits
    n_parameters = int((fits.nobs - fits.df).max()) if arrays.n_events else 0
    if single and arrays.n_events:
        return joint_wald(
            laid.car[0],
            laid.residuals[0],
            laid.factor[0],
            n_parameters=n_parameters,
            shares=laid.shares[0],
        )
    return pooled_joint_wald(
        laid.car, laid.residuals, laid.factor, n_parameters=n_parameters, shares=laid.shares
    )


def lay_out(arrays: StudyArrays, events: IntArray, assets: IntArray) -> JointArrays:
    """Lay pairs out by event and asset; estimation days of the assets of an event stand under their common day.

    An asset that an event lacks is NaN throughout. Estimation days that no asset of an event has are not there; NaN
    fill the columns up to the event with the most.
    """
    n_events, n_assets = (int(numbers.max()) + 1 if numbers.size else 0 for numbers in (events, assets))
    parts = [np.flatnonzero(events == at) for at in range(n_events)]
    quiet = [_common_days(arrays.calendar_residuals[part]) for part in parts]
    n_days = max((days.shape[1] for days in quiet), default=0)
    car = np.full((n_events, n_assets), np.nan)
    factor, shares = np.full(car.shape, np.nan), np.zeros((n_events, n_assets, n_assets))
    residuals = np.full((n_events, n_assets, n_days), np.nan)
    variance = (arrays.std_error / np.where(arrays.residual_std > 0, arrays.residual_std, np.nan)) ** 2
    for at, (part, days) in enumerate(zip(parts, quiet, strict=True)):
        car[at, assets[part]] = arrays.car[part]
        factor[at, assets[part]] = variance[part]
        residuals[at, assets[part], : days.shape[1]] = days
        shares[at][np.ix_(assets[part], assets[part])] = overlap_shares(arrays.event_days[part])
    return JointArrays(car, residuals, factor, shares)


def shared_events(arrays: StudyArrays, events: IntArray) -> int:
    """Count the events whose windows share a day with that of another event."""
    clusters = arrays.clusters
    pairs = np.unique(np.column_stack([clusters, events]), axis=0)
    found, counts = np.unique(pairs[:, 0], return_counts=True)
    return int(np.unique(pairs[np.isin(pairs[:, 0], found[counts > 1]), 1]).size)


def left_out_note(
    assets: Sequence[Hashable], outcomes: Sequence[str], counted: BoolArray, *, single: bool
) -> str:
    """Name the assets that are not in a joint test: with their outcome, or how many events they lack.

    Parameters
    ----------
    assets, outcomes : sequence
        Asset and outcome of every pair that was asked for.
    counted : ndarray of bool
        Which of them are in the test.
    single : bool
        One event was asked for.

    Returns
    -------
    str
        Empty where all are in.

    Examples
    --------
    >>> left_out_note(["SPX", "GOLD"], ["used", "no_price"], np.array([True, False]), single=True)
    'left out: GOLD (no_price)'
    """
    there = counted.tolist()
    if single:
        rows = zip(assets, outcomes, there, strict=True)
        told = [f"{asset} ({outcome})" for asset, outcome, present in rows if not present]
    else:
        asked = Counter(assets)
        lost = asked - Counter(asset for asset, present in zip(assets, there, strict=True) if present)
        told = [f"{asset} ({count} of {asked[asset]} events)" for asset, count in lost.items()]
    return f"left out: {', '.join(told)}" if told else ""


def _common_days(residuals: FloatArray) -> FloatArray:
    """Keep the calendar days on which any asset of an event has an abnormal move."""
    return residuals[:, np.isfinite(residuals).any(axis=0)]
