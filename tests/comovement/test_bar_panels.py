"""Moves of bars side by side."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from aftershock.comovement import bar_panel
from aftershock.errors import ComovementError
from aftershock.markets import Prices

ENDS = pd.DatetimeIndex(["2022-02-17T20:00Z", "2022-02-17T21:00Z", "2022-02-17T22:00Z", "2022-02-18T00:00Z"])
CLOSES = [100.0, 101.0, 103.0, 102.0]


def test_a_move_runs_from_the_close_before(make_bars: Callable[..., Any]) -> None:
    frame = bar_panel(Prices([make_bars("GOLD", ENDS, CLOSES, hours="18:00-17:00 America/New_York")]))
    assert frame["GOLD"].iloc[1] == pytest.approx(np.log(101 / 100))


def test_a_closure_is_part_of_the_first_move_after_it(make_bars: Callable[..., Any]) -> None:
    bars = Prices([make_bars("GOLD", ENDS, CLOSES, hours="18:00-17:00 America/New_York")])
    assert bar_panel(bars)["GOLD"].iloc[3] == pytest.approx(np.log(102 / 103))


def test_unless_it_is_to_be_missing(make_bars: Callable[..., Any]) -> None:
    bars = Prices([make_bars("GOLD", ENDS, CLOSES, hours="18:00-17:00 America/New_York")])
    assert np.isnan(bar_panel(bars, overnight="missing")["GOLD"].iloc[3])


def test_a_change_of_contract_has_no_move(make_bars: Callable[..., Any]) -> None:
    rolled = make_bars(
        "WTI", ENDS, CLOSES, contracts=["H", "H", "J", "J"], hours="18:00-17:00 America/New_York"
    )
    assert np.isnan(bar_panel(Prices([rolled]))["WTI"].iloc[2])


def test_daily_prices_are_sent_to_moves(make_daily: Callable[..., Any]) -> None:
    with pytest.raises(ComovementError, match=r"prices\.moves"):
        bar_panel(Prices([make_daily("GOLD", "2022-02-14", "2022-02-18")]))
