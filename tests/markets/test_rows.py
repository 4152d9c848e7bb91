"""Rows that are left out and counted."""

import pandas as pd
import pytest

from aftershock.markets.rows import RowLedger, drop_unfinished_bars

ENDS = pd.DatetimeIndex(["2022-02-17T15:00Z", "2022-02-17T16:00Z", "2022-02-17T17:00Z"], name="end")


@pytest.mark.parametrize(("now", "kept"), [("14:59", 0), ("15:59", 1), ("16:00", 2), ("23:00", 3)])
def test_bar_is_finished_once_it_has_ended(now: str, kept: int) -> None:
    ledger = RowLedger(read=3)
    table = pd.DataFrame({"close": [1.0, 2.0, 3.0]}, index=ENDS)
    left = drop_unfinished_bars(table, pd.Timestamp(f"2022-02-17T{now}Z"), ledger)
    assert (len(left), ledger.dropped.get("unfinished_bar", 0)) == (kept, 3 - kept)
