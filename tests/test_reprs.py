"""Results in a notebook: small tables of escaped text, in the colours of whoever reads them."""

import math
import re

import numpy as np
import pandas as pd
import pytest
from lxml import html as markup

import aftershock as ash
from aftershock.errors import PriceError
from aftershock.inference.records import HypothesisTest, undefined
from aftershock.markets import Prices, PriceSeries, load_prices
from aftershock.reprs import MOST_ROWS, html_record, html_table

HOSTILE = "<script>alert('x')</script> & \"</td></table>\u202e"
GOLDEN = """\
<div>
<table>
<caption>Test sign_z</caption>
<tbody>
<tr><td>null hypothesis</td><td>as many rise as fall</td></tr>
<tr><td>alternative</td><td>two-sided</td></tr>
<tr><td>statistic</td><td>2</td></tr>
<tr><td>p-value</td><td>0.0455</td></tr>
<tr><td>estimate (bp)</td><td>12.35</td></tr>
<tr><td>events</td><td>31</td></tr>
</tbody>
</table>
<p>One asset was left out.</p>
</div>"""


def unstyled(text: str) -> str:
    return re.sub(r' (?:style|scope)="[^"]*"', "", text)


def cells(text: str) -> list[list[str]]:
    rows = markup.fragment_fromstring(text).iter("tr")
    return [[str(cell.text_content()) for cell in row] for row in rows]


def said(text: str) -> str:
    return " ".join(str(markup.fragment_fromstring(text).text_content()).split())


@pytest.fixture
def moves() -> pd.DataFrame:
    rng = np.random.default_rng(5)
    days = pd.bdate_range("2021-01-04", periods=300)
    return pd.DataFrame(rng.normal(0, 0.01, (300, 2)), index=days, columns=["OIL", HOSTILE])


def fitted(moves: pd.DataFrame, sessions: list[int]) -> ash.EventStudyResults:
    rows = [
        {"event_id": f"e{at}", "asset": asset, "session": moves.index[at]}
        for at in sessions
        for asset in moves.columns
    ]
    return ash.EventStudy(moves, pd.DataFrame(rows), window=(0, 1), estimation=(-150, -11)).fit()


def test_a_small_result_is_this_html_to_the_letter() -> None:
    test = HypothesisTest(
        statistic=2.0,
        pvalue=0.0455003,
        distribution="normal",
        estimate=12.3456,
        unit="bp",
        n_events=31,
        null="as many rise as fall",
        method="sign_z",
        note="One asset was left out.",
    )
    assert unstyled(test._repr_html_()) == GOLDEN


def test_a_test_without_a_number_shows_dashes_and_the_reason() -> None:
    test = undefined("sign_z", "2 events, and 4 are needed", null="none", n_events=2, alternative="greater")
    shown = dict(cells(test._repr_html_()))
    assert (shown["statistic"], shown["p-value"]) == ("–", "–")
    assert "No number: 2 events, and 4 are needed" in said(test._repr_html_())


def test_hostile_text_stays_text_in_every_place() -> None:
    table = html_table([HOSTILE], [[HOSTILE]], caption=HOSTILE, notes=[HOSTILE])
    parsed = markup.fragment_fromstring(table)
    assert list(parsed.iter("script")) == [] and len(list(parsed.iter("table"))) == 1
    assert table.count("&lt;script&gt;") == 4


def test_hostile_names_of_assets_stay_text_in_results(moves: pd.DataFrame) -> None:
    shown = fitted(moves, [200, 230, 260])._repr_html_()
    assert "<script>" not in shown
    assert cells(shown)[2][0] == HOSTILE


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-1+1", "\t=1", "\n=1"])
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert cells(html_table([], [[text]])) == [[f"'{text}"]]


@pytest.mark.parametrize("text", ["-60min/0", "0/+60min", "+30s/close", "-2", "Talks = peace"])
def test_clock_windows_and_numbers_are_left_alone(text: str) -> None:
    assert cells(html_table([], [[text]])) == [[text]]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (math.nan, "–"),
        (math.inf, "–"),
        (None, "–"),
        (0.000123456, "0.0001235"),
        (1234, "1234"),
        (True, "yes"),
    ],
)
def test_values_are_written_short_and_missing_ones_as_a_dash(value: object, shown: str) -> None:
    assert cells(html_table([], [[value]])) == [[shown]]


def test_long_tables_say_how_much_they_leave_out() -> None:
    shown = html_table(["n"], [[row] for row in range(MOST_ROWS + 3)])
    assert len(cells(shown)) == 1 + MOST_ROWS
    assert "3 more rows are not shown." in said(shown)


def test_nothing_is_coloured_and_nothing_runs() -> None:
    shown = html_record([("n", 1)], caption="x", notes=["y"])
    colours = re.findall(r"(?:color|background|border-top):([^;\"]+)", shown)
    assert set(colours) == {"inherit", "transparent", "1px solid currentColor"}
    assert not re.search(r"<script|<style|\son\w+=|class=|id=|url\(", shown)


def test_event_study_shows_the_numbers_of_its_window_frame(moves: pd.DataFrame) -> None:
    results = fitted(moves, [200, 230, 260])
    row = results.to_frame("window").iloc[0]
    assert cells(results._repr_html_())[1] == [
        "OIL", "3", "[0, 1]", f"{row.estimate:.4g}", f"{row.conf_low:.4g}", f"{row.conf_high:.4g}", f"{row.pvalue:.4g}",
        row.method, row.unit,
    ]  # fmt: skip
    assert "Pairs by outcome: used 6." in said(results._repr_html_())


def test_event_study_of_nothing_measured_says_what_became_of_the_pairs(moves: pd.DataFrame) -> None:
    shown = fitted(moves, [20])._repr_html_()
    assert len(cells(shown)) == 1
    assert "Pairs by outcome: short_estimation 2." in said(shown)


def test_event_study_without_a_p_value_gives_the_reason_of_its_test(moves: pd.DataFrame) -> None:
    results = fitted(moves * 0.0, [200, 230])
    reason = results.test("kp_bmp_t", window=(0, 1), asset="OIL").reason
    assert reason
    assert cells(results._repr_html_())[1][6] == "–"
    assert f"No p-value of OIL, {HOSTILE}: {reason}." in said(results._repr_html_())


def test_clock_time_study_shows_its_largest_moves_and_warns_of_the_choice() -> None:
    heads = ash.read_headlines("A strait is closed (3:40 p.m.)\n\nText.", date="2019-03-20", zone="CET")
    bars = load_prices(["GOLD"], start="2018-12-03", end="2019-03-29", source="sample", interval="1h")
    results = ash.ReactionStudy(bars, heads, windows=["0/+60min"]).fit()
    move = results.to_frame("window")["move"].iloc[0]
    assert cells(results._repr_html_())[1][:6] == [
        "GOLD",
        "0/+60min",
        "1",
        "1",
        "2019-03-20T1440Z",
        f"{move:.4g}",
    ]
    assert "large by choice" in said(results._repr_html_())


def test_prices_show_spans_holes_and_what_is_missing(make_daily: object) -> None:
    series: PriceSeries = make_daily("SPX", "2022-02-14", "2022-02-18")  # type: ignore[operator]
    series.table.loc["2022-02-16", "close"] = np.nan
    shown = Prices(
        [series],
        missing=(
            (
                "GOLD",
                str(PriceError("no such file.")),
            ),
        ),
    )._repr_html_()
    assert cells(shown)[1] == [
        "SPX", "5", "1", "2022-02-14", "2022-02-18", "16:00 America/New_York", "hand"
    ]  # fmt: skip
    assert "No prices of GOLD: no such file." in said(shown)
    assert "simulated" not in said(shown)


def test_text_form_of_all_of_them_stays_one_line(moves: pd.DataFrame) -> None:
    results = fitted(moves, [200, 230])
    test = results.test("sign_exact_binomial", window=(0, 1), asset="OIL")
    held = load_prices(["SPX"], start="2019-01-02", end="2019-03-29", source="sample")
    assert [repr(one).count("\n") for one in (results, test, held)] == [0, 0, 0]
