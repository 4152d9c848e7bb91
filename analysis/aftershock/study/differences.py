"""Two groups of events compared: the arrays of the tests of their difference."""

import numpy as np

from aftershock.inference import HypothesisTest, group_permutation, welch_t
from aftershock.inference.groups import EXCHANGEABLE, NULL
from aftershock.inference.records import undefined
from aftershock.study.event_tests import Options
from aftershock.study.study_arrays import StudyArrays
from aftershock.typing import Alternative, Comparison

STANDARD_ERRORS = "standard errors"


def compare_groups(
    both: StudyArrays,
    n_first: int,
    *,
    method: Comparison,
    standardized: bool,
    alternative: Alternative,
    options: Options,
) -> HypothesisTest:
    """Test whether two groups of events have the same mean move.

    Parameters
    ----------
    both : StudyArrays
        The events of the first group, then those of the second.
    n_first : int
        Events of the first group.
    method : {"group_permutation", "welch_t"}
        The test.
    standardized : bool
        Compare moves over their standard errors instead of native ones.
    alternative : {"two-sided", "greater", "less"}
        Direction of the alternative.
    options : mapping
        Level, draws and seed of the permutation.

    Returns
    -------
    HypothesisTest
        Undefined for native moves in different units.
    """
    if not (standardized or both.one_unit):
        return undefined(
            method,
            "the assets move in different units; choose one asset or standardized=True",
            null=NULL if method == "welch_t" else EXCHANGEABLE,
            n_events=both.n_events,
            alternative=alternative,
        )
    unit = STANDARD_ERRORS if standardized else both.unit
    first, second = np.split(both.scar if standardized else both.car, [n_first])
    if method == "welch_t":
        return welch_t(first, second, alternative=alternative, unit=unit)
    dates = np.split(both.clusters, [n_first])
    return group_permutation(first, second, *dates, alternative=alternative, unit=unit, **options)
