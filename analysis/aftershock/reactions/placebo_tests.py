"""Tests of several headlines and assets from placebos drawn together."""

from typing import cast

import numpy as np

from aftershock.errors import EstimationError
from aftershock.inference import HypothesisTest, romano_wolf
from aftershock.inference.records import undefined
from aftershock.inference.resampling import share_as_extreme
from aftershock.reactions.placebo_draws import PlaceboDraws
from aftershock.typing import FloatArray, PlaceboStatistic

NULL = "the headlines came at times like any other of their days"
UNIT = "share of the day's placebos that are smaller"
SINGLE = 1e-6
"""Draws are kept in single precision: this close to the observed statistic, relative to its size, they equal it."""


def mean_rank_test(draws: PlaceboDraws, *, asset: int = 0) -> HypothesisTest:
    """Test whether the headlines of one asset moved it more than placebos of their own days.

    Use it for the size of the moves of several headlines, whatever their direction, after bursts are one episode.

    Parameters
    ----------
    draws : PlaceboDraws
        Of ranks.
    asset : int
        Position of the asset.

    Returns
    -------
    HypothesisTest
        ``statistic`` and ``estimate`` are the mean over the headlines that have placebos, ``extra["usual"]`` its mean
        under placebos; one-sided. Undefined without such headlines, and where windows of headlines share bars, for
        placebos do not: take the first of each burst.

    Raises
    ------
    EstimationError
        If sizes were drawn, not ranks.

    Notes
    -----
    ``p = (1 + #{mean of placebos >= mean of headlines}) / (B + 1)``. The mean of sizes in place of ranks would let one
    outlier decide, and rejects a true null 7 % of the time.

    References
    ----------
    Phipson and Smyth (2010), Statistical Applications in Genetics and Molecular Biology 9.

    Examples
    --------
    >>> drawn = np.zeros((99, 2, 1), dtype=np.float32)
    >>> mean_rank_test(PlaceboDraws("rank", np.ones((2, 1)), drawn, np.array([50, 50]), np.array([0]), 0)).pvalue
    0.01
    """
    _check_statistic(draws, "rank")
    known = np.isfinite(draws.statistics[:, asset])
    n_events = int(known.sum())
    reason = _unfit(n_events, int(draws.n_sharing[asset]))
    if reason:
        return undefined(
            "same_day_placebo", reason, null=NULL, n_events=n_events, alternative="greater", unit=UNIT
        )
    observed = float(draws.statistics[known, asset].mean())
    means = draws.draws[:, known, asset].mean(axis=1, dtype=np.float64)
    return HypothesisTest(
        statistic=observed,
        pvalue=share_as_extreme(means, observed * (1 - SINGLE), "greater", complete=False),
        distribution="empirical",
        estimate=observed,
        n_events=n_events,
        alternative="greater",
        null=NULL,
        method="same_day_placebo",
        unit=UNIT,
        n_draws=len(means),
        extra={"usual": float(means.mean())},
    )


def familywise_pvalues(draws: PlaceboDraws) -> FloatArray:
    """Adjust the p-values of all headlines and assets for the chance of even one false alarm.

    Use it to say which single moves stand out with all of them counted; draw with ``statistic="size"``, for ranks
    cannot tell the largest of a day from one far larger.

    Parameters
    ----------
    draws : PlaceboDraws
        Drawn for all assets at once.

    Returns
    -------
    ndarray of shape (n_headlines, n_assets)
        Step-down adjusted p-values, never zero; NaN where there is no statistic.

    Raises
    ------
    EstimationError
        If ranks were drawn, not sizes.

    Notes
    -----
    :func:`romano_wolf` over headlines times assets, one-sided, with the joint placebo draws.

    References
    ----------
    Romano and Wolf (2005), Econometrica 73, 1237-1282.

    Examples
    --------
    >>> drawn = np.zeros((99, 2, 1), dtype=np.float32)
    >>> draws = PlaceboDraws("size", np.array([[1.0], [0.0]]), drawn, np.array([50, 50]), np.array([0]), 0)
    >>> familywise_pvalues(draws).ravel()
    array([0.01, 1.  ])
    """
    _check_statistic(draws, "size")
    shape = draws.statistics.shape
    flat = cast(FloatArray, draws.draws.reshape(len(draws.draws), -1))
    lowered = draws.statistics.ravel() * (1 - SINGLE)
    return romano_wolf(lowered, flat, alternative="greater").reshape(shape)


def _unfit(n_events: int, n_sharing: int) -> str:
    """Say why the mean cannot be tested; empty where it can."""
    if not n_events:
        return "no headline has enough placebos on its own day"
    if n_sharing:
        return f"the windows of {n_sharing} headlines share bars with another's: take the first of each burst"
    return ""


def _check_statistic(draws: PlaceboDraws, wanted: PlaceboStatistic) -> None:
    """Refuse draws of another statistic."""
    if draws.statistic != wanted:
        raise EstimationError(
            f"these are draws of the {draws.statistic}; draw with statistic={wanted!r} for this test.",
            statistic=draws.statistic,
            wanted=wanted,
        )
