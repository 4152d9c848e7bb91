"""Charts of who moved first: what is drawn is what was found, and nothing rests on colour alone."""

from collections.abc import Iterator

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from aftershock.comovement import CrossCorrelation, LeadLag, cross_correlation, lead_lag
from aftershock.plots import (
    describe_cross_correlation,
    describe_lead_lag,
    plot_cross_correlation,
    plot_lead_lag,
)
from aftershock.simulate import simulate_asynchronous, simulate_correlated


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    matplotlib.use("Agg")
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def leading() -> LeadLag:
    pair = simulate_asynchronous(15, rng=1, lead="10min", every=("5min", "5min"), tick="60s")
    return lead_lag(pair.bars, first="FIRST", second="SECOND", lags="30min", n_draws=199)


@pytest.fixture(scope="module")
def daily() -> CrossCorrelation:
    moves = pd.DataFrame(simulate_correlated(300, correlation=0.5, rng=1), columns=["SPX", "GOLD"])
    return cross_correlation(moves, first="SPX", second="GOLD", lags=6, n_draws=99)


def drawn_points(axes: plt.Axes) -> np.ndarray:
    return next(np.asarray(line.get_xydata()) for line in axes.lines if line.get_marker() == "o")


def test_every_shift_is_drawn_in_minutes(leading: LeadLag) -> None:
    points = drawn_points(plot_lead_lag(leading))
    assert points[:, 0].tolist() == list(range(-30, 31, 5))
    assert points[:, 1].tolist() == leading.estimates.correlation.tolist()


def test_largest_is_marked_by_shape_and_number(leading: LeadLag) -> None:
    axes = plot_lead_lag(leading)
    diamond = next(line for line in axes.lines if line.get_marker() == "D")
    assert diamond.get_xdata()[0] == 10.0  # type: ignore[index]
    assert any(text.get_text().endswith("at +10 min") for text in axes.texts)


def test_chart_says_interval_size_and_answer(leading: LeadLag) -> None:
    axes = plot_lead_lag(leading)
    assert "90 % intervals, one shift at a time" in axes.get_xlabel().replace("\n", " ")
    assert f"in {leading.n_blocks} blocks" in axes.get_xlabel().replace("\n", " ")
    assert any("FIRST moves before SECOND" in text.get_text().replace("\n", " ") for text in axes.texts)


def test_many_shifts_are_drawn_as_a_line_with_a_band() -> None:
    pair = simulate_asynchronous(8, rng=1, every=("5min", "5min"), tick="60s")
    found = lead_lag(pair.bars, first="FIRST", second="SECOND", lags="30min", step="1min", n_draws=99)
    axes = plot_lead_lag(found)
    assert not any(line.get_marker() == "o" for line in axes.lines)
    assert len(axes.collections) == 1


def test_alternative_text_has_the_facts(leading: LeadLag) -> None:
    text = describe_lead_lag(leading)
    assert "at 13 shifts from -30 min to +30 min" in text
    assert f"the largest is {leading.estimates.correlation.max():.2f} at +10 min" in text


def test_correlogram_draws_every_lag_and_the_band_of_zero(daily: CrossCorrelation) -> None:
    axes = plot_cross_correlation(daily)
    assert drawn_points(axes)[:, 0].tolist() == list(range(-6, 7))
    assert "shade: where 90 % lie if the truth is zero" in axes.get_xlabel().replace("\n", " ")


def test_alternative_text_of_a_correlogram_counts_lags_outside(daily: CrossCorrelation) -> None:
    table = daily.to_frame().drop(index=0)
    outside = int((table["correlation"].abs() > table["null_high"]).sum())
    assert f"{outside} of the other lags lie outside" in describe_cross_correlation(daily)


def test_lines_are_broken_to_fit_a_telephone(leading: LeadLag) -> None:
    axes = Figure(figsize=(3.6, 3.4), layout="constrained").add_subplot()
    plot_lead_lag(leading, ax=axes)
    assert max(len(line) for line in axes.get_xlabel().splitlines()) <= 40
    assert max(len(line) for line in axes.get_title(loc="left").splitlines()) <= 30


def test_undefined_is_drawn_with_its_reason() -> None:
    pair = simulate_asynchronous(4, rng=1, every=("5min", "5min"), tick="60s")
    axes = plot_lead_lag(lead_lag(pair.bars, first="FIRST", second="SECOND", n_draws=99))
    assert any("cannot be told" in text.get_text() for text in axes.texts)
    assert not any(line.get_marker() == "D" for line in axes.lines)
