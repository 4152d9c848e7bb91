"""The mean path: what is drawn are the numbers of the study, and the words say what the bands are."""

from collections.abc import Iterator

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy import stats

from aftershock.errors import EstimationError
from aftershock.plots import describe_paths, plot_paths
from aftershock.plots.paths import FEW, band
from aftershock.study import EventStudy, EventStudyResults

EXACT = 1e-12


@pytest.fixture(autouse=True)
def close_figures() -> Iterator[None]:
    before = matplotlib.get_backend()
    pyplot.switch_backend("Agg")
    yield
    pyplot.close("all")
    pyplot.switch_backend(before)


def fitted(
    n_events: int, *, assets: tuple[str, ...] = ("OIL",), kind: str | None = "log"
) -> EventStudyResults:
    rng = np.random.default_rng(4)
    moves = pd.DataFrame(rng.normal(0, 0.01, (1500, len(assets))), columns=list(assets))
    if kind is not None:
        moves.attrs["move"] = dict.fromkeys(assets, kind)
    rows = [
        {"event_id": at, "asset": one, "session": 200 + 45 * at} for at in range(n_events) for one in assets
    ]
    return EventStudy(moves, pd.DataFrame(rows), window=(-1, 3), estimation=(-150, -11)).fit()


def drawn(results: EventStudyResults) -> Axes:
    return plot_paths(results, ax=Figure().add_subplot())


def test_thick_line_is_the_mean_path_in_per_cent() -> None:
    results = fitted(4)
    path = results.caar(by="asset")["estimate"]
    assert drawn(results).lines[-1].get_ydata() == pytest.approx(100 * np.expm1(path), abs=EXACT)


def test_thin_lines_are_the_events_own_sums() -> None:
    results = fitted(4)
    cars = results.car(window=(-1, 3)).to_numpy()
    ends = [line.get_ydata()[-1] for line in drawn(results).lines[2:-1]]
    assert ends == pytest.approx(100 * np.expm1(cars), abs=EXACT)


def test_many_events_are_not_drawn_one_by_one() -> None:
    assert [len(drawn(fitted(count)).lines) for count in (FEW - 1, FEW)] == [FEW - 1 + 3, 3]


def test_bands_are_t_intervals_of_the_mean() -> None:
    path = fitted(6).caar(by="asset")
    low, high = band(path, 0.9)
    expected = stats.t.interval(0.9, 5, loc=path["estimate"], scale=path["std_error"])
    assert low == pytest.approx(expected[0], abs=EXACT) and high == pytest.approx(expected[1], abs=EXACT)


def test_wide_band_encloses_the_narrow_one_and_both_are_said_to_be_pointwise() -> None:
    axes = drawn(fitted(6))
    wide, narrow = (one.get_datalim(axes.transData).height for one in axes.collections)
    assert wide > narrow
    assert "68% and 90% at each session alone (pointwise)" in axes.texts[0].get_text()


def test_one_event_has_no_band_and_says_so() -> None:
    axes = drawn(fitted(1))
    assert "no bands: one event has no spread" in axes.texts[0].get_text()
    assert axes.get_title(loc="left") == "Abnormal move of OIL, added up from session -1, 1 event"


@pytest.mark.parametrize(("kind", "unit"), [("log", "%"), ("simple", "%"), (None, "own unit")])
def test_axis_has_the_unit_that_is_shown(kind: str | None, unit: str) -> None:
    assert drawn(fitted(3, kind=kind)).get_ylabel() == unit


def test_one_of_several_assets_must_be_named() -> None:
    results = fitted(3, assets=("OIL", "GOLD"))
    assert "of GOLD" in plot_paths(results, asset="GOLD", ax=Figure().add_subplot()).get_title(loc="left")
    for wrong in (None, "SPX"):
        with pytest.raises(EstimationError, match="name one of OIL, GOLD"):
            plot_paths(results, asset=wrong)


def test_words_say_where_the_path_ends_and_how_wide_its_band_is() -> None:
    results = fitted(6)
    path = results.caar(by="asset")
    low, high = (100 * np.expm1(limit[-1]) for limit in band(path, 0.9))
    end = 100 * np.expm1(path["estimate"].iloc[-1])
    assert describe_paths(results) == (
        "Line chart of the mean abnormal move of OIL, added up from session -1, 6 events, where it stands at "
        f"{end:+.2f} % on session +3 (90% band, pointwise, {low:+.2f} to {high:+.2f})."
    )


def test_words_of_one_event_name_no_band() -> None:
    assert describe_paths(fitted(1)).endswith("on session +3, without a band.")


def test_the_users_style_is_left_as_it_was() -> None:
    before = dict(matplotlib.rcParams)
    plot_paths(fitted(3))
    assert dict(matplotlib.rcParams) == before
