"""Shorter bars to longer ones."""

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.errors import PriceError
from aftershock.markets import Prices, PriceSeries, get_asset, load_prices

MakeBars = Callable[..., PriceSeries]
Folder = Callable[..., Path]

# A sum of volumes is exact but for the order of additions.
SUMMED_ROUNDING = 1e-6
BY_HAND = pd.DataFrame(
    {
        "open": [10.0, 11, 12, 13, 14, 15],
        "high": [12.0, 18, 13, 14, 19, 16],
        "low": [9.0, 10, 8, 12, 11, 7],
        "close": [11.0, 12, 13, 14, 15, 16],
        "volume": [1.0, 2, 4, 8, 16, 32],
    }
)


def ends_between(start: str, end: str, length: str) -> pd.DatetimeIndex:
    """Ends of the bars that fill a stretch of time."""
    return pd.date_range(pd.Timestamp(start) + pd.Timedelta(length), end, freq=length)


def spans(series: PriceSeries, zone: str = "UTC") -> list[str]:
    table = series.table
    starts = table["start"].dt.tz_convert(zone).dt.strftime("%H:%M")
    ends = pd.DatetimeIndex(table.index).tz_convert(zone).strftime("%H:%M")
    return [f"{start}-{end}" for start, end in zip(starts, ends, strict=True)]


def counted(series: PriceSeries) -> dict[str, int]:
    return dict(series.origin.dropped)


@pytest.fixture
def by_hand(make_bars: MakeBars) -> PriceSeries:
    """Six bars of five minutes, 15:00 to 15:30 UTC, with open, high, low and volume."""
    series = make_bars("SPY", ends_between("2022-02-17T15:00Z", "2022-02-17T15:30Z", "5min"), length="5min")
    columns = {name: BY_HAND[name].to_numpy() for name in BY_HAND}
    return dataclasses.replace(series, table=series.table.assign(**columns))


def test_two_quarters_worked_by_hand(by_hand: PriceSeries) -> None:
    table = by_hand.resample("15min").table
    assert table[["open", "high", "low", "close", "volume"]].to_numpy().tolist() == [
        [10.0, 18.0, 8.0, 13.0, 7.0],
        [13.0, 19.0, 7.0, 16.0, 56.0],
    ]


def test_index_and_columns_are_those_of_bars(by_hand: PriceSeries) -> None:
    series = by_hand.resample("15min")
    assert (series.interval, series.table.index.name, str(series.table.index.dtype)) == (
        "15min",
        "end",
        "datetime64[ns, UTC]",
    )
    assert list(series.table.columns) == list(by_hand.table.columns)


@pytest.mark.parametrize("column", ["high", "low", "volume"])
def test_one_unknown_value_makes_the_longer_one_unknown(by_hand: PriceSeries, column: str) -> None:
    by_hand.table.loc[by_hand.table.index[1], column] = np.nan
    assert by_hand.resample("15min").table[column].isna().tolist() == [True, False]


def test_bar_without_its_last_source_bar_is_dropped_and_counted(by_hand: PriceSeries) -> None:
    lacking = dataclasses.replace(by_hand, table=by_hand.table.drop(by_hand.table.index[2]))
    series = lacking.resample("15min")
    assert (spans(series), counted(series), series.origin.used) == (["15:15-15:30"], {"no_closing_bar": 1}, 1)


def test_bar_that_lacks_an_earlier_source_bar_is_kept_and_noted(by_hand: PriceSeries) -> None:
    lacking = dataclasses.replace(by_hand, table=by_hand.table.drop(by_hand.table.index[4]))
    series = lacking.resample("15min")
    assert series.table["volume"].tolist() == [7.0, 40.0]
    assert "1 bars lack some of the shorter ones" in series.origin.note


def test_unfinished_last_bar_is_dropped_and_counted(by_hand: PriceSeries) -> None:
    series = dataclasses.replace(by_hand, table=by_hand.table.iloc[:-1]).resample("15min")
    assert (spans(series), counted(series)) == (["15:00-15:15"], {"partial_last_bar": 1})


def test_bar_in_which_the_series_begins_is_dropped_and_counted(by_hand: PriceSeries) -> None:
    series = dataclasses.replace(by_hand, table=by_hand.table.iloc[1:]).resample("15min")
    assert (spans(series), counted(series)) == (["15:15-15:30"], {"partial_first_bar": 1})


def test_origin_says_what_was_done(by_hand: PriceSeries) -> None:
    origin = by_hand.resample("15min", anchor="session").origin
    assert (origin.read, origin.first, origin.last) == (2, "2022-02-17T15:00Z", "2022-02-17T15:30Z")
    assert (
        "resampled from bars of 5min (6 rows read) on a grid from the opening of each session" in origin.note
    )


def test_rows_dropped_before_stay_on_record(by_hand: PriceSeries) -> None:
    origin = dataclasses.replace(by_hand.origin, read=8, dropped=(("suspect", 2),))
    note = dataclasses.replace(by_hand, origin=origin).resample("15min").origin.note
    assert "(8 rows read, suspect 2)" in note


@pytest.mark.parametrize(
    ("anchor", "expected"),
    [
        ("clock", ["09:30-10:00", "10:00-11:00", "15:00-16:00"]),
        ("session", ["09:30-10:30", "10:30-11:30", "15:30-16:00"]),
    ],
)
def test_shares_open_at_half_past_and_the_last_bar_ends_with_the_session(
    make_bars: MakeBars, anchor: str, expected: list[str]
) -> None:
    ends = ends_between("2022-02-17T14:30Z", "2022-02-17T21:00Z", "15min")
    found = spans(make_bars("SPY", ends, length="15min").resample("1h", anchor=anchor), "America/New_York")
    assert [*found[:2], found[-1]] == expected


def test_half_day_ends_at_one(make_bars: MakeBars) -> None:
    ends = ends_between("2021-11-26T14:30Z", "2021-11-26T18:00Z", "15min")
    series = make_bars("SPY", ends, length="15min").resample("1h", anchor="session")
    assert spans(series, "America/New_York")[-1] == "12:30-13:00"


def test_night_is_not_crossed(make_bars: MakeBars) -> None:
    days = ("2022-02-17", "2022-02-18")
    ends = [ends_between(f"{day}T14:30Z", f"{day}T21:00Z", "30min") for day in days]
    series = make_bars("SPY", ends[0].append(ends[1]), length="30min").resample("1h")
    longest = (pd.DatetimeIndex(series.table.index) - series.table["start"]).max()
    assert (len(series.table), longest) == (14, pd.Timedelta("1h"))


def test_maintenance_break_off_the_hour_is_not_crossed(make_bars: MakeBars) -> None:
    ends = ends_between("2022-02-17T19:00Z", "2022-02-17T20:15Z", "15min").append(
        ends_between("2022-02-17T20:30Z", "2022-02-17T22:00Z", "15min")
    )
    series = make_bars("ZN", ends, length="15min", hours="15:30-15:15 America/New_York").resample("1h")
    assert spans(series) == ["19:00-20:00", "20:00-20:15", "20:30-21:00", "21:00-22:00"]


def test_midday_break_is_not_crossed(make_bars: MakeBars) -> None:
    tokyo = dataclasses.replace(get_asset("SPX"), symbol="N225", calendar="JPX", trading="JPX")
    ends = ends_between("2022-02-17T00:00Z", "2022-02-17T02:30Z", "30min").append(
        ends_between("2022-02-17T03:30Z", "2022-02-17T06:00Z", "30min")
    )
    series = make_bars(tokyo, ends, length="30min").resample("1h")
    assert spans(series, "Asia/Tokyo")[2:4] == ["11:00-11:30", "12:30-13:00"]


def test_grid_of_the_clock_is_the_local_one(make_bars: MakeBars) -> None:
    ends = ends_between("2022-02-17T03:45Z", "2022-02-17T06:30Z", "15min")
    series = make_bars("SPX", ends, length="15min", hours="09:15-15:30 Asia/Kolkata").resample("1h")
    assert spans(series, "Asia/Kolkata") == ["09:15-10:00", "10:00-11:00", "11:00-12:00"]


def test_bars_outside_trading_hours_are_kept_apart(make_bars: MakeBars) -> None:
    ends = ends_between("2022-02-17T13:00Z", "2022-02-17T15:00Z", "15min")
    series = make_bars("SPY", ends, length="15min").resample("1h")
    assert spans(series, "America/New_York") == ["08:00-09:00", "09:00-09:30", "09:30-10:00"]


def test_change_of_contract_is_not_crossed(make_bars: MakeBars) -> None:
    ends = ends_between("2022-02-18T01:00Z", "2022-02-18T03:00Z", "15min")
    contracts = ["202203"] * 5 + ["202204"] * 3
    series = make_bars("WTI", ends, length="15min", contracts=contracts).resample("1h")
    assert spans(series) == ["01:00-02:00", "02:00-02:15", "02:15-03:00"]
    assert series.table["contract"].tolist() == ["202203", "202203", "202204"]


def test_old_contract_that_stops_before_the_new_one_starts_has_no_close(make_bars: MakeBars) -> None:
    ends = ends_between("2022-02-18T01:00Z", "2022-02-18T03:00Z", "15min").delete(5)
    contracts = ["202203"] * 5 + ["202204"] * 2
    series = make_bars("WTI", ends, length="15min", contracts=contracts).resample("1h")
    assert (spans(series), counted(series)) == (["01:00-02:00", "02:30-03:00"], {"no_closing_bar": 1})


def test_bar_into_which_another_reaches_is_dropped_and_counted(make_bars: MakeBars) -> None:
    clocks = ("15:05", "15:20", "15:35", "15:50", "16:00", "16:15", "16:30", "16:45", "17:00")
    ends = pd.DatetimeIndex([f"2022-02-17T{clock}Z" for clock in clocks])
    series = make_bars("SPY", ends, length="15min").resample("1h")
    assert (spans(series), counted(series)) == (["16:00-17:00"], {"crosses_grid": 1})


@pytest.mark.parametrize(
    ("length", "interval", "complaint"),
    [
        ("15min", "5min", "5min is shorter than 15min"),
        ("3min", "5min", "5min is no multiple of 3min; allowed are 1h, 30min, 15min, 3min"),
        ("15min", "1d", "snapshot"),
    ],
)
def test_impossible_interval_is_explained(
    make_bars: MakeBars, length: str, interval: str, complaint: str
) -> None:
    bars = make_bars("SPY", ends_between("2022-02-17T15:00Z", "2022-02-17T16:00Z", length), length=length)
    with pytest.raises(PriceError, match=complaint):
        bars.resample(interval)


def test_daily_prices_are_refused(make_daily: Callable[..., PriceSeries]) -> None:
    with pytest.raises(PriceError, match="these are daily prices; load bars"):
        make_daily("SPX", "2022-02-14", "2022-02-18").resample("1h")


@pytest.mark.parametrize(
    ("keys", "complaint"),
    [({"interval": "2h"}, "'1d', '1h'"), ({"interval": "1h", "anchor": "open"}, "'clock', 'session'")],
)
def test_unknown_word_lists_those_allowed(by_hand: PriceSeries, keys: dict[str, str], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        by_hand.resample(**keys)


def test_series_without_any_closed_bar_is_refused_with_counts(by_hand: PriceSeries) -> None:
    with pytest.raises(PriceError, match=r"none of the 2 bars .* \(partial_last_bar 1\)"):
        dataclasses.replace(by_hand, table=by_hand.table.iloc[:2]).resample("15min")


def test_prices_resample_asset_by_asset(by_hand: PriceSeries, make_bars: MakeBars) -> None:
    ends = ends_between("2022-02-17T15:00Z", "2022-02-17T15:30Z", "5min")
    prices = Prices([by_hand, make_bars("GOLD", ends, length="5min")], missing=(("WTI", "absent"),))
    longer = prices.resample("15min")
    assert (longer.symbols, longer.interval, longer.missing) == (
        ("SPY", "GOLD"),
        "15min",
        (("WTI", "absent"),),
    )


# A feed that never closes: minutes from a drawn one on, without holes, over a change of New York's clock.
@st.composite
def minute_bars(draw: st.DrawFn) -> pd.DataFrame:
    first = pd.Timestamp("2022-03-13T05:00Z") + pd.Timedelta(minutes=draw(st.integers(0, 180)))
    n_bars = draw(st.integers(30, 240))
    seed = draw(st.integers(0, 2**32 - 1))
    generator = np.random.default_rng(seed)
    closes = 100 + generator.normal(size=n_bars).cumsum()
    ends = pd.date_range(first + pd.Timedelta("1min"), periods=n_bars, freq="1min", name="end").as_unit("ns")
    return pd.DataFrame(
        {
            "start": ends - pd.Timedelta("1min"),
            "close": closes,
            "open": closes + generator.normal(size=n_bars),
            "high": closes + generator.exponential(size=n_bars),
            "low": closes - generator.exponential(size=n_bars),
            "volume": generator.integers(0, 1000, n_bars).astype(float),
        },
        index=ends,
    )


def round_the_clock(make_bars: MakeBars, table: pd.DataFrame) -> PriceSeries:
    ends = pd.DatetimeIndex(table.index)
    series = make_bars("SPX", ends, length="1min", hours="00:00-24:00 America/New_York Mon-Sun")
    return dataclasses.replace(series, table=table)


@settings(deadline=None)
@given(minute_bars(), st.sampled_from(["clock", "session"]))
def test_one_step_is_as_good_as_two(make_bars: MakeBars, table: pd.DataFrame, anchor: str) -> None:
    minutes = round_the_clock(make_bars, table)
    once = minutes.resample("15min", anchor=anchor)
    twice = minutes.resample("5min", anchor=anchor).resample("15min", anchor=anchor)
    pd.testing.assert_frame_equal(once.table, twice.table, rtol=0, atol=SUMMED_ROUNDING)


@settings(deadline=None)
@given(minute_bars(), st.sampled_from(["3min", "5min"]), st.data())
def test_volume_of_the_bars_kept_is_all_the_volume_inside(
    make_bars: MakeBars, table: pd.DataFrame, interval: str, data: st.DataObject
) -> None:
    # Thirty minutes close at least five bars that began with the series, so four holes leave one.
    holes = data.draw(st.lists(st.integers(0, len(table) - 1), max_size=4, unique=True))
    holey = table.drop(table.index[holes])
    longer = round_the_clock(make_bars, holey).resample(interval).table
    ends = pd.DatetimeIndex(holey.index)
    inside = sum(
        holey.loc[(ends > start) & (ends <= end), "volume"].sum()
        for start, end in zip(longer["start"], longer.index, strict=True)
    )
    assert longer["volume"].sum() == pytest.approx(inside, abs=SUMMED_ROUNDING)


@settings(deadline=None)
@given(minute_bars(), st.sampled_from(["3min", "5min", "15min"]))
def test_high_and_low_bound_every_bar_inside(make_bars: MakeBars, table: pd.DataFrame, interval: str) -> None:
    longer = round_the_clock(make_bars, table).resample(interval).table
    row = np.searchsorted(longer.index.to_numpy(), table.index.to_numpy())
    inside = row < len(longer)
    inside[inside] &= table["start"].to_numpy()[inside] >= longer["start"].to_numpy()[row[inside]]
    assert (table["high"].to_numpy()[inside] <= longer["high"].to_numpy()[row[inside]]).all()
    assert (table["low"].to_numpy()[inside] >= longer["low"].to_numpy()[row[inside]]).all()


@settings(deadline=None)
@given(minute_bars(), st.sampled_from([-1, 1]))
def test_labels_one_bar_off_give_other_closes(make_bars: MakeBars, table: pd.DataFrame, bars: int) -> None:
    moved = table.assign(close=table["close"].shift(bars)).dropna(subset="close")
    right = round_the_clock(make_bars, table).resample("5min").table["close"]
    wrong = round_the_clock(make_bars, moved).resample("5min").table["close"]
    common = right.index.intersection(wrong.index)
    assert (right[common] != wrong[common]).any()


@settings(deadline=None)
@given(minute_bars())
def test_resampling_to_the_same_length_changes_nothing(make_bars: MakeBars, table: pd.DataFrame) -> None:
    minutes = round_the_clock(make_bars, table)
    pd.testing.assert_frame_equal(minutes.resample("1min").table, table, check_freq=False)


@settings(deadline=None)
@given(minute_bars())
def test_price_known_at_an_instant_is_the_same_before_and_after(
    make_bars: MakeBars, table: pd.DataFrame
) -> None:
    longer = round_the_clock(make_bars, table).resample("15min").table
    assert (longer["close"] == table.loc[longer.index, "close"]).all()


def write_minutes(table: pd.DataFrame, label: str, order: Sequence[int]) -> str:
    at = table["start"] if label == "start" else table.index.to_series()
    rows = [
        f"{at.iloc[row].isoformat()},{float(table['close'].iloc[row])!r},{table['volume'].iloc[row]}"
        for row in order
    ]
    return "\n".join(["ts,close,volume", *rows]) + "\n"


def read_minutes(folder: Folder, text: str, label: str) -> PriceSeries:
    keys = 'volume = "volume"\nhours = "00:00-24:00 America/New_York Mon-Sun"\n'
    head = f'[[series]]\nasset = "SPX"\ninterval = "1min"\nfile = "spx.csv"\nbar_label = "{label}"\n'
    place = folder(head + keys, {"spx.csv": text})
    return load_prices("SPX", start="2022-03-13", end="2022-03-14", interval="1min", source=place)["SPX"]


@settings(max_examples=20, deadline=None)
@given(table=minute_bars(), data=st.data())
def test_labels_and_order_of_rows_do_not_matter(
    tmp_path_factory: pytest.TempPathFactory, table: pd.DataFrame, data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(table))))
    longer = []
    for label, rows in (("start", range(len(table))), ("end", order)):
        place = tmp_path_factory.mktemp(label)

        def folder(description: str, files: dict[str, str], place: Path = place) -> Path:
            (place / "prices.toml").write_text(description)
            for name, text in files.items():
                (place / name).write_text(text)
            return place

        longer.append(read_minutes(folder, write_minutes(table, label, rows), label).resample("15min").table)
    pd.testing.assert_frame_equal(longer[0], longer[1])


@pytest.mark.kit
def test_quarters_of_a_year_of_minutes_are_those_of_pandas(kit: dict[str, Path]) -> None:
    span = {"start": "2024-03-26", "end": "2024-12-31", "interval": "1min"}
    minutes = load_prices(["SPY"], **span, **kit)["SPY"]
    longer = minutes.resample("15min")
    plain = minutes.table["close"].resample("15min", label="right", closed="right").last()
    # The bar of 16:00 is the closing print: it ends with the session a minute later, not at 16:15.
    on_grid = longer.table["close"][longer.table.index.minute % 15 == 0]
    assert (on_grid == plain[on_grid.index]).all()
    assert (len(longer.table), counted(longer)) == (5227, {"no_closing_bar": 10})


@pytest.mark.kit
@pytest.mark.parametrize(("asset", "interval"), [("SPX", "3min"), ("WTI", "5min")])
def test_hours_of_a_feed_with_a_nightly_break_end_with_it(
    kit: dict[str, Path], asset: str, interval: str
) -> None:
    bars = load_prices([asset], start="2026-01-05", end="2026-03-27", interval=interval, **kit)[asset]
    table = bars.resample("1h").table
    local = pd.DatetimeIndex(table.index).tz_convert("America/New_York").strftime("%H:%M")
    assert "18:00" not in set(local)
    assert (pd.DatetimeIndex(table.index) - table["start"] <= pd.Timedelta("1h")).all()
