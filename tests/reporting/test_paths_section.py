"""Paths on a page of headlines: their mean where there are days enough, else one by one, and said why."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from aftershock.reactions.mean_paths import mean_path
from aftershock.reporting.findings import Findings
from aftershock.reporting.mean_paths import (
    SINGLES_TITLE,
    TITLE,
    bars_in,
    mean_path_chart,
    mean_path_table,
    single_path_table,
    single_rows,
    too_few_text,
)
from aftershock.reporting.page import Figure
from aftershock.reporting.sections import paths


def made_up(findings: Findings, *, n_days: int = 8) -> pd.DataFrame:
    """Mean paths of three bars of the first asset with bars."""
    assert findings.reactions is not None
    asset = str(findings.clock["asset"].iloc[0])
    mean = np.array([-0.001, 0.0, 0.004])
    limits = {"inner_low": -0.001, "inner_high": 0.001, "outer_low": -0.002, "outer_high": 0.002}
    return pd.DataFrame(
        {"asset": asset, "step": [-1, 0, 1], "n_headlines": 9, "n_days": n_days, "estimate": mean}
        | {name: mean + width for name, width in limits.items()}
    )


@pytest.mark.parametrize(("days", "told"), [(1, "here is one"), (2, "here are two")])
def test_days_are_counted_in_words(days: int, told: str) -> None:
    assert told in too_few_text(pd.DataFrame({"n_days": [days]}))


def test_the_chart_says_that_its_intervals_are_pointwise(demo: Findings) -> None:
    chart = mean_path_chart(demo, made_up(demo))
    assert chart.title == TITLE and "pointwise, not for the whole path" in chart.alt


def test_the_chart_shows_moves_in_the_unit_people_quote(demo: Findings) -> None:
    (panel,) = mean_path_chart(demo, made_up(demo)).panels
    (path,) = panel.paths
    assert panel.unit == "%" and path.values[2] == pytest.approx(100 * np.expm1(0.004))


def test_the_table_has_a_row_a_bar_with_its_days(demo: Findings) -> None:
    table = mean_path_table(demo, made_up(demo))
    assert [row[1:3] for row in table.rows] == [("−1", "8"), ("0", "8"), ("+1", "8")]


@pytest.mark.parametrize(
    ("window", "interval", "bars"), [("0/+60min", "1h", 2), ("-60min/0", "30min", 3), ("0/close", "1h", 1)]
)
def test_a_window_reaches_over_whole_bars(window: str, interval: Any, bars: int) -> None:
    assert bars_in(window, interval) == bars


def test_headlines_of_two_days_are_drawn_one_by_one_and_the_page_says_why(demo: Findings) -> None:
    section = paths.build(demo)
    assert section is not None and section.title == SINGLES_TITLE
    assert section.words == (
        "A mean path needs headlines on at least six days while a market trades; here are two, so no mean is drawn.",
    )


def test_a_chart_without_a_mean_names_no_interval(demo: Findings) -> None:
    section = paths.build(demo)
    assert section is not None and isinstance(figure := section.blocks[0], Figure)
    drawn = [text.get_text() for text in figure.draw("wide").axes[0].texts]
    assert any(text.startswith("one headline of ") for text in drawn)
    assert not any("pointwise" in text for text in drawn)


def test_the_mean_of_single_paths_by_day_is_the_mean_path(demo: Findings) -> None:
    """Two ways to the same number: paths laid out one by one, and averaged by the core."""
    assert demo.reactions is not None
    singles = single_rows(demo.reactions)
    one = singles[singles["asset"] == singles["asset"].iloc[0]]
    wide = one.pivot(index="headline_id", columns="step", values="move").to_numpy(np.float64)
    days = np.arange(len(wide)) % 6
    found = mean_path(wide, days, np.arange(wide.shape[1]))
    by_hand = pd.DataFrame(wide).groupby(days).mean().mean()
    np.testing.assert_allclose(found.mean, by_hand, atol=1e-12)


def test_a_single_path_is_that_of_the_bars(demo: Findings) -> None:
    assert demo.bars is not None and demo.reactions is not None
    rows = demo.clock.query("asset == 'WTI' and outcome == 'used'")
    row = rows[rows["window"] == demo.reactions.spec.main_window].iloc[0]
    closes = np.log(demo.bars["WTI"].table["close"])
    at = closes.index.get_loc(row["before"])
    path = single_rows(demo.reactions).query("asset == 'WTI' and headline_id == @row.headline_id")
    moves = path.set_index("step")["move"]
    assert [moves[step] for step in (-1, 0, 3)] == pytest.approx(
        [float(closes.iloc[at + step] - closes.iloc[at]) for step in (-1, 0, 3)], abs=1e-12
    )


def test_the_table_behind_single_paths_names_the_headline(demo: Findings) -> None:
    assert demo.reactions is not None
    table = single_path_table(demo, single_rows(demo.reactions))
    assert {row[1] for row in table.rows} <= {str(number) for number in demo.heads["number"]}


def test_many_headlines_on_few_days_have_a_sentence_alone(
    demo: Findings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "FEW_HEADLINES", 1)
    section = paths.build(demo)
    assert section is not None and section.blocks == () and section.words[0].endswith("so no mean is drawn.")
