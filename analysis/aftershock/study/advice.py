"""Which test fits a selection of events, and how often one that does not fit rejects a true null."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.special import ndtr

from aftershock.inference import smallest_pvalue
from aftershock.inference.sizes import CONDITIONS, SIZES, size_of
from aftershock.study.diagnosis import Diagnosis
from aftershock.study.study_arrays import StudyArrays
from aftershock.typing import EventCondition

LEVEL = 0.05
MISLEADING = 0.075
"""Share of true nulls rejected at 5 % above which a test is warned of."""

MOST_CLUSTERS = 7
FEWEST_CLUSTERS = 4
"""Below so many clusters a test by cluster hardly ever rejects."""

SIGNS_REACH = 6
"""Clusters from which on signs can reach 5 %."""

ALIKE: Mapping[str, str] = {
    "patell_z_scar": "patell_z",
    "patell_z_pooledQ": "patell_z",
    "bmp_t_csar": "bmp_t",
    "sign_exact_binomial": "sign_z",
    "wilcoxon_exact": "wilcoxon_z",
    "lamb_z": "brown_warner_1985_t",
    "corrado_rank_z": "rank_multiday_z",
    "corrado_zivney_rank_z": "rank_multiday_z",
    "corrado_zivney_sign_z": "rank_multiday_z",
}
"""Tests that were not simulated, by the one whose form they have."""


KINDS: Mapping[str, str] = {
    **dict.fromkeys(("cross_sectional_t", "skewness_adjusted_t", "bmp_t", "wilcoxon_z", "grank_z"), "spread"),
    **dict.fromkeys(("sign_z", "generalized_sign_z"), "signs"),
    **dict.fromkeys(("patell_z", "brown_warner_1980_t"), "quiet"),
    "kp_patell_z": "corrected",
    "brown_warner_1985_t": "portfolio",
}
"""What each test takes for the variance of the mean."""

CRITICAL = 1.959964


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """Hold the test that fits a selection of events, why, and what was found.

    Parameters
    ----------
    test : str
        Name for ``results.test``; ``"joint_wald"`` is ``results.joint_test``.
    beside : tuple of str
        Tests to look at beside it.
    reason : str
        Why, in two sentences.
    n_events, n_assets, n_dates, n_clusters : int
        Pairs of event and asset with a standardized move; assets; sessions; clusters of events whose windows share
        days.
    overlap : float
        Share of events whose window shares a day with that of another.
    mean_correlation : float
        Mean correlation of the events in quiet times, weighted by the days shared.
    variance_ratio, variance_pvalue : float
        Spread of the standardized moves over that of quiet days, and the chance of so much; NaN for one event.
    condition : str
        The simulated condition that the events are closest to.
    sizes : mapping of str to float
        Share of true nulls that each simulated test rejects at 5 % in that condition; where two faults meet that were
        not simulated together, the larger share. Do not change it.
    """

    test: str
    beside: tuple[str, ...]
    reason: str
    n_events: int
    n_assets: int
    n_dates: int
    n_clusters: int
    overlap: float
    mean_correlation: float
    variance_ratio: float
    variance_pvalue: float
    condition: EventCondition
    sizes: Mapping[str, float] = field(default_factory=dict, repr=False)

    def __str__(self) -> str:
        """Print as the test and why."""
        return f"{self.test}: {self.reason}"


def recommend_test(arrays: StudyArrays, found: Diagnosis) -> Recommendation:
    """Choose the test that fits a selection of events.

    Parameters
    ----------
    arrays : StudyArrays
        The selected events over one window.
    found : Diagnosis
        What they are like.

    Returns
    -------
    Recommendation
    """
    test, beside, reason = _choose(arrays, found)
    return Recommendation(
        test=test,
        beside=beside,
        reason=reason,
        n_events=found.n_events,
        n_assets=found.n_assets,
        n_dates=found.n_dates,
        n_clusters=found.n_clusters,
        overlap=found.overlap,
        mean_correlation=found.mean_correlation,
        variance_ratio=found.variance_ratio,
        variance_pvalue=found.variance_pvalue,
        condition=found.conditions[0],
        sizes={name: simulated_size(name, found) for name in SIZES},
    )


def simulated_size(test: str, found: Diagnosis) -> float:
    """Look up how often a test rejects a true null at 5 % for thirty events like these; NaN where not simulated."""
    return max(size_of(ALIKE.get(test, test), condition) for condition in found.conditions)


def implied_size(test: str, found: Diagnosis) -> float:
    """Compute how often a test rejects a true null at 5 % by what was found of these very events.

    Parameters
    ----------
    test : str
        Name of the test.
    found : Diagnosis
        What the events are like.

    Returns
    -------
    float
        NaN for tests whose yardstick has no closed form here: ranks, and daily portfolios on staggered dates.

    Notes
    -----
    ``2 Phi(-1.96 / sqrt(f))`` with f the true variance of the mean over the one the test takes for it: with mean
    correlation r and variance ratio v, ``(1 + (n - 1) r) / (1 - r)`` for tests by the spread over events,
    ``(1 + (n - 1) r) v`` by quiet variance, v where that allows for shared days, ``1 + (n - 1) asin(r) 2/pi`` for
    signs, whose sum is not normal: five points too low for thirty events of one date. Faults that were not found
    count as r = 0 and v = 1.
    """
    ratio = found.variance_ratio if found.volatile else 1.0
    shared = min(found.mean_correlation, 1.0) if found.shared else 0.0
    kind, others = KINDS.get(ALIKE.get(test, test), ""), found.n_events - 1
    if kind == "portfolio" and found.shared and found.staggered:
        return math.nan
    factors = {
        "spread": (1 + others * shared) / (1 - shared) if shared < 1 else math.inf,
        "quiet": (1 + others * shared) * ratio,
        "signs": 1 + others * math.asin(shared) * 2 / math.pi,
        "corrected": ratio,
        "portfolio": ratio,
    }
    return float(2 * ndtr(-CRITICAL / math.sqrt(factors[kind]))) if kind in factors else math.nan


def expected_size(test: str, found: Diagnosis) -> float:
    """Say how often a test rejects a true null at 5 % in data like these; NaN where nothing is known of it.

    What is implied by the events themselves, else what was simulated: but where events on different dates share days,
    no more than a test by the spread over events, which does not allow for shared days at all.
    """
    implied = implied_size(test, found)
    if not math.isnan(implied):
        return implied
    plain = implied_size("cross_sectional_t", found)
    sizes = {condition: size_of(ALIKE.get(test, test), condition) for condition in found.conditions}
    return max(min(size, plain) if condition == "close_dates" else size for condition, size in sizes.items())


def assumption_gap(test: str, found: Diagnosis) -> str:
    """Say which assumption of a test the events visibly break, and what that does to it; empty for none.

    Parameters
    ----------
    test : str
        The test that was chosen.
    found : Diagnosis
        What the events are like.

    Returns
    -------
    str
    """
    if found.n_repeats:
        return (
            f"{test} counts the same move more than once: {repeat_fault(found)}; give each session one event, and "
            "mark the others merged_into_episode."
        )
    size = expected_size(test, found)
    if found.n_events < 2 or not size > MISLEADING:
        return ""
    worst = max(found.conditions, key=lambda condition: size_of(ALIKE.get(test, test), condition))
    return (
        f"{test} does not hold its size for these events: {' and '.join(_faults(found))}. It rejects about "
        f"{_percent(size)} of true nulls at 5 % in such data ({_percent(simulated_size(test, found))} for thirty "
        f"simulated events: {CONDITIONS[worst]}); use kp_bmp_t."
    )


def repeat_fault(found: Diagnosis) -> str:
    """Say that events measure the asset and session of another again; empty where none does."""
    if not found.n_repeats:
        return ""
    return f"{found.n_repeats} of {found.n_events} events repeat the asset and session of another"


def shared_fault(found: Diagnosis) -> str:
    """Say that events share days and shocks; empty where that is not visible."""
    if not found.shared:
        return ""
    return (
        f"{_percent(found.overlap)} of them share days with another, with a mean correlation of "
        f"{found.mean_correlation:.2g} in quiet times"
    )


def pooled_faults(n_shared: int, n_events: int, found: Diagnosis) -> list[str]:
    """Say which assumptions of the pooled joint test the events visibly break.

    Parameters
    ----------
    n_shared, n_events : int
        Events that share days with another, and all.
    found : Diagnosis
        What their pairs with the assets are like.

    Returns
    -------
    list of str
    """
    shared = (
        f"{n_shared} of {n_events} events share days with another, which the pooled joint test takes for "
        "independent: it rejects too many true nulls; test single events with event_id=."
    )
    volatile = (
        f"standardized moves have {found.variance_ratio:.1f} times the variance of quiet days "
        f"(p = {found.variance_pvalue:.2g}), by which the pooled joint test judges them: it rejects too many true "
        "nulls; see adjusted()."
    )
    return [told for told, holds in ((shared, n_shared > 0), (volatile, found.volatile)) if holds]


def _percent(share: float) -> str:
    """Write a share in whole per cent."""
    return f"{100 * share:.0f} %"


def _faults(found: Diagnosis) -> list[str]:
    """Say what is not as simple tests assume."""
    faults = [fault for fault in (repeat_fault(found), shared_fault(found)) if fault]
    if found.volatile:
        faults.append(
            f"their standardized moves have {found.variance_ratio:.1f} times the variance of quiet days "
            f"(p = {found.variance_pvalue:.2g})"
        )
    return faults


def _choose(arrays: StudyArrays, found: Diagnosis) -> tuple[str, tuple[str, ...], str]:
    """Choose the test, those beside it, and say why in two sentences."""
    if found.n_events == 1:
        return "sample_quantile", ("nguyen_wolf_permutation",), _one_event(arrays)
    if found.n_dates == 1 and found.n_assets > 1:
        return _one_date(arrays, found)
    if 1 < found.n_clusters < min(found.n_events, MOST_CLUSTERS + 1):
        return _few_clusters(found)
    beside: tuple[str, ...] = ("wild_cluster_bootstrap",) if found.n_clusters >= SIGNS_REACH else ()
    if found.staggered and arrays.one_unit:
        beside = ("calendar_time_t",)
    why = "kp_bmp_t lets events raise volatility and share days, and keeps its size in every condition simulated."
    return "kp_bmp_t", beside, f"{why} {_seen(found)}"


def _one_event(arrays: StudyArrays) -> str:
    """Say why one event is ranked among its own quiet days, and how far that can go."""
    kept = int(np.flatnonzero(np.isfinite(arrays.scar))[0])
    n_days = int(np.isfinite(arrays.residuals[kept]).sum())
    smallest = smallest_pvalue("sample_quantile", n_days)
    why = "One event of one asset is ranked among its own quiet days, which needs no normal shape."
    reach = f"With {n_days} of them its p-value cannot go below {smallest:.2g}"
    if smallest > LEVEL:
        return f"{why} {reach}, so no move however large is significant at 5 %: estimate over more days."
    return f"{why} {reach}; nguyen_wolf_permutation beside it keeps the days in their order."


def _one_date(arrays: StudyArrays, found: Diagnosis) -> tuple[str, tuple[str, ...], str]:
    """Choose for several assets on one date: joint where the estimation window allows it."""
    n_days = int(np.isfinite(arrays.residuals[np.isfinite(arrays.scar)]).all(axis=0).sum())
    shock = f"{found.n_events} moves of one date are one shock, however many assets it reached"
    if found.n_assets < found.n_events or n_days - found.n_assets < 2:
        why = f"{shock}; with {n_days} estimation days that all have there is no joint test of {found.n_assets} assets."
        return "kp_bmp_t", ("brown_warner_1985_t",), f"{why} {_seen(found)}"
    beside = "brown_warner_1985_t" if arrays.one_unit and not found.volatile else "kp_bmp_t"
    return (
        "joint_wald",
        (beside,),
        f"{shock}: results.joint_test counts it once, by the correlations of quiet days. {_seen(found)}",
    )


def _few_clusters(found: Diagnosis) -> tuple[str, tuple[str, ...], str]:
    """Choose for events that fall on few dates."""
    few = f"{found.n_events} events fall into {found.n_clusters} clusters that share no day"
    if found.n_clusters < FEWEST_CLUSTERS:
        why = (
            f"{few}: too few for a test by cluster to find anything, so kp_bmp_t must take the correlation of quiet "
            "days for that of the event days, which these events cannot confirm."
        )
        return "kp_bmp_t", ("ibragimov_mueller_t",), f"{why} {_seen(found)}"
    why = (
        f"{few}: with one number a cluster nothing need be known of how events of a date depend on each other"
    )
    webb = '; wild_cluster_bootstrap beside it needs weights="webb"' if found.n_clusters < SIGNS_REACH else ""
    why = f"{why}{webb}."
    return "ibragimov_mueller_t", ("wild_cluster_bootstrap", "kp_bmp_t"), f"{why} {_seen(found)}"


def _seen(found: Diagnosis) -> str:
    """Say in one sentence what the events are like."""
    faults = _faults(found)
    return (
        f"Found: {' and '.join(faults)}." if faults else "Found: neither shared shocks nor raised variance."
    )
