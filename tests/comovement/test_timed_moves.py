"""From bars to moves with their times: nothing across a closure, a change of contract or a hole in the night."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from aftershock.comovement.timed_moves import allow_for_age, timed_moves, unchanged_share
from aftershock.errors import ComovementError

Make = Callable[..., Any]
HOURS = "18:00-17:00 America/New_York"
HOUR = 3_600_000_000_000


@pytest.fixture
def two_days(hourly_ends: Make) -> pd.DatetimeIndex:
    ends: pd.DatetimeIndex = hourly_ends(HOURS, "2022-02-15", "2022-02-16")
    return ends


def plain(closes: list[float], **columns: Any) -> pd.DataFrame:
    ends = pd.date_range("2022-02-17 15:00", periods=len(closes), freq="1h", tz="UTC")
    return pd.DataFrame({"start": ends - pd.Timedelta("1h"), "end": ends, "close": closes, **columns})


def test_no_move_spans_the_nightly_closure(two_days: pd.DatetimeIndex, make_bars: Make) -> None:
    found = timed_moves({"GOLD": make_bars("GOLD", two_days, hours=HOURS)}, "GOLD")
    assert ((found.intervals.ends - found.intervals.starts) == HOUR).all()
    assert found.left_out == {"first after a closure": 1, "no comparable price before": 1}


def test_no_move_spans_a_change_of_contract(two_days: pd.DatetimeIndex, make_bars: Make) -> None:
    contracts = ["202203"] * 10 + ["202204"] * (len(two_days) - 10)
    series = make_bars("WTI", two_days, contracts=contracts, hours=HOURS)
    found = timed_moves({"WTI": series}, "WTI")
    changed = two_days[10].value
    assert changed not in found.intervals.ends
    assert found.left_out["change of contract"] == 1


def test_move_over_missing_bars_spans_their_time(two_days: pd.DatetimeIndex, make_bars: Make) -> None:
    series = make_bars("GOLD", two_days.delete([4, 5]), hours=HOURS)
    lengths = np.diff([timed_moves({"GOLD": series}, "GOLD").intervals.starts,
                       timed_moves({"GOLD": series}, "GOLD").intervals.ends], axis=0)[0]  # fmt: skip
    assert sorted(lengths)[-1] == 3 * HOUR


def test_moves_of_prices_are_log_returns(two_days: pd.DatetimeIndex, make_bars: Make) -> None:
    found = timed_moves({"GOLD": make_bars("GOLD", two_days, hours=HOURS)}, "GOLD")
    assert found.intervals.moves[0] == pytest.approx(np.log(101 / 100))


def test_plain_closes_become_log_returns_between_bars_that_touch() -> None:
    frame = plain([1.0, 2.0, 4.0, 8.0]).drop(index=2)
    found = timed_moves({"X": frame}, "X")
    assert found.intervals.moves == pytest.approx([np.log(2)])
    assert found.left_out == {"first after a gap": 2}


def test_plain_moves_are_taken_as_they_are() -> None:
    frame = plain([1.0, 2.0, 4.0]).drop(columns="close").assign(move=[0.1, np.nan, -0.2])
    found = timed_moves({"X": frame}, "X")
    assert found.intervals.moves.tolist() == [0.1, -0.2]
    assert found.left_out == {"no move": 1}


def test_end_may_be_the_index() -> None:
    frame = plain([1.0, 2.0, 4.0]).set_index("end")
    assert len(timed_moves({"X": frame}, "X").intervals) == 2


def test_plain_change_of_contract_and_missing_price_are_counted() -> None:
    frame = plain([1.0, 2.0, np.nan, 4.0, 5.0], contract=["a", "b", "b", "b", "b"])
    found = timed_moves({"X": frame}, "X")
    assert found.left_out == {"first after a gap": 1, "change of contract": 1, "no price": 2}


def test_bars_without_trades_are_a_share_of_all() -> None:
    found = timed_moves({"X": plain([1.0, 2.0, 2.0, 2.0], volume=[5.0, 4.0, 0.0, 0.0])}, "X")
    assert (found.untraded, round(unchanged_share(found.intervals), 3)) == (0.5, 0.667)


def test_volume_that_is_never_above_zero_says_nothing() -> None:
    assert np.isnan(timed_moves({"X": plain([1.0, 2.0], volume=[0.0, 0.0])}, "X").untraded)


def test_age_widens_a_move_to_all_it_may_span() -> None:
    found = timed_moves({"X": plain([1.0, 2.0, 2.0, 3.0])}, "X")
    wide, known = (
        allow_for_age(found.intervals, age, repeats=repeats) for age, repeats in ((HOUR, True), (60, False))
    )
    assert ((wide.ends - wide.starts) / HOUR).tolist() == [2.0, 3.0]
    assert (known.ends - known.starts - HOUR).tolist() == [60, 60, 60]


def test_daily_prices_are_refused(make_daily: Make) -> None:
    with pytest.raises(ComovementError, match="cross_correlation for daily moves"):
        timed_moves({"SPX": make_daily("SPX", "2022-02-01", "2022-02-11")}, "SPX")


def test_errors_say_what_is_missing() -> None:
    frame = plain([1.0, 2.0])
    with pytest.raises(ComovementError, match="no bars of 'GOLD'; there are X"):
        timed_moves({"X": frame}, "GOLD")
    with pytest.raises(ComovementError, match="they need start, end, and move or close"):
        timed_moves({"X": frame.drop(columns="close")}, "X")
    with pytest.raises(ComovementError, match="instants with a time zone"):
        timed_moves({"X": frame.assign(end=frame["end"].dt.tz_localize(None))}, "X")
    with pytest.raises(ComovementError, match="give no move"):
        timed_moves({"X": frame.iloc[:1]}, "X")
