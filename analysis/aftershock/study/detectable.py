"""The smallest mean move, in native units, that a test of the study would have found."""

import math
from dataclasses import dataclass

import numpy as np

from aftershock.inference import (
    HypothesisTest,
    minimum_detectable_effect,
    resampled_detectable_effect,
    smallest_pvalue,
)
from aftershock.inference.records import unreachable
from aftershock.study.event_tests import JUDGES, Options, quiet_sums, run_test
from aftershock.study.study_arrays import StudyArrays
from aftershock.typing import Alternative, EventTest

NO_OPTIONS: Options = {}
POWER = 0.8
ALPHA = 0.05
NO_SIZE = "signs, ranks and skewness leave no smallest mean move to compute; see kp_bmp_t"
RANKED = ("sample_quantile", "nguyen_wolf_permutation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Detectable:
    """Hold the smallest mean move that a test finds with a given probability.

    Parameters
    ----------
    move : float
        In ``unit``, the same for every event; NaN where there is none.
    unit : str
        Native unit of the moves.
    reason : str
        Why there is no number; empty otherwise.
    """

    move: float = math.nan
    unit: str = ""
    reason: str = ""


def detectable_move(
    test: HypothesisTest,
    arrays: StudyArrays,
    *,
    power: float = POWER,
    alpha: float = ALPHA,
    options: Options = NO_OPTIONS,
) -> Detectable:
    """Compute the smallest mean move that a test of the study finds with a given probability.

    Use it beside every "not significant": a mean move below it may well be there.

    Parameters
    ----------
    test : HypothesisTest
        The test, as run on ``arrays``.
    arrays : StudyArrays
        The selected events over one window.
    power : float
        Probability of finding the move.
    alpha : float
        Level of the test.
    options : mapping
        Options that the test was run with.

    Returns
    -------
    Detectable
        Without a number, and with the reason, where the test has none, where its statistic has no standard error in
        moves (signs, ranks), where the assets move in different units, and where it cannot reach ``alpha``.

    Notes
    -----
    The same move is added to every event, in equal parts on its days. The test divides a mean that is linear in the
    moves by its standard error se, and a move of one adds b to that mean: the smallest move found is
    :func:`minimum_detectable_effect` of ``se / b``, with the degrees of freedom of the test, or those of its clusters
    less one. Tests that rank one event among its quiet days take :func:`resampled_detectable_effect`.
    """
    name: EventTest = test.method  # type: ignore[assignment]  # the method of a test of the study is its name
    if reason := test.reason or _misfit(name, arrays) or _unreached(test, alpha):
        return Detectable(unit=arrays.unit, reason=reason)
    if name in RANKED:
        return _ranked(name, arrays, power, alpha, test.alternative)
    scale = _mean_per_move(test, arrays, options)
    df = test.extra["n_clusters"] - 1 if test.distribution in ("permutation", "bootstrap") else test.df
    move = (
        minimum_detectable_effect(
            test.std_error / scale, df=df, power=power, alpha=alpha, alternative=test.alternative
        )
        if scale > 0
        else math.nan
    )
    return Detectable(
        move=move, unit=arrays.unit, reason="" if math.isfinite(move) else "the test has no standard error"
    )


def _misfit(name: EventTest, arrays: StudyArrays) -> str:
    """Say why a test has no smallest move; empty where it may have one."""
    if not arrays.one_unit:
        return "the assets move in different units; choose one asset"
    return "" if JUDGES[name].linear or name in RANKED else NO_SIZE


def _unreached(test: HypothesisTest, alpha: float) -> str:
    """Say that a test by cluster cannot reach the level; empty where it can, and for other tests."""
    smallest = test.extra.get("smallest_pvalue", 0.0)
    if test.method in RANKED or smallest <= alpha:
        return ""
    return unreachable(f"{test.extra['n_clusters']:.0f} clusters", smallest, alpha)


def _mean_per_move(test: HypothesisTest, arrays: StudyArrays, options: Options) -> float:
    """Compute by how much the estimate of a test rises when every event moves by one more."""
    errors = arrays.std_error[np.isfinite(arrays.std_error)]
    step = float(np.median(errors)) if errors.size and np.median(errors) > 0 else 1.0
    few = {**options, "n_draws": 1, "alpha": 1 - 1e-9} if JUDGES[test.method].drawn else options  # type: ignore[index]
    moved = run_test(test.method, arrays.shifted(step), test.alternative, **few)  # type: ignore[arg-type]
    return (moved.estimate - test.estimate) / step


def _ranked(
    name: EventTest, arrays: StudyArrays, power: float, alpha: float, alternative: Alternative
) -> Detectable:
    """Take the quiet days for what the event would be without a move."""
    quiet = quiet_sums(arrays)
    move = resampled_detectable_effect(quiet, power=power, alpha=alpha, alternative=alternative)
    if math.isfinite(move):
        return Detectable(move=move, unit=arrays.unit)
    n_days = int(np.isfinite(quiet).sum())
    smallest = smallest_pvalue(
        "sample_quantile" if name == "sample_quantile" else "nguyen_wolf_permutation",
        n_days,
        alternative=alternative,
    )
    return Detectable(unit=arrays.unit, reason=unreachable(f"{n_days} quiet windows", smallest, alpha))
