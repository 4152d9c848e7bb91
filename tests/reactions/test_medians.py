"""Windows that run from median to median: which closes enter, and that none is from the wrong side."""

import numpy as np
import pytest

from aftershock.reactions import ClockWindow
from aftershock.reactions.bars import BarMoves, bar_moves
from aftershock.reactions.measures import Market
from aftershock.reactions.medians import median_moves

MINUTE = np.timedelta64(60 * 10**9, "ns")
NOON = np.datetime64("2024-05-01T12:00", "ns")
ENDS = NOON + np.arange(60) * MINUTE


def market(closes: np.ndarray, contracts: np.ndarray | None = None) -> Market:
    none = np.zeros(60, dtype=np.int64) if contracts is None else contracts
    return Market(ENDS - MINUTE, ENDS, closes, none, ENDS[-1:], ENDS[:1] - MINUTE, ENDS[-1:], MINUTE)


def medians(closes: np.ndarray, window: str, contracts: np.ndarray | None = None) -> BarMoves:
    """Medians of five minutes as levels of differences."""
    one, span = market(closes, contracts), ClockWindow.parse(window)
    bars = bar_moves(one, zone="UTC", move="difference")
    return median_moves(one, bars, span, width=5 * MINUTE, move="difference", scale=1.0)


def spike(row: int) -> np.ndarray:
    """A close far out, in a row alone: whatever holds it in a stretch of one has it as its median."""
    return np.where(np.arange(60) == row, 1.0, np.nan)


def rows_that_enter(window: str, row: int, *, ahead: bool) -> list[int]:
    """The rows whose close enters the median at a row."""
    found = []
    for other in range(60):
        bars = medians(spike(other), window)
        levels = bars.ahead if ahead else bars.levels
        assert levels is not None
        if np.isfinite(levels[row]):
            found.append(other)
    return found


@pytest.mark.parametrize(
    ("window", "rows"),
    [
        ("0/+20min", [26, 27, 28, 29, 30]),
        ("-1min/+20min", [27, 28, 29, 30, 31]),
        ("-10min/+20min", [28, 29, 30, 31, 32]),
    ],
)
def test_median_before_never_reaches_beyond_the_headline(window: str, rows: list[int]) -> None:
    assert rows_that_enter(window, 30, ahead=False) == rows


@pytest.mark.parametrize(
    ("window", "rows"),
    [
        ("0/+20min", [28, 29, 30, 31, 32]),
        ("0/+2min", [29, 30, 31, 32, 33]),
        ("0/+1min", [30, 31, 32, 33, 34]),
        ("-20min/0", [26, 27, 28, 29, 30]),
        ("-20min/-10min", [28, 29, 30, 31, 32]),
        ("0/close", [26, 27, 28, 29, 30]),
    ],
)
def test_median_after_holds_nothing_from_before_the_headline(window: str, rows: list[int]) -> None:
    assert rows_that_enter(window, 30, ahead=True) == rows


def test_median_over_two_contracts_is_missing() -> None:
    bars = medians(np.ones(60), "-10min/+20min", (np.arange(60) >= 31).astype(np.int64))
    assert np.flatnonzero(np.isnan(bars.levels)).tolist() == [29, 30, 31, 32]


def test_move_is_the_difference_of_the_medians() -> None:
    bars = medians(np.arange(60.0), "-10min/+20min")
    assert bars.between(np.array([10]), np.array([40])).tolist() == [30.0]


def test_one_bad_print_moves_nothing() -> None:
    bars = medians(np.where(np.arange(60) == 40, 1e6, 5.0), "-10min/+20min")
    assert bars.between(np.array([10]), np.array([40])).tolist() == [0.0]
