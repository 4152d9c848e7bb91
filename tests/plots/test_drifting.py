"""Charts of drifting links: line, limits, band, level and marks are those of the result."""

from collections.abc import Iterator

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt

from aftershock.comovement import DriftingCorrelation, rolling_correlation
from aftershock.plots import describe_drifting, plot_drifting
from aftershock.simulate import simulate_correlated

MARKS = {pd.Timestamp("2020-09-01"): "a talk is called off", pd.Timestamp("2020-11-02"): "a vote"}


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    matplotlib.use("Agg")
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def result() -> DriftingCorrelation:
    days = pd.bdate_range("2020-01-01", periods=300)
    moves = pd.DataFrame(
        simulate_correlated(300, correlation=0.4, rng=1), index=days, columns=["SPX", "GOLD"]
    )
    return rolling_correlation(moves, first="SPX", second="GOLD", marks=MARKS, n_draws=99, n_band_draws=19)


def test_line_is_the_moving_correlation(result: DriftingCorrelation) -> None:
    axes = plot_drifting(result)
    line = max(axes.lines, key=lambda one: len(one.get_xdata()))  # type: ignore[arg-type]
    assert np.array_equal(np.asarray(line.get_ydata(), dtype=float), result.path.correlation, equal_nan=True)


def test_both_bands_are_drawn_and_told_apart_in_words(result: DriftingCorrelation) -> None:
    axes = plot_drifting(result)
    assert len(axes.collections) == 2
    assert "Dark: 90 % limits of one window; light: 90 % band of the whole line" in axes.get_xlabel().replace(
        "\n", " "
    )


def test_window_and_size_are_stated(result: DriftingCorrelation) -> None:
    assert plot_drifting(result).get_xlabel().startswith("Each value: rolling over 60 rows; n = 300 rows")


def test_marks_are_numbered_and_listed(result: DriftingCorrelation) -> None:
    axes = plot_drifting(result)
    assert {"1", "2"} <= {text.get_text() for text in axes.texts}
    assert "1 2020-09-01 a talk is called off\n2 2020-11-02 a vote" in axes.get_xlabel()


def test_level_of_all_rows_is_labelled(result: DriftingCorrelation) -> None:
    assert any(text.get_text() == f"all rows\n{result.overall:.2f}" for text in plot_drifting(result).texts)


def test_many_marks_are_lines_with_a_count() -> None:
    days = pd.bdate_range("2020-01-01", periods=200)
    moves = pd.DataFrame(
        simulate_correlated(200, correlation=0.4, rng=1), index=days, columns=["SPX", "GOLD"]
    )
    marks = {day: "x" for day in days[80:120:4]}
    found = rolling_correlation(moves, first="SPX", second="GOLD", marks=marks, n_draws=99, n_band_draws=9)
    assert plot_drifting(found).get_xlabel().endswith("and 4 more marks")


def test_alternative_text_has_ends_extremes_and_marks(result: DriftingCorrelation) -> None:
    text = describe_drifting(result)
    found = result.path.correlation
    assert "from 2020-01-01 to 2021-02-23" in text
    assert (
        f"the lowest is {np.nanmin(found):.2f} on" in text
        and f"the highest {np.nanmax(found):.2f} on" in text
    )
    assert "Marked: a talk is called off (2020-09-01); a vote (2020-11-02)." in text


def test_rows_that_are_numbers_can_be_drawn() -> None:
    moves = pd.DataFrame(simulate_correlated(100, correlation=0.4, rng=1), columns=["SPX", "GOLD"])
    found = rolling_correlation(moves, first="SPX", second="GOLD", window=20, n_draws=99, n_band_draws=9)
    assert plot_drifting(found).get_xlim() == (19.0, 99.0)
