"""How often each test rejects a true null at 5 %: what a warning can say in numbers.

Rates of 20,000 simulated studies of thirty events (`aftershock.simulate.simulate_events`); `make calibrate` simulates
them again.
"""

import math
from collections.abc import Mapping
from typing import Final

from aftershock.typing import EventCondition, check_option

CONDITIONS: Final[Mapping[EventCondition, str]] = {
    "independent": "the events share neither dates nor shocks, and are no more volatile than other days",
    "common_date": "the events share one date and their shocks have a correlation of 0.3",
    "event_variance": "the variance doubles at the event",
    "common_date_event_variance": "the events share one date and shocks (correlation 0.3), and the variance doubles",
    "close_dates": "windows of five days overlap, on dates within twenty sessions, with a correlation of 0.3",
}

SIZES: Final[Mapping[str, tuple[float, ...]]] = {
    "cross_sectional_t": (0.048, 0.584, 0.050, 0.591, 0.282),
    "skewness_adjusted_t": (0.048, 0.579, 0.051, 0.586, 0.277),
    "brown_warner_1985_t": (0.050, 0.049, 0.167, 0.166, 0.199),
    "brown_warner_1980_t": (0.048, 0.524, 0.165, 0.658, 0.274),
    "patell_z": (0.049, 0.524, 0.167, 0.658, 0.275),
    "kp_patell_z": (0.050, 0.049, 0.169, 0.163, 0.054),
    "bmp_t": (0.048, 0.583, 0.050, 0.591, 0.281),
    "kp_bmp_t": (0.049, 0.049, 0.051, 0.050, 0.055),
    "sign_z": (0.042, 0.492, 0.044, 0.500, 0.201),
    "generalized_sign_z": (0.042, 0.492, 0.044, 0.500, 0.201),
    "wilcoxon_z": (0.049, 0.576, 0.051, 0.581, 0.274),
    "rank_multiday_z": (0.049, 0.039, 0.097, 0.085, 0.187),
    "grank_t": (0.055, 0.069, 0.056, 0.071, 0.209),
    "grank_z": (0.056, 0.586, 0.058, 0.593, 0.285),
}


def size_of(test: str, condition: EventCondition) -> float:
    """Look up how often a test rejects a true null at 5 %.

    Use it to say what a p-value is worth where the assumptions of its test are broken.

    Parameters
    ----------
    test : str
        Name of the test.
    condition : {"independent", "common_date", "event_variance", "common_date_event_variance", "close_dates"}
        What the events are like; `CONDITIONS` says it in words.

    Returns
    -------
    float
        Share of true nulls rejected; NaN for a test that was not simulated.

    Raises
    ------
    ValueError
        If there is no such condition; lists them all.

    Examples
    --------
    >>> size_of("cross_sectional_t", "common_date") > 0.5
    True
    >>> round(size_of("kp_bmp_t", "common_date"), 2)
    0.05
    """
    check_option("condition", condition, EventCondition)
    row = SIZES.get(test)
    return math.nan if row is None else row[list(CONDITIONS).index(condition)]
