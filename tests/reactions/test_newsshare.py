"""The news share: by hand, every rotation by brute force, several days, and what cannot be said."""

import runpy
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.errors import EstimationError
from aftershock.reactions.level import Yardstick, bars_inside
from aftershock.reactions.newsshare import news_share

MARKETS = runpy.run_path(str(Path(__file__).with_name("clock_markets.py")))
simulated_yardstick, minute_bars = MARKETS["simulated_yardstick"], MARKETS["minute_bars"]
EXACT = 1e-9
EXAMPLES = 15
A_DAY = 79


def rows(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


@pytest.fixture(scope="module")
def yardstick() -> Yardstick:
    return simulated_yardstick()


def test_share_and_expectation_by_hand() -> None:
    bars = minute_bars(np.array([0.0, 1.0, 0.0, 3.0, 2.0]))
    season = np.array([9.0, 1.0, 1.0, 4.0, 2.0])
    found = news_share(Yardstick(bars, season, np.ones(1)), rows(2), rows(3), fewest_bars=4)
    assert found.share == pytest.approx(9 / 12, rel=EXACT)
    assert found.expected == pytest.approx(4 / 8, rel=EXACT)
    assert found.ratio == pytest.approx(1.5, rel=EXACT)
    assert (found.n_bars_inside, found.n_bars, found.n_draws) == (1, 4, 4)


def test_every_rotation_by_brute_force(yardstick: Yardstick) -> None:
    before, after = rows(3 * A_DAY + 10, 3 * A_DAY + 40), rows(3 * A_DAY + 16, 3 * A_DAY + 42)
    found = news_share(yardstick, before, after)
    day = slice(3 * A_DAY + 1, 4 * A_DAY)
    season, inside = yardstick.variances[day], bars_inside(yardstick.bars.ends.size, before, after)[day]
    squares = yardstick.bars.moves[day] ** 2 / season
    shares = [
        (season * np.roll(squares, -shift))[inside].sum() / (season * np.roll(squares, -shift)).sum()
        for shift in range(78)
    ]
    assert found.share == pytest.approx(shares[0], rel=EXACT)
    assert found.pvalue == pytest.approx(np.mean(np.array(shares) >= shares[0] * (1 - EXACT)), rel=EXACT)
    np.testing.assert_allclose([found.low, found.high], np.quantile(shares, [0.025, 0.975]), rtol=EXACT)


def test_one_jump_in_a_window_of_m_bars_has_the_pvalue_m_of_n() -> None:
    prices = np.arange(101) % 2 + np.where(np.arange(101) > 50, 1e6, 0.0)
    yardstick = Yardstick(minute_bars(prices), np.ones(101), np.ones(1))
    assert news_share(yardstick, rows(48), rows(53)).pvalue == pytest.approx(5 / 100, rel=EXACT)
    assert news_share(yardstick, rows(60), rows(65)).pvalue > 0.5


def test_windows_that_share_bars_count_them_once(yardstick: Yardstick) -> None:
    one = news_share(yardstick, rows(10), rows(20))
    two = news_share(yardstick, rows(10, 14), rows(18, 20))
    assert one.share == pytest.approx(two.share, rel=EXACT)
    assert one.n_bars_inside == two.n_bars_inside == 10


def test_several_days_are_the_mean_of_each(yardstick: Yardstick) -> None:
    starts = np.array([0, 4, 9]) * A_DAY + 20
    both = news_share(yardstick, starts, starts + 6, n_draws=200)
    alone = [news_share(yardstick, starts[[at]], starts[[at]] + 6) for at in range(3)]
    assert both.days.tolist() == [0, 4, 9]
    assert both.share == pytest.approx(np.mean([one.share for one in alone]), rel=EXACT)
    assert both.expected == pytest.approx(np.mean([one.expected for one in alone]), rel=EXACT)
    assert both.n_draws == 200 and both.pvalue >= 1 / 201


def test_whole_day_is_all_of_it_and_proves_nothing(yardstick: Yardstick) -> None:
    found = news_share(yardstick, rows(0), rows(78))
    assert found.share == pytest.approx(1.0, rel=EXACT)
    assert found.expected == pytest.approx(1.0, rel=EXACT)
    assert found.pvalue == 1.0


def test_without_a_day_the_reason_is_said(yardstick: Yardstick) -> None:
    found = news_share(yardstick, rows(-1), rows(5))
    assert np.isnan(found.pvalue) and np.isnan(found.share) and "no day" in found.reason


def test_day_without_a_move_does_not_count() -> None:
    still = Yardstick(minute_bars(np.ones(50)), np.ones(50), np.ones(1))
    assert "no day" in news_share(still, rows(10), rows(12)).reason


def test_same_seed_same_pvalue(yardstick: Yardstick) -> None:
    starts = np.array([0, 4, 9]) * A_DAY + 20
    one, other = (news_share(yardstick, starts, starts + 6, n_draws=300, rng=3) for _ in range(2))
    assert (one.pvalue, one.low, one.high) == (other.pvalue, other.low, other.high)


def test_headline_of_another_day_does_not_change_the_day(yardstick: Yardstick) -> None:
    one = news_share(yardstick, rows(10), rows(16))
    more = news_share(yardstick, rows(10, 9 * A_DAY + 10), rows(16, 9 * A_DAY + 16), n_draws=100)
    assert more.shares[0] == one.shares[0]


@settings(max_examples=EXAMPLES)
@given(st.floats(1e-3, 1e3), st.floats(1e-3, 1e3), st.integers(1, 70))
def test_units_of_moves_and_season_do_not_matter(unit: float, scale: float, start: int) -> None:
    prices = np.random.default_rng(start).standard_normal(80).cumsum()
    one = news_share(Yardstick(minute_bars(prices), np.ones(80), np.ones(1)), rows(start), rows(start + 5))
    other = news_share(
        Yardstick(minute_bars(unit * prices), np.full(80, scale), np.ones(1)), rows(start), rows(start + 5)
    )
    assert one.share == pytest.approx(other.share, rel=1e-6)
    assert one.pvalue == pytest.approx(other.pvalue, rel=EXACT)


def test_share_of_one_bar_is_refused(yardstick: Yardstick) -> None:
    with pytest.raises(EstimationError, match="at least 2"):
        news_share(yardstick, rows(10), rows(12), fewest_bars=1)
