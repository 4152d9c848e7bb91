"""The table of mean paths of a fitted clock-time study."""

import numpy as np
import pandas as pd

from aftershock.errors import EstimationError
from aftershock.reactions.fitted import FittedAsset
from aftershock.reactions.mean_paths import FEWEST_DAYS, headline_paths, mean_path
from aftershock.typing import LabelArray

INNER, OUTER = 0.68, 0.90
LONGEST = 500


def path_rows(one: FittedAsset, window: str, steps: tuple[int, int]) -> pd.DataFrame:
    """Lay out one asset's mean path around the headlines of a window that came while it traded.

    Parameters
    ----------
    one : FittedAsset
        The asset.
    window : str
        Whose measured headlines count.
    steps : tuple of int
        First and last bar, relative to the last price before the headline.

    Returns
    -------
    DataFrame
        One row a step.
    """
    reach = np.arange(steps[0], steps[1] + 1)
    before, _ = one.rows(window)
    leaders = before[before >= 0]
    bars = one.whole.yardstick.bars
    path = mean_path(headline_paths(bars, leaders, reach), bars.days[leaders], reach)
    inner, outer = path.interval(INNER), path.interval(OUTER)
    few = f"fewer than {FEWEST_DAYS} days with a headline"
    return pd.DataFrame(
        {
            "asset": one.symbol,
            "step": path.steps,
            "n_headlines": path.n_headlines,
            "n_days": path.n_days,
            "estimate": path.mean,
            "std_error": path.std_error,
            "inner_low": inner[0],
            "inner_high": inner[1],
            "outer_low": outer[0],
            "outer_high": outer[1],
            "unit": one.unit,
            "reason": np.where(path.n_days < FEWEST_DAYS, few, ""),
        }
    )


def headline_rows(one: FittedAsset, window: str, steps: tuple[int, int], *, ids: LabelArray) -> pd.DataFrame:
    """Lay out the path of one asset around each headline of a window that came while it traded.

    Parameters
    ----------
    one : FittedAsset
        The asset.
    window : str
        Whose measured headlines count.
    steps : tuple of int
        First and last bar, relative to the last price before the headline.
    ids : ndarray of shape (n_headlines,)
        Their names.

    Returns
    -------
    DataFrame
        One row a headline and step.
    """
    reach = np.arange(steps[0], steps[1] + 1)
    before, _ = one.rows(window)
    found = np.flatnonzero(before >= 0)
    paths = headline_paths(one.whole.yardstick.bars, before[found], reach)
    return pd.DataFrame(
        {
            "asset": one.symbol,
            "headline_id": np.repeat(ids[found], reach.size),
            "step": np.tile(reach, found.size),
            "move": paths.ravel(),
            "unit": one.unit,
        }
    )


def check_steps(steps: tuple[int, int]) -> tuple[int, int]:
    """Refuse a span of bars that does not hold the headline, or is longer than a picture can show.

    Raises
    ------
    EstimationError
        If the first bar is after the headline, the last before it, or there are too many.
    """
    first, last = steps
    if not first <= 0 <= last or last - first > LONGEST:
        raise EstimationError(
            f"steps = {steps} must run from zero or before to zero or after, over at most {LONGEST} bars; (-6, 6) for "
            "example.",
            steps=steps,
        )
    return steps
