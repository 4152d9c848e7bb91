"""Moves in clock time: a point a headline, filled by its own p-value only, and words that say so."""

from collections.abc import Iterator

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot
from matplotlib.figure import Figure

import aftershock as ash
from aftershock.errors import EstimationError
from aftershock.markets import sample_folder
from aftershock.plots import describe_reactions, plot_reactions

EXACT = 1e-12


@pytest.fixture(autouse=True)
def close_figures() -> Iterator[None]:
    before = matplotlib.get_backend()
    pyplot.switch_backend("Agg")
    yield
    pyplot.close("all")
    pyplot.switch_backend(before)


@pytest.fixture(scope="module")
def results() -> ash.ReactionResults:
    heads = ash.read_headlines(sample_folder() / "live-blog.txt", date="2019-03-21")
    bars = ash.load_prices(
        ["WTI", "GOLD"], start="2018-12-03", end="2019-03-29", source="sample", interval="1h"
    )
    return ash.ReactionStudy(bars, heads, windows=["-60min/0", "0/+60min"]).fit()


def rows(results: ash.ReactionResults) -> pd.DataFrame:
    frame = results.to_frame("event", window="0/+60min")
    return frame[(frame["asset"] == "WTI") & frame["move"].notna()].sort_values("instant")


def test_filled_and_open_points_are_all_measured_moves_in_per_cent(results: ash.ReactionResults) -> None:
    axes = plot_reactions(results, asset="WTI", ax=Figure().add_subplot())
    filled, hollow = axes.lines[1:]
    found, small = rows(results), (rows(results)["placebo_pvalue"] <= 0.05).to_numpy()
    shown = 100 * np.expm1(found["move"].to_numpy())
    assert filled.get_ydata() == pytest.approx(shown[small], abs=EXACT)
    assert hollow.get_ydata() == pytest.approx(shown[~small], abs=EXACT)


def test_lines_behind_are_the_noticeable_and_the_usual_move(results: ash.ReactionResults) -> None:
    axes = plot_reactions(results, asset="WTI", ax=Figure().add_subplot())
    for lines, column in zip(axes.collections, ("detectable", "usual"), strict=True):
        tops = [segment[1][1] for segment in lines.get_segments() if len(segment)]  # type: ignore[attr-defined]
        assert tops == pytest.approx(100 * np.expm1(rows(results)[column].dropna()), abs=EXACT)


def test_legend_says_that_the_headlines_are_not_counted(results: ash.ReactionResults) -> None:
    axes = plot_reactions(results, asset="WTI", ax=Figure().add_subplot())
    assert "alone, not counting the other headlines" in axes.texts[0].get_text()


def test_title_says_asset_window_and_number(results: ash.ReactionResults) -> None:
    axes = plot_reactions(results, asset="GOLD", window="-60min/0", ax=Figure().add_subplot())
    assert axes.get_title(loc="left").startswith("Move of GOLD in -60min/0, ")


def test_one_of_several_assets_must_be_named(results: ash.ReactionResults) -> None:
    with pytest.raises(EstimationError, match="name one of WTI, GOLD"):
        plot_reactions(results)


def test_words_count_the_rare_and_name_the_largest(results: ash.ReactionResults) -> None:
    top = rows(results).iloc[int(rows(results)["standardized"].abs().to_numpy().argmax())]
    words = describe_reactions(results, asset="WTI")
    count = int((rows(results)["placebo_pvalue"] <= 0.05).sum())
    assert f"where {count} are rarer than 5% among their placebos, each taken alone" in words
    assert words.endswith(
        f"at {top['instant']:%Y-%m-%d %H:%M} UTC, {abs(top['standardized']):.1f} usual moves."
    )


def test_words_of_nothing_measured_say_so(results: ash.ReactionResults) -> None:
    heads = ash.read_headlines("Far away (3:40 p.m.)\n\nText.", date="2019-03-20", zone="CET")
    bars = ash.load_prices(["GOLD"], start="2019-03-20", end="2019-03-21", source="sample", interval="1h")
    few = ash.ReactionStudy(bars, heads, windows=["0/+60min"]).fit()
    assert describe_reactions(few).endswith("where none can be compared with what is usual.")
    assert plot_reactions(few, ax=Figure().add_subplot()).get_xlabel()


def test_the_users_style_is_left_as_it_was(results: ash.ReactionResults) -> None:
    before = dict(matplotlib.rcParams)
    plot_reactions(results, asset="WTI")
    assert dict(matplotlib.rcParams) == before
