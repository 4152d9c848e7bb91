"""Moves and a shock on the rows an asset counts, and the slots of its season."""

import numpy as np
import pandas as pd
import pytest

from aftershock.comovement.linked_series import linked_series, season_columns
from aftershock.errors import ComovementError

HOURS = pd.date_range("2022-03-07T15:00Z", periods=24 * 14, freq="h")
FRAME = pd.DataFrame({"GOLD": np.arange(336.0), "ZN": np.where(np.arange(336) % 2, np.nan, 1.0)}, index=HOURS)
SHOCK = pd.Series(np.arange(336.0), index=HOURS)


def test_bars_count_the_rows_in_which_the_asset_has_a_move() -> None:
    rows = linked_series(FRAME, SHOCK, assets=["ZN"], sessions="calendar", season="none")[0].rows
    assert len(rows) == 168


def test_slots_follow_the_clock_through_the_change_to_summer_time() -> None:
    """New York's 10 o'clock is 15:00 UTC before 13 March 2022 and 14:00 UTC after."""
    columns = season_columns(HOURS, "clock", zone="America/New_York")
    before, after = (HOURS.get_loc(pd.Timestamp(text)) for text in ("2022-03-10T15:00Z", "2022-03-16T14:00Z"))
    assert columns[before].argmax() == columns[after].argmax()


def test_each_row_has_one_slot() -> None:
    assert (season_columns(HOURS, "weekday", zone="UTC").sum(axis=1) == 1).all()


def test_rows_of_a_slot_that_hardly_ever_occurs_are_left_out() -> None:
    odd = HOURS.append(pd.DatetimeIndex(["2022-03-21T15:30Z"]))
    assert np.isnan(season_columns(odd, "clock", zone="UTC")[-1]).all()


def test_dated_sessions_have_weekdays_by_default() -> None:
    days = pd.bdate_range("2022-01-03", periods=50)
    assert season_columns(days, "auto", zone="UTC").shape == (50, 5)


def test_rows_without_dates_have_no_season() -> None:
    assert season_columns(pd.RangeIndex(50), "auto", zone="UTC").shape == (50, 1)


@pytest.mark.parametrize(
    ("frame", "shock", "told"),
    [
        (FRAME.iloc[::-1], SHOCK, "ascending"),
        (FRAME.replace(3.0, np.inf), SHOCK, "infinite"),
        (FRAME.astype(object).replace(3.0, "much"), SHOCK, "must be numbers"),
        (FRAME, SHOCK.to_frame("SPX"), "without a column GOLD"),
        (FRAME, pd.concat([SHOCK, SHOCK]), "repeat"),
        (FRAME, SHOCK.replace(3.0, np.inf), "infinite"),
    ],
)
def test_what_does_not_fit_is_refused(
    frame: pd.DataFrame, shock: pd.Series | pd.DataFrame, told: str
) -> None:
    with pytest.raises(ComovementError, match=told):
        linked_series(frame, shock, assets=None, sessions="panel", season="none")


def test_rows_without_dates_have_no_weekday() -> None:
    with pytest.raises(ComovementError, match="season='none'"):
        season_columns(pd.RangeIndex(50), "weekday", zone="UTC")
