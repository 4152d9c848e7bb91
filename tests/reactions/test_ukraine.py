"""The night and day of 17-18 February 2022, hour by hour, on real prices."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import aftershock as ash
from aftershock.inference import holm
from aftershock.markets import shown

pytestmark = pytest.mark.kit

LIST = Path(__file__).resolve().parents[2] / "data/headlines/ukraine-2022-02-17.csv"
PRINTED = 0.005  # half of the last digit of a figure with two decimals
SENATE = "2022-02-18T0200Z"
NOTE_SHUT = {
    "2022-02-17T0910Z": "5h20min",
    "2022-02-17T1015Z": "4h15min",
    "2022-02-17T1225Z": "2h05min",
    "2022-02-17T1310Z": "1h20min",
    "2022-02-17T1348Z": "42min",
}


@pytest.fixture(scope="module")
def bars(kit: dict[str, Path]) -> ash.Prices:
    assets = ["SPX", "ZN", "GOLD", "WTI"]
    return ash.load_prices(assets, start="2021-09-01", end="2022-02-25", interval="1h", **kit)


@pytest.fixture(scope="module")
def rows(bars: ash.Prices) -> pd.DataFrame:
    windows = ["-60min/0", "0/+60min", "0/close"]
    results = ash.ReactionStudy(bars, ash.read_headlines(LIST), windows=windows).fit()
    return results.to_frame("event").set_index(["asset", "window", "headline_id"]).sort_index()


def per_cent(bars: ash.Prices, row: pd.Series) -> float:
    """The move of a row as it is printed."""
    return float(shown(bars[row.name[0]].asset, np.array(row["move"])))


def test_every_pair_has_one_row(rows: pd.DataFrame) -> None:
    assert len(rows) == 17 * 4 * 3
    assert rows.index.is_unique


@pytest.mark.parametrize(("asset", "move"), [("SPX", 0.56), ("GOLD", -0.49)])
def test_hour_before_the_vote_holds_the_move(
    bars: ash.Prices, rows: pd.DataFrame, asset: str, move: float
) -> None:
    row = rows.loc[(asset, "-60min/0", SENATE)]
    assert (f"{row['before']:%H:%M}", f"{row['after']:%H:%M}") == ("01:00", "02:00")
    assert per_cent(bars, row) == pytest.approx(move, abs=PRINTED)


@pytest.mark.parametrize(("asset", "move"), [("SPX", 0.07), ("GOLD", 0.04)])
def test_hour_after_the_vote_starts_from_the_price_of_two_o_clock(
    bars: ash.Prices, rows: pd.DataFrame, asset: str, move: float
) -> None:
    row = rows.loc[(asset, "0/+60min", SENATE)]
    assert row["before"] == row["instant"] == pd.Timestamp("2022-02-18T02:00Z")
    assert per_cent(bars, row) == pytest.approx(move, abs=PRINTED)


def test_oil_changed_its_contract_as_the_senate_voted(rows: pd.DataFrame) -> None:
    row = rows.loc[("WTI", "0/+60min", SENATE)]
    assert row["outcome"] == "contract_change"
    assert np.isnan(row["move"])


def test_oil_fell_on_paper_when_its_contract_changed(bars: ash.Prices) -> None:
    closes = bars["WTI"].table["close"]
    assert closes["2022-02-18T02:00Z"] == pytest.approx(91.30)
    assert closes["2022-02-18T03:00Z"] == pytest.approx(89.42)


@pytest.mark.parametrize(("headline", "delay"), list(NOTE_SHUT.items()))
def test_note_future_was_shut_until_half_past_nine(rows: pd.DataFrame, headline: str, delay: str) -> None:
    assert rows.loc[("ZN", "0/+60min", headline), "delay"] == pd.Timedelta(delay)


def test_headlines_before_the_opening_share_one_gap(rows: pd.DataFrame) -> None:
    early = rows.loc[("ZN", "0/+60min")].loc[list(NOTE_SHUT)]
    assert early["outcome"].tolist() == ["market_closed_next_open", *["merged_into_episode"] * 4]
    assert early["merged_into"].tolist() == ["", *["2022-02-17T0910Z"] * 4]


def test_gap_of_the_note_future_runs_from_close_to_first_bar(rows: pd.DataFrame) -> None:
    row = rows.loc[("ZN", "0/+60min", "2022-02-17T0910Z")]
    assert row["before"] == pd.Timestamp("2022-02-16T22:00Z")
    assert row["after"] == pd.Timestamp("2022-02-17T15:00Z")
    assert row["move"] == pytest.approx(np.log(126.375 / 125.796875))


def test_note_future_of_the_night_waits_for_the_18th(rows: pd.DataFrame) -> None:
    row = rows.loc[("ZN", "0/+60min", "2022-02-17T2315Z")]
    assert (row["outcome"], row["delay"]) == ("market_closed_next_open", pd.Timedelta("15h15min"))


def test_opening_bar_of_the_note_future_has_only_a_stale_price_before_it(rows: pd.DataFrame) -> None:
    assert rows.loc[("ZN", "0/+60min", "2022-02-17T1450Z"), "outcome"] == "stale_price"


def test_index_future_and_gold_of_the_break_trade_again(rows: pd.DataFrame) -> None:
    night = rows.xs("0/+60min", level="window").xs("2022-02-17T2315Z", level="headline_id")
    assert night.loc[["SPX", "GOLD"], "outcome"].tolist() == ["used", "used"]


def test_oil_of_the_night_waits_for_london(rows: pd.DataFrame) -> None:
    row = rows.loc[("WTI", "0/+60min", "2022-02-17T2315Z")]
    assert (row["outcome"], row["delay"]) == ("market_closed_next_open", pd.Timedelta("1h45min"))


def test_no_bar_that_ended_after_the_headline_is_before_it(rows: pd.DataFrame) -> None:
    found = rows[rows["before"].notna()]
    assert (found["before"] <= found["instant"]).all()


def test_windows_before_end_by_the_headline(rows: pd.DataFrame) -> None:
    found = rows.xs("-60min/0", level="window")
    found = found[found["after"].notna()]
    assert (found["after"] <= found["instant"]).all()


def test_windows_to_the_close_end_at_the_strike_of_the_index(rows: pd.DataFrame) -> None:
    closes = rows.loc[("SPX", "0/close"), "after"].dt.strftime("%d %H:%M")
    assert closes.value_counts().to_dict() == {"17 21:00": 14, "18 21:00": 3}


@pytest.mark.parametrize("asset", ["SPX", "ZN", "GOLD", "WTI"])
def test_every_headline_ends_in_a_move_or_in_a_reason(rows: pd.DataFrame, asset: str) -> None:
    hour = rows.loc[(asset, "0/+60min")]
    assert len(hour) == 17
    assert hour["move"].notna().equals(hour["outcome"].isin(["used", "market_closed_next_open"]))
    assert hour["placebo_pvalue"].notna().equals(hour["placebo_reason"] == "")


def test_every_traded_move_of_day_and_night_feeds_has_a_usual_size(rows: pd.DataFrame) -> None:
    traded = rows[rows["outcome"] == "used"].loc[["SPX", "GOLD"]]
    assert traded.xs("0/+60min", level="window")["usual"].notna().all()


def test_hourly_bars_leave_too_few_windows_on_the_day_so_moves_are_judged_by_all_days(
    rows: pd.DataFrame,
) -> None:
    hour = rows.xs("0/+60min", level="window").loc[["SPX", "GOLD"]]
    judged = hour[hour["placebo_pvalue"].notna()]
    assert len(judged) == 20
    assert set(judged["placebo_from"]) == {"all_days"}


def test_note_future_trades_too_few_hours_to_know_how_volatile_a_day_was(rows: pd.DataFrame) -> None:
    hour = rows.loc[("ZN", "0/+60min")]
    assert set(hour.loc[hour["outcome"] == "used", "placebo_reason"]) == {"no_level", "no_season"}


def test_no_hour_after_a_headline_stands_out_with_all_counted(rows: pd.DataFrame) -> None:
    hour = rows.xs("0/+60min", level="window")
    assert np.nanmin(holm(hour["placebo_pvalue"].to_numpy())) > 0.05


def test_day_of_the_headlines_takes_its_level_from_the_days_before(rows: pd.DataFrame) -> None:
    day = rows.loc[("SPX", "0/+60min", "2022-02-17T1310Z")]
    assert day["usual_from"] == "days_before"


def test_gap_of_the_note_future_is_set_against_its_other_nights(rows: pd.DataFrame) -> None:
    gap = rows.loc[("ZN", "0/+60min", "2022-02-17T0910Z")]
    assert gap["usual_from"] == "like_gaps"
    assert gap["standardized"] > 1.0 and gap["standardized"] < 4.0


def test_suspect_bars_are_not_used(kit: dict[str, Path], rows: pd.DataFrame) -> None:
    raw = pd.read_csv(kit["source"] / "intraday/hourly_futures_ib/ZN_UST10Y.csv.gz")
    suspect = pd.DatetimeIndex(raw.loc[raw["suspect"] == 1, "ts_utc"]) + pd.Timedelta("1h")
    used = rows.loc["ZN"]
    assert ((suspect >= "2022-02-17") & (suspect < "2022-02-19")).sum() == 2
    assert not used["before"].isin(suspect).any() and not used["after"].isin(suspect).any()


def test_roll_of_oil_is_no_jump_and_no_move_of_any_bar(bars: ash.Prices) -> None:
    heads = ash.read_headlines(LIST)
    results = ash.ReactionStudy(bars, heads, windows=["0/+60min"]).fit()
    jumps = results.jumps(asset="WTI", alpha=0.5)
    assert pd.Timestamp("2022-02-18T03:00Z") not in set(jumps["end"])


@pytest.fixture(scope="module")
def quarters(kit: dict[str, Path]) -> pd.DataFrame:
    """The quarter of an hour after each headline, in the fund with its early and late trading."""
    spy = ash.load_prices(["SPY"], start="2021-09-01", end="2022-02-25", interval="15min", **kit)
    results = ash.ReactionStudy(spy, ash.read_headlines(LIST), windows=["0/+15min"]).fit()
    return results.to_frame("event").set_index("headline_id")


def test_quarters_of_an_hour_are_judged_by_their_day(quarters: pd.DataFrame) -> None:
    judged = quarters["placebo_pvalue"].notna()
    assert judged.sum() == 14
    assert quarters.loc[~judged, "outcome"].tolist() == [
        "stale_price",
        "market_closed_next_open",
        "merged_into_episode",
    ]


def test_no_quarter_of_an_hour_stands_out_with_all_counted(quarters: pd.DataFrame) -> None:
    counted = holm(quarters["placebo_pvalue"].to_numpy())
    assert np.nanmin(counted) > 0.05


def test_prices_after_a_window_change_nothing_in_its_row(kit: dict[str, Path], rows: pd.DataFrame) -> None:
    until = pd.Timestamp("2022-02-17T21:00Z")
    assets = ["SPX", "ZN", "GOLD", "WTI"]
    cut = ash.load_prices(assets, start="2021-09-01", end="2022-02-17", interval="1h", **kit)
    windows = ["-60min/0", "0/+60min", "0/close"]
    shorter = ash.ReactionStudy(cut, ash.read_headlines(LIST), windows=windows).fit().to_frame("event")
    shorter = shorter.set_index(["asset", "window", "headline_id"]).sort_index()
    ended = rows["after"].notna() & (rows["after"] <= until)
    measured = ["outcome", "before", "before_price", "after", "after_price", "move", "peak", "trough"]
    pd.testing.assert_frame_equal(shorter.loc[ended, measured], rows.loc[ended, measured])
