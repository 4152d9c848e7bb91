"""Coverage and size where the variance of the source triples in news rows and links do not change.

Nominal 90 % intervals must cover 88 to 92 %, tests at 5 % reject 3.5 to 6.5 %; both allow for four Monte-Carlo standard
errors of the samples drawn. AFTERSHOCK_CALIBRATION=long draws ten times as many. Designs that need more blocks of news
than came are refused, and left out.
"""

import math
import os
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from aftershock.comovement.calm_links import block_sample, pair_link
from aftershock.comovement.calm_news import FEWEST_BLOCKS
from aftershock.comovement.jennrich import chi2_tail, jennrich_statistic
from aftershock.comovement.run_permutation import compare_links
from aftershock.simulate import RegimeMarket, simulate_regimes

pytestmark = pytest.mark.calibration
LONG = os.environ.get("AFTERSHOCK_CALIBRATION") == "long"
SAMPLES = 1_500 if LONG else 150
N_DRAWS = 199
BAND, SIZE = (0.88, 0.92), (0.035, 0.065)
STANDARD_ERRORS = 4.0
RATIO = 3.0
DESIGNS: dict[str, dict[str, Any]] = {
    "30 alone, normal": {"n_news": 30},
    "60 in runs, shared clusters": {"n_news": 60, "runs": 5.0, "volatility": "shared"},
    "150 in runs, t5": {"n_news": 150, "runs": 5.0, "df": 5.0},
}
WIDTHS: dict[str, dict[str, Any]] = {
    "2 assets, 300 in runs, t5": {"n_assets": 2, "n_news": 300, "runs": 5.0, "df": 5.0},
    "4 assets, 100 in runs, shared clusters": {
        "n_assets": 4,
        "n_news": 100,
        "runs": 5.0,
        "volatility": "shared",
    },
    "8 assets, 30 alone, normal": {"n_assets": 8, "n_news": 30},
}
each_design = pytest.mark.parametrize("design", DESIGNS)
each_width = pytest.mark.parametrize("width", WIDTHS)


def allowance(share: float, n: int) -> float:
    return STANDARD_ERRORS * math.sqrt(share * (1 - share) / n)


def market(seed: int, *, n_news: int, n_assets: int = 3, **words: Any) -> RegimeMarket:
    links = {f"asset{place}": 0.6 for place in range(1, n_assets)}
    return simulate_regimes(
        links, source="source", n_news=n_news, n_other=1000 - n_news, variance_ratio=RATIO, rng=seed, **words
    )


@lru_cache
def covered(design: str) -> dict[str, list[bool]]:
    """Whether each interval held the truth, and whether the difference was taken for one."""
    found: dict[str, list[bool]] = {
        name: [] for name in ("calm", "news", "adjusted", "difference", "refused")
    }
    for seed in range(SAMPLES):
        made = market(seed, **DESIGNS[design])
        sample = block_sample(
            made.moves.to_numpy(), made.news.to_numpy(),
            block_length=None, n_draws=N_DRAWS, alpha=0.10, rng=seed,
        )  # fmt: skip
        if sample.with_news.sum() < FEWEST_BLOCKS:
            continue
        link = pair_link(sample, 0, (0, 1), ("source", "asset1"))
        true = [one[0, 1] for one in (made.calm_matrix, made.news_matrix, made.adjusted_matrix)]
        for name, truth in zip(("calm", "news", "adjusted", "difference"), (*true, 0.0), strict=True):
            found[name].append(getattr(link, name).low <= truth <= getattr(link, name).high)
        found["refused"].append(link.difference.pvalue <= 0.05)
    return found


@lru_cache
def refused(width: str) -> dict[str, float]:
    """Share of true nulls refused by rearranged labels, and by Jennrich's test of matrices as measured."""
    by_labels, bare = [], []
    for seed in range(SAMPLES):
        made = market(seed, **WIDTHS[width])
        values, news = made.moves.to_numpy(), made.news.to_numpy()
        found = compare_links(values, news, n_draws=N_DRAWS, rng=seed)
        by_labels.append(found.pvalue <= 0.05)
        raised, calm = (np.corrcoef(values[rows].T) for rows in (news, ~news))
        plain = jennrich_statistic(raised, calm, int(news.sum()), int((~news).sum()))
        bare.append(chi2_tail(plain, found.n_parameters) <= 0.05)
    return {"labels": float(np.mean(by_labels)), "bare": float(np.mean(bare))}


@each_design
@pytest.mark.parametrize("name", ["calm", "news", "adjusted", "difference"])
def test_intervals_cover_what_they_say(design: str, name: str) -> None:
    held = covered(design)[name]
    low, high = BAND[0] - allowance(0.9, len(held)), BAND[1] + allowance(0.9, len(held))
    assert low <= np.mean(held) <= high


@each_design
def test_difference_of_one_pair_keeps_its_size(design: str) -> None:
    told = covered(design)["refused"]
    assert SIZE[0] - allowance(0.05, len(told)) <= np.mean(told) <= SIZE[1] + allowance(0.05, len(told))


@each_width
def test_rearranged_labels_keep_their_size(width: str) -> None:
    share = refused(width)["labels"]
    assert SIZE[0] - allowance(0.05, SAMPLES) <= share <= SIZE[1] + allowance(0.05, SAMPLES)


@pytest.mark.parametrize("width", [name for name in WIDTHS if "runs" in name])
def test_matrices_as_measured_are_refused_although_links_hold(width: str) -> None:
    assert refused(width)["bare"] > 0.5
