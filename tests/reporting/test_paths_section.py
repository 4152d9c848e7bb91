"""The mean path on a page of headlines: drawn where there are days enough, else said why not, if asked for."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from aftershock.reporting.findings import Findings
from aftershock.reporting.mean_paths import TITLE, bars_in, mean_path_chart, mean_path_table, too_few_text
from aftershock.reporting.sections import paths


def asked(findings: Findings) -> Findings:
    """The same findings of a study that names the section."""
    report = findings.study.report.model_copy(update={"sections": ("paths",)})
    return replace(findings, study=findings.study.model_copy(update={"report": report}))


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


def test_two_days_have_no_mean_path_and_the_page_no_section(demo: Findings) -> None:
    assert paths.build(demo) is None


def test_a_section_asked_for_says_why_there_is_none(demo: Findings) -> None:
    section = paths.build(asked(demo))
    assert section is not None and section.blocks == ()
    assert section.words[0].startswith("A mean path needs headlines on at least six days")


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
