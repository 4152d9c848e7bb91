"""Tests over several headlines and assets of a fitted clock-time study."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from aftershock.inference import HypothesisTest, holm
from aftershock.reactions.bursts import bursts, common_direction, first_of_burst
from aftershock.reactions.fitted import FittedAsset
from aftershock.reactions.placebo_draws import placebo_draws
from aftershock.reactions.placebo_tests import familywise_pvalues, mean_rank_test
from aftershock.typing import Alternative, FloatArray, ReactionAdjustment, ReactionTest, Rng


def judge_headlines(
    one: FittedAsset,
    window: str,
    name: ReactionTest,
    *,
    alternative: Alternative,
    n_draws: int,
    rng: Rng,
    min_placebos: int,
) -> HypothesisTest:
    """Test all headlines of one asset and window together, each burst counted once.

    Parameters
    ----------
    one : FittedAsset
        The asset.
    window : str
        The window.
    name : {"placebo", "cross_episode_t", "sign_flip"}
        Size of the moves against placebos of their days; common direction by t, or by flipped signs.
    alternative : {"two-sided", "greater", "less"}
        Direction of the last two.
    n_draws : int
        Placebo instants or sign patterns drawn.
    rng : int or Generator
        Seed or source of the draws.
    min_placebos : int
        Placebos below which a headline does not count.

    Returns
    -------
    HypothesisTest
    """
    before, after = one.rows(window)
    labels = bursts(before, after)
    if name == "placebo":
        leads = first_of_burst(labels)
        draws = placebo_draws(
            [one.yardstick(window)],
            np.where(leads, before, -1)[:, None],
            np.where(leads, after, -1)[:, None],
            statistic="rank",
            n_draws=n_draws,
            rng=rng,
            busy=[one.windows[window].busy],
            minimum=min_placebos,
        )
        return mean_rank_test(draws)
    standardized = one.standardized(window)
    tests = common_direction(standardized, labels, alternative=alternative, n_draws=n_draws, rng=rng)
    return tests.t if name == "cross_episode_t" else tests.sign_flip


def adjusted_rows(
    fitted: Sequence[FittedAsset],
    frame: pd.DataFrame,
    window: str,
    method: ReactionAdjustment,
    *,
    n_draws: int,
    rng: Rng,
    min_placebos: int,
) -> pd.DataFrame:
    """Adjust the placebo p-values of one window for the number of headlines and assets.

    Parameters
    ----------
    fitted : sequence of FittedAsset
        The assets.
    frame : DataFrame
        Rows of the study.
    window : str
        The window.
    method : {"romano_wolf", "holm"}
        By joint placebo draws, or from the p-values alone.
    n_draws, rng, min_placebos
        As for :func:`judge_headlines`.

    Returns
    -------
    DataFrame
        One row a headline and asset.
    """
    columns = ["headline_id", "asset", "window", "move", "standardized", "placebo_pvalue", "placebo_reason"]
    rows = frame.loc[frame["window"] == window, columns].reset_index(drop=True)
    if method == "holm":
        return rows.assign(adjusted_pvalue=holm(rows["placebo_pvalue"].to_numpy(dtype=np.float64)))
    pvalues = draw_together(fitted, window, n_draws=n_draws, rng=rng, min_placebos=min_placebos)
    return rows.assign(adjusted_pvalue=pvalues.T.ravel())


def draw_together(
    fitted: Sequence[FittedAsset], window: str, *, n_draws: int, rng: Rng, min_placebos: int
) -> FloatArray:
    """Draw placebos for all assets at once and adjust by the largest of each draw; (n_headlines, n_assets)."""
    before, after = (
        np.stack(rows, axis=1) for rows in zip(*[one.rows(window) for one in fitted], strict=True)
    )
    draws = placebo_draws(
        [one.yardstick(window) for one in fitted],
        before,
        after,
        statistic="size",
        n_draws=n_draws,
        rng=rng,
        busy=[one.windows[window].busy for one in fitted],
        minimum=min_placebos,
    )
    return familywise_pvalues(draws)
