"""Headlines in clock time among the windows of their own day."""

import numpy as np
import pytest

from aftershock.comovement.quiet_windows import quiet_vectors, score_windows
from aftershock.comovement.signatures import ScoredEpisodes
from aftershock.reactions.bars import bar_moves
from aftershock.reactions.level import Yardstick, bars_inside, day_levels
from aftershock.simulate import as_market, simulate_bars

EXACT = 1e-10
N_DAYS, N_SLOTS = 20, 78
ROWS_A_DAY = N_SLOTS + 1
WEIGHTS = np.array([-1.0, 1.0])
MADE = simulate_bars(N_DAYS, N_SLOTS, 2, rng=1)
BARS = [bar_moves(as_market(MADE, asset=at), zone="UTC", move="log") for at in range(2)]
YARDSTICKS = [Yardstick(one, np.ones(one.ends.size), np.ones(N_DAYS)) for one in BARS]
HEAD = 5 * ROWS_A_DAY + 30


def scored(
    rows: list[int], *, n_bars: int = 1, minimum: int = 19, measured: tuple[bool, bool] = (True, True)
) -> ScoredEpisodes:
    before = np.where(measured, np.array(rows)[:, None], -1)
    after = np.where(before >= 0, before + n_bars, -1)
    busy = [bars_inside(one.ends.size, before[:, at], after[:, at]) for at, one in enumerate(BARS)]
    return score_windows(
        YARDSTICKS, before, after, WEIGHTS, busy=busy, minimum=minimum, alpha=0.05, n_draws=9,
        rng=np.random.default_rng(1),
    )  # fmt: skip


def test_the_pvalue_is_the_rank_among_the_other_bars_of_the_day() -> None:
    none = np.zeros(BARS[0].ends.size, dtype=bool)
    levels = [day_levels(one, np.ones(one.ends.size), none).levels[5] for one in BARS]
    score = np.abs(MADE.returns[5] / levels @ WEIGHTS)
    larger = int((np.delete(score, 30) >= score[30]).sum())
    assert scored([HEAD]).pvalues[0] == pytest.approx((1 + larger) / N_SLOTS, abs=EXACT)


def test_another_day_changes_nothing_of_the_rank() -> None:
    one, other = scored([HEAD]), scored([HEAD, 9 * ROWS_A_DAY + 30])
    assert one.pvalues[0] == other.pvalues[0]


def test_another_headline_of_the_day_is_not_quiet() -> None:
    assert scored([HEAD, HEAD + 10]).n_quiet[0] == scored([HEAD]).n_quiet[0] - 1


def test_days_with_too_few_windows_are_compared_with_all_days() -> None:
    found = scored([HEAD], minimum=100)
    assert found.sources[0] == "all_days" and found.n_quiet[0] == N_DAYS * N_SLOTS - 1


def test_too_few_windows_anywhere_give_a_reason() -> None:
    found = scored([HEAD], minimum=10_000)
    assert np.isnan(found.pvalues[0]) and "at least 10000" in found.reasons[0]


def test_one_asset_is_too_few() -> None:
    assert "1 of the 2 assets" in scored([HEAD], measured=(True, False)).reasons[0]


def test_windows_of_several_bars_count_their_own_for_a_third_of_them() -> None:
    found = scored([HEAD], n_bars=6)
    smallest = 2 / (2 + found.n_quiet[0])
    assert found.pvalues[0] >= smallest


def test_quiet_vectors_leave_headlines_out() -> None:
    before = np.full((1, 2), HEAD)
    busy = [bars_inside(one.ends.size, before[:, 0], before[:, 0] + 1) for one in BARS]
    found = quiet_vectors(YARDSTICKS, before, before + 1, busy)
    assert found.shape == (N_DAYS * N_SLOTS - 1, 2)
