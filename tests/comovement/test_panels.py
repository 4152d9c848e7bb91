"""Moves as arrays, once it is sure that they can be compared."""

import numpy as np
import pandas as pd
import pytest

from aftershock.comovement import move_panel
from aftershock.errors import ComovementError

DAYS = pd.date_range("2022-02-14", periods=3, freq="D")
FRAME = pd.DataFrame({"SPX": [0.1, np.nan, -0.2], "GOLD": [0.0, 0.3, 0.1]}, index=DAYS)


def struck(method: str) -> pd.DataFrame:
    frame = FRAME.copy()
    frame.attrs = {
        "strike": {"SPX": "16:00 New York", "GOLD": "13:30 New York"},
        "unit": {"SPX": "%", "GOLD": "%"},
        "method": method,
    }
    return frame


def test_columns_come_in_the_order_asked_for() -> None:
    assert move_panel(FRAME, assets=["GOLD", "SPX"]).values[2].tolist() == [0.1, -0.2]


def test_a_missing_move_stays_missing() -> None:
    assert move_panel(FRAME).complete.tolist() == [True, False, True]


def test_different_strikes_of_one_session_moves_are_refused() -> None:
    with pytest.raises(ComovementError, match="snapshot"):
        move_panel(struck("session"))


def test_different_strikes_may_be_allowed_and_are_noted() -> None:
    assert "towards zero" in move_panel(struck("session"), asynchronous="allow").note


def test_moves_over_two_sessions_pass_with_a_note() -> None:
    assert move_panel(struck("2-session overlapping")).note.endswith("moves are 2-session overlapping.")


def test_units_are_taken_from_the_frame() -> None:
    assert move_panel(struck("2-session overlapping")).units == ("%", "%")


@pytest.mark.parametrize("assets", [["SPX"], ["SPX", "SPX"], ["SPX", "WTI"]])
def test_two_different_assets_that_are_there_are_needed(assets: list[str]) -> None:
    with pytest.raises(ComovementError):
        move_panel(FRAME, assets=assets)


def test_an_infinite_move_is_refused_by_name() -> None:
    with pytest.raises(ComovementError, match="GOLD"):
        move_panel(FRAME.replace(0.3, np.inf))


def test_rows_that_go_back_are_refused() -> None:
    with pytest.raises(ComovementError, match="ascending"):
        move_panel(FRAME.iloc[::-1])
