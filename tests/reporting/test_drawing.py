"""What goes on the chart."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from aftershock.reporting.build import find
from aftershock.reporting.drawing import broken_line, closed_spans, marks_text, price_chart
from aftershock.reporting.findings import Findings
from aftershock.reporting.studyfile import read_study

MakeStudy = Callable[..., Path]


@pytest.fixture(scope="module")
def daily(demo: Findings) -> Findings:
    """The embedded study without its bars."""
    return replace(demo, bars=None, reactions=None)


def test_every_asset_has_a_panel_and_every_headline_a_mark(demo: Findings) -> None:
    chart = price_chart(demo)
    assert demo.bars is not None
    assert tuple(panel.symbol for panel in chart.panels) == demo.bars.symbols
    assert [mark.number for mark in chart.marks] == list(range(1, 13))
    assert [mark.instant for mark in chart.marks] == list(demo.heads["instant"])


def test_chart_reaches_from_before_the_first_headline_to_after_the_last(demo: Findings) -> None:
    for panel in price_chart(demo).panels:
        instants = pd.DatetimeIndex(panel.instants, tz="UTC")
        assert instants.min() < demo.heads["instant"].min()
        assert instants.max() > demo.heads["instant"].max()


def test_chart_shows_only_prices_of_the_source(demo: Findings) -> None:
    assert demo.bars is not None
    for panel in price_chart(demo).panels:
        shown = panel.values[np.isfinite(panel.values)]
        assert set(shown) <= set(demo.bars[panel.symbol].table["close"])


def test_line_breaks_where_the_market_was_shut(demo: Findings) -> None:
    assert demo.bars is not None
    instants, values = broken_line(demo.bars["GOLD"])
    table = demo.bars["GOLD"].table
    holes = int((table["start"].to_numpy()[1:] > table.index.to_numpy()[:-1]).sum())
    assert int(np.isnan(values).sum()) == holes > 0
    assert (np.diff(instants) >= np.timedelta64(0, "ns")).all()


def test_line_breaks_where_the_contract_changes(demo: Findings) -> None:
    assert demo.bars is not None
    series = demo.bars["WTI"]
    table = series.table.iloc[:6].assign(contract=["202204"] * 3 + ["202205"] * 3)
    _, values = broken_line(replace(series, table=table))
    _, without = broken_line(replace(series, table=table.drop(columns="contract")))
    assert np.isnan(values).sum() == np.isnan(without).sum() + 1


def test_closed_spans_lie_inside_the_chart(demo: Findings) -> None:
    assert demo.bars is not None
    first, last = pd.Timestamp("2019-03-19T12:00Z"), pd.Timestamp("2019-03-21T12:00Z")
    spans = closed_spans(demo.bars["WTI"], first, last)
    assert spans == tuple(
        (pd.Timestamp(f"2019-03-{day}T21:00Z"), pd.Timestamp(f"2019-03-{day}T22:00Z")) for day in (19, 20)
    )


def test_without_bars_the_daily_prices_are_drawn_at_their_strikes(daily: Findings) -> None:
    chart = price_chart(daily)
    assert tuple(panel.symbol for panel in chart.panels) == daily.daily.symbols
    gold = next(panel for panel in chart.panels if panel.symbol == "GOLD")
    strikes = set(daily.daily["GOLD"].strikes().dt.tz_localize(None).to_numpy())
    assert set(gold.instants) <= strikes


def test_text_beside_the_chart_names_the_assets_and_the_headlines(demo: Findings) -> None:
    alt = price_chart(demo).alt
    assert "S&P 500, US 10-year note future, Gold and WTI crude oil" in alt
    assert "with a vertical line at each of the twelve headlines" in alt


@pytest.mark.parametrize(
    ("count", "text"),
    [(1, "a vertical line at the headline"), (2, "a vertical line at each of the two headlines")],
)
def test_marks_in_words(count: int, text: str) -> None:
    assert marks_text(count) == text


def test_asset_whose_prices_end_before_the_chart_has_an_empty_panel(make_study: MakeStudy) -> None:
    study = make_study()
    path = study.parent / "UST10Y.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([header, *[row for row in rows if row < "2019-01"]]) + "\n", encoding="utf-8")
    found = find(read_study(study), study.parent, study.parent, lambda _: None)
    panel = next(one for one in price_chart(found).panels if one.symbol == "UST10Y")
    assert panel.values.size == 0
