"""How often each test of clock time rejects when nothing happened, and what it sees of one or two local deviations.

Sixty days of 78 five-minute bars with a U-shaped season, persistent log-volatility and shocks of a t with four degrees
of freedom; headlines come more often near the open and on volatile days. Season and level are estimated, never known.
A rate from n studies has the standard error sqrt(p (1 - p) / n); the bounds below allow four of them beside the 1.5
points within which a size must lie. AFTERSHOCK_CALIBRATION=long runs twenty times as many studies.
"""

import math
import os
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest
import statsmodels.api as sm

from aftershock.inference import HypothesisTest, cross_sectional_t
from aftershock.reactions.bars import bar_moves
from aftershock.reactions.bursts import bursts, common_direction, first_of_burst
from aftershock.reactions.jumps import detect_jumps
from aftershock.reactions.level import Yardstick, bar_variances, bars_inside, day_levels
from aftershock.reactions.newsshare import news_share
from aftershock.reactions.overlaps import distributed_lags
from aftershock.reactions.placebo import placebo_ranks
from aftershock.reactions.placebo_draws import placebo_draws
from aftershock.reactions.placebo_tests import familywise_pvalues, mean_rank_test
from aftershock.reactions.realized import bns_ratio_z
from aftershock.reactions.sample_placebo import sample_ranks
from aftershock.reactions.seasonality import by_day_level, day_grid, seasonality
from aftershock.simulate import SimulatedBars, as_market, busy_headlines, simulate_bars, u_shape

pytestmark = pytest.mark.calibration

LONG = os.environ.get("AFTERSHOCK_CALIBRATION") == "long"
N_STUDIES = 4000 if LONG else 200
ALPHA = 0.05
POINTS = 0.015
STANDARD_ERRORS = 4.0
N_DAYS, N_SLOTS, N_BARS = 60, 78, 6
ROWS_A_DAY = N_SLOTS + 1
N_DRAWS = 499
Rows = np.ndarray


def bound(size: float, n: int) -> float:
    """Four Monte-Carlo standard errors of a rejection rate."""
    return STANDARD_ERRORS * math.sqrt(size * (1 - size) / n)


def rejects(pvalue: float) -> float:
    """One where the test rejects, NaN where it could not be computed."""
    return float(pvalue <= ALPHA) if math.isfinite(pvalue) else math.nan


def measured(bars: SimulatedBars, before: Rows, after: Rows) -> list[Yardstick]:
    """Estimate the season, each day left out, and the level of each day outside the windows."""
    yardsticks = []
    for asset in range(bars.returns.shape[2]):
        moves = bar_moves(as_market(bars, asset=asset), zone="UTC", move="log")
        grid = day_grid(moves.moves, moves.days, moves.slots, n_days=moves.n_days, n_slots=moves.n_slots)
        variances = bar_variances(moves, seasonality(grid).without_day)
        levels = day_levels(moves, variances, bars_inside(moves.ends.size, before, after)).levels
        yardsticks.append(Yardstick(moves, variances, levels))
    return yardsticks


def moved(bars: SimulatedBars, days: Rows, slots: Rows, size: float, signs: Rows) -> SimulatedBars:
    """Add a move of so many local deviations of the window to the first bar after each headline."""
    local = np.array(
        [math.sqrt((bars.deviations[d, s : s + N_BARS] ** 2).sum()) for d, s in zip(days, slots, strict=True)]
    )
    returns = bars.returns.copy()
    returns[days, slots, :] += (size * local * signs)[:, None]
    return replace(bars, returns=returns)


def study(
    seed: int, n_headlines: int, *, size: float = 0.0, same_sign: bool = False, n_assets: int = 1
) -> tuple[list[Yardstick], Rows, Rows]:
    """One study: its assets and the windows of half an hour after each headline."""
    bars = simulate_bars(N_DAYS, N_SLOTS, n_assets, rng=[seed, 1], correlation=0.6 if n_assets > 1 else 0.0)  # type: ignore[arg-type]
    days, slots = (one.ravel() for one in busy_headlines(bars, n_headlines, n_bars=N_BARS, rng=[seed, 2]))  # type: ignore[arg-type]
    if size:
        signs = (
            np.ones(days.size)
            if same_sign
            else np.random.default_rng([seed, 3]).choice([-1.0, 1.0], days.size)
        )
        bars = moved(bars, days, slots, size, signs)
    before = days * ROWS_A_DAY + slots
    return measured(bars, before, before + N_BARS), before, before + N_BARS


def columns(rows: Rows, n_assets: int = 1) -> Rows:
    return np.tile(rows[:, None], n_assets)


def single_ranks(seed: int, size: float) -> list[float]:
    yardsticks, before, after = study(seed, 15, size=size)
    return [rejects(one) for one in placebo_ranks(yardsticks[0], before, after).pvalues]


def sample_rank(seed: int, n_slots: int, n_bars: int) -> list[float]:
    """Rank five headlines among the windows of all days; 120 days where bars are hourly."""
    bars = simulate_bars(N_DAYS if n_slots == N_SLOTS else 120, n_slots, rng=[seed, 1])  # type: ignore[arg-type]
    days, slots = (one.ravel() for one in busy_headlines(bars, 5, n_bars=n_bars, rng=[seed, 2]))  # type: ignore[arg-type]
    before = days * (n_slots + 1) + slots
    yardstick = measured(bars, before, before + n_bars)[0]
    return [rejects(one) for one in sample_ranks(yardstick, before, before + n_bars).pvalues]


def mean_rank(seed: int, n: int, size: float) -> HypothesisTest:
    yardsticks, before, after = study(seed, n, size=size)
    draws = placebo_draws(
        yardsticks, columns(before), columns(after), statistic="rank", n_draws=N_DRAWS, rng=seed
    )
    return mean_rank_test(draws)


def direction(seed: int, n: int, size: float, test: str) -> HypothesisTest:
    yardsticks, before, after = study(seed, n, size=size, same_sign=True)
    moves = yardsticks[0].standardized(before, after)
    return getattr(common_direction(moves, bursts(before, after), n_draws=N_DRAWS, rng=seed), test)


def familywise(seed: int, n: int) -> float:
    yardsticks, before, after = study(seed, n, n_assets=3)
    draws = placebo_draws(
        yardsticks, columns(before, 3), columns(after, 3), statistic="size", n_draws=N_DRAWS, rng=seed
    )
    return float(np.nanmin(familywise_pvalues(draws)))


@lru_cache
def rate(what: str, *arguments: object, n_studies: int = N_STUDIES) -> tuple[float, int]:
    """Share of studies that reject, and how many could be judged."""
    simulate: Callable[..., object] = {
        "single": single_ranks,
        "sample": sample_rank,
        "mean_rank": lambda seed, n, size: rejects(mean_rank(seed, n, size).pvalue),
        "direction": lambda seed, n, size, test: rejects(direction(seed, n, size, test).pvalue),
        "familywise": lambda seed, n: rejects(familywise(seed, n)),
        "random_times": random_times,
        "bursts": bursts_as,
        "share": shares,
        "paths": paths,
    }[what]
    outcomes = np.concatenate([np.atleast_1d(simulate(seed, *arguments)) for seed in range(n_studies)])
    return float(np.nanmean(outcomes)), int(np.isfinite(outcomes).sum())


def holds_its_size(found: tuple[float, int]) -> bool:
    """Whether a rate is within 1.5 points of 5 % but for chance."""
    return abs(found[0] - ALPHA) <= POINTS + bound(ALPHA, min(found[1], N_STUDIES))


def test_rank_of_a_single_headline_holds_its_size() -> None:
    assert holds_its_size(rate("single", 0.0))


@pytest.mark.parametrize(("n_slots", "n_bars"), [(N_SLOTS, N_BARS), (N_SLOTS, 12), (22, 1), (22, 2)])
def test_rank_among_all_days_holds_its_size(n_slots: int, n_bars: int) -> None:
    assert holds_its_size(rate("sample", n_slots, n_bars))


@pytest.mark.parametrize("n", [1, 3, 5, 15])
def test_mean_rank_of_several_headlines_holds_its_size(n: int) -> None:
    assert holds_its_size(rate("mean_rank", n, 0.0))


@pytest.mark.parametrize(("n", "test"), [(5, "t"), (15, "t"), (15, "sign_flip")])
def test_common_direction_holds_its_size(n: int, test: str) -> None:
    assert holds_its_size(rate("direction", n, 0.0, test))


@pytest.mark.parametrize("n", [5, 15])
def test_any_false_alarm_over_headlines_and_assets_holds_its_size(n: int) -> None:
    assert holds_its_size(rate("familywise", n))


def random_times(seed: int, statistic: str) -> float:
    """Judge fifteen headlines by placebos at any time of the sample, as is often done."""
    yardsticks, before, after = study(seed, 15)
    bars, rng = yardsticks[0].bars, np.random.default_rng([seed, 4])
    starts = rng.integers(0, N_DAYS, (N_DRAWS, 15)) * ROWS_A_DAY + rng.integers(
        0, ROWS_A_DAY - N_BARS, (N_DRAWS, 15)
    )
    placebos, observed = bars.between(starts, starts + N_BARS), bars.between(before, after)
    if statistic == "size":
        return rejects((1 + (np.abs(placebos).mean(axis=1) >= np.abs(observed).mean()).sum()) / (N_DRAWS + 1))
    larger = np.abs(placebos.mean(axis=1)) >= abs(observed.mean())
    return rejects((1 + larger.sum()) / (N_DRAWS + 1))


@pytest.mark.parametrize(("statistic", "at_least", "at_most"), [("mean", 0.15, 0.45), ("size", 0.40, 0.80)])
def test_placebos_at_random_times_reject_a_true_null_far_too_often(
    statistic: str, at_least: float, at_most: float
) -> None:
    found, _ = rate("random_times", statistic)
    assert at_least < found < at_most


def bursts_as(seed: int, judged: str) -> float:
    """Judge four bursts of four headlines, five minutes apart, as sixteen events or as four."""
    bars = simulate_bars(N_DAYS, N_SLOTS, rng=[seed, 1])  # type: ignore[arg-type]
    days, slots = busy_headlines(bars, 4, n_bars=N_BARS, rng=[seed, 2], burst=4)  # type: ignore[arg-type]
    before = (days * ROWS_A_DAY + slots).ravel()
    after, labels = before + N_BARS, bursts(before, before + N_BARS)
    yardstick = measured(bars, before, after)[0]
    moves = yardstick.standardized(before, after)
    if judged == "sixteen":
        return rejects(cross_sectional_t(moves).pvalue)
    if judged == "four":
        return rejects(common_direction(moves, labels, rng=seed).t.pvalue)
    leads, busy = first_of_burst(labels), [bars_inside(yardstick.bars.ends.size, before, after)]
    draws = placebo_draws(
        [yardstick],
        columns(before[leads]),
        columns(after[leads]),
        statistic="rank",
        n_draws=N_DRAWS,
        rng=seed,
        busy=busy,
    )
    return rejects(mean_rank_test(draws).pvalue)


@pytest.mark.parametrize("judged", ["four", "four by rank"])
def test_four_bursts_judged_as_four_hold_their_size(judged: str) -> None:
    assert holds_its_size(rate("bursts", judged))


def test_four_bursts_judged_as_sixteen_reject_three_times_in_ten() -> None:
    assert rate("bursts", "sixteen")[0] == pytest.approx(0.31, abs=bound(0.31, N_STUDIES))


def shares(seed: int, n_days: str) -> float:
    yardsticks, before, after = study(seed, 15)
    days = yardsticks[0].bars.days[after]
    kept = days == days[0] if n_days == "one" else np.ones(days.size, dtype=bool)
    return rejects(news_share(yardsticks[0], before[kept], after[kept], n_draws=N_DRAWS, rng=seed).pvalue)


@pytest.mark.parametrize("n_days", ["one", "all"])
def test_news_share_holds_its_size(n_days: str) -> None:
    assert holds_its_size(rate("share", n_days))


def paths(seed: int, kind: str) -> list[float]:
    """Judge the whole path of episodes alone, or of bursts taken apart, or alone by the usual HAC estimate."""
    bars = simulate_bars(N_DAYS, N_SLOTS, rng=[seed, 1])  # type: ignore[arg-type]
    burst = 3 if kind == "bursts" else 1
    days, slots = busy_headlines(bars, 12 // burst, n_bars=N_BARS, rng=[seed, 2], burst=burst, apart=2)  # type: ignore[arg-type]
    before = (days * ROWS_A_DAY + slots).ravel()
    yardstick = measured(bars, before, before + N_BARS)[0]
    if kind != "usual HAC":
        return [rejects(test.pvalue) for test in distributed_lags(yardstick, before, bins=(N_BARS,)).totals]
    scale = yardstick.levels[yardstick.bars.days] * np.sqrt(yardstick.variances)
    kept = np.isfinite(yardstick.bars.moves) & np.isfinite(scale)
    design = np.zeros((scale.size, before.size))
    for column, start in enumerate(before):
        design[start + 1 : start + N_BARS + 1, column] = 1.0
    standardized = (yardstick.bars.moves / scale)[kept]
    fit = sm.OLS(standardized, design[kept]).fit(cov_type="HAC", cov_kwds={"maxlags": N_BARS})
    return [rejects(pvalue) for pvalue in fit.pvalues]


@pytest.mark.parametrize("kind", ["alone", "bursts"])
def test_path_of_an_episode_holds_its_size(kind: str) -> None:
    assert holds_its_size(rate("paths", kind))


def test_the_usual_hac_errors_reject_a_true_null_four_times_in_ten() -> None:
    assert rate("paths", "usual HAC", n_studies=40)[0] == pytest.approx(0.4, abs=0.1)


def normal_days(seed: int, *, spread: float = 0.5) -> np.ndarray:
    """Moves of normal bars, by day and slot."""
    return simulate_bars(N_DAYS, N_SLOTS, rng=[seed, 5], df=200.0, spread=spread).returns[:, :, 0]  # type: ignore[arg-type]


N_JUMP_STUDIES = max(N_STUDIES // 10, 30)
BNS = {"known": (0.05, 0.08), "estimated": (0.07, 0.13), "raw": (0.11, 0.18)}


@pytest.mark.parametrize("season", BNS)
def test_share_of_normal_days_with_a_jump_by_the_ratio_is_the_one_documented(season: str) -> None:
    lowest, highest = BNS[season]
    outcomes = []
    for seed in range(N_JUMP_STUDIES):
        moves = normal_days(seed)
        factors = {"known": u_shape(N_SLOTS), "estimated": seasonality(moves).without_day, "raw": 1.0}[season]
        outcomes += [bns_ratio_z(day).pvalue <= ALPHA for day in moves / factors]
    chance = bound(0.1, len(outcomes))
    assert lowest - chance < np.mean(outcomes) < highest + chance


JUMPS = {"steady": (0.0, 0.10), "persistent": (0.5, 0.57), "persistent, by level": (0.5, 0.20)}


@pytest.mark.parametrize("volatility", JUMPS)
def test_share_of_samples_with_a_false_jump_is_the_one_documented(volatility: str) -> None:
    spread, expected = JUMPS[volatility]
    false = []
    for seed in range(N_JUMP_STUDIES):
        moves = normal_days(seed, spread=spread)
        scaled = moves / seasonality(moves).without_day
        if volatility.endswith("level"):
            scaled = by_day_level(scaled)
        false.append(detect_jumps(scaled.ravel(), window=156, alpha=0.01).rows.size > 0)
    assert np.mean(false) == pytest.approx(expected, abs=0.05 + bound(expected, N_JUMP_STUDIES) / 2)


POWER = {(1.0, 5): 0.33, (1.0, 10): 0.47, (1.0, 15): 0.64, (1.0, 30): 0.87, (2.0, 5): 0.91, (2.0, 10): 0.99}


@pytest.mark.parametrize(("size", "n"), POWER)
def test_power_of_the_mean_rank_is_near_that_of_the_first_simulation(size: float, n: int) -> None:
    expected = POWER[size, n]
    assert rate("mean_rank", n, size)[0] == pytest.approx(expected, abs=0.10 + bound(expected, N_STUDIES) / 2)


@pytest.mark.parametrize(("n", "expected"), [(10, 0.81), (15, 0.93)])
def test_power_of_the_sign_flip_for_a_common_direction(n: int, expected: float) -> None:
    found, _ = rate("direction", n, 1.0, "sign_flip")
    assert found == pytest.approx(expected, abs=0.10 + bound(expected, N_STUDIES) / 2)


def test_power_of_a_single_headline_grows_with_the_move() -> None:
    one, two, four = (rate("single", size)[0] for size in (1.0, 2.0, 4.0))
    assert 0.09 < one < 0.20 and 0.33 < two < 0.50 and four > 0.75
