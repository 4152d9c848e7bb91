"""The store answers as a list of everything that was ever said would, for every instant."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aftershock.errors import PriceError, StoreError
from aftershock.markets import PriceSeries, get_asset, load_prices
from aftershock.markets.store import Appended, PriceStore

Make = Callable[..., PriceSeries]
Files = Callable[[PriceStore], dict[str, tuple[bytes, int]]]
FETCHED = "2022-03-01T00:00Z"
Heard = dict[int, list[tuple[int, float]]]
MINUTES = 14
START = pd.Timestamp("2022-01-31T23:54Z")
FIRST_FETCH = pd.Timestamp("2022-02-02T00:00Z")
THEN, SOON, LATER = "2022-02-18T22:00Z", "2022-02-19T12:00Z", "2022-02-20T12:00Z"

closes = st.sampled_from([1.0, 2.0, np.nan])
appends = st.lists(
    st.tuples(st.integers(0, MINUTES), st.lists(closes, min_size=1, max_size=8), st.integers(0, 9)),
    min_size=1,
    max_size=7,
)


def minute(number: int) -> pd.Timestamp:
    return START + pd.Timedelta(minutes=number)


def fetch(number: int) -> pd.Timestamp:
    return FIRST_FETCH + pd.Timedelta(hours=number)


def hear(heard: Heard, first: int, values: list[float], time: int) -> Appended:
    """Add what an append says to the list of what was said, one row at a time."""
    counts = Appended()
    for place, value in enumerate(values, start=first):
        said = heard.setdefault(place, [])
        earlier = [one for one in said if one[0] <= time]
        later = [one for one in said if one[0] > time]
        neighbours = [*earlier[-1:], *later[:1]]
        if any(same(value, other) for _, other in neighbours):
            counts += Appended(unchanged=1)
            continue
        counts += Appended(revised=1) if said else Appended(new=1)
        said.append((time, value))
        said.sort(key=lambda one: one[0])
    return counts


def contradicts(heard: Heard, first: int, values: list[float], time: int) -> bool:
    """Whether an append gives a minute another value at the very time of one that is held."""
    return any(
        said == time and not same(value, other)
        for place, value in enumerate(values, start=first)
        for said, other in heard.get(place, [])
        if not any(
            same(value, near)
            for near_time, near in heard[place]
            if near_time in (time, following(heard[place], time))
        )
    )


def following(said: list[tuple[int, float]], time: int) -> int:
    """The time of the next revision after one."""
    return min((one for one, _ in said if one > time), default=-1)


def same(first: float, second: float) -> bool:
    return first == second or (np.isnan(first) and np.isnan(second))


def known(heard: Heard, time: int) -> dict[pd.Timestamp, float]:
    """The last thing said of each minute by a time."""
    by_then = {place: [value for said, value in rows if said <= time] for place, rows in heard.items()}
    return {minute(place): values[-1] for place, values in sorted(by_then.items()) if values}


def read(store: PriceStore, as_of: pd.Timestamp | None) -> dict[pd.Timestamp, float]:
    source = store.source(as_of=as_of)
    try:
        series = source.fetch(
            get_asset("SPX"), start=date(2022, 1, 31), end=date(2022, 2, 1), interval="1min"
        )
    except PriceError as nothing:
        assert any(word in str(nothing) for word in ("no rows", "no price", "was known to the store"))
        return {}
    return series.table["close"].to_dict()


def agree(found: dict[pd.Timestamp, float], expected: dict[pd.Timestamp, float]) -> bool:
    """Whether two answers are the same; a series without any price is refused, which counts as no answer."""
    if all(np.isnan(value) for value in expected.values()):
        return found == {}
    return list(found) == list(expected) and all(same(found[one], expected[one]) for one in expected)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=appends)
def test_store_is_a_list_of_all_that_was_said(
    said: list[tuple[int, list[float], int]],
    make_minutes: Make,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    store = PriceStore(tmp_path_factory.mktemp("prices"))
    heard: Heard = {}
    for first, values, time in said:
        series = make_minutes(str(minute(first)), values)
        if contradicts(heard, first, values, time):
            with pytest.raises(StoreError, match="the very same fetched_at"):
                store.append(series, fetched_at=fetch(time))
            continue
        assert store.append(series, fetched_at=fetch(time)) == hear(heard, first, values, time)
    if not heard:
        return
    assert not store.verify()["serious"].any()
    for time in range(-1, 11):
        assert agree(read(store, fetch(time)), known(heard, time))
    assert agree(read(store, None), known(heard, 10))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=appends)
def test_appends_in_order_of_time_keep_everything_that_was_said(
    said: list[tuple[int, list[float], int]],
    make_minutes: Make,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    store = PriceStore(tmp_path_factory.mktemp("prices"))
    states: list[dict[pd.Timestamp, float]] = [{}]
    for time, (first, values, _) in enumerate(said):
        store.append(make_minutes(str(minute(first)), values), fetched_at=fetch(time))
        new = {minute(place): value for place, value in enumerate(values, start=first)}
        states.append(dict(sorted({**states[-1], **new}.items())))
    for time, state in enumerate(states[1:]):
        assert agree(read(store, fetch(time)), state)


def days(store: PriceStore, **options: str) -> list[float]:
    week = load_prices("SPX", start="2022-02-17", end="2022-02-22", source=store.source(**options))
    return week["SPX"].table["close"].tolist()


@pytest.fixture
def revised(store: PriceStore, make_days: Make) -> PriceStore:
    store.append(make_days({"2022-02-17": 4380.0, "2022-02-18": 4348.87}), fetched_at=THEN)
    store.append(make_days({"2022-02-17": 4380.26, "2022-02-18": 4348.87}), fetched_at=LATER)
    return store


def test_latest_revision_is_read(revised: PriceStore) -> None:
    assert days(revised) == [4380.26, 4348.87]


def test_as_of_reads_what_was_known_then(revised: PriceStore) -> None:
    assert days(revised, as_of=SOON) == [4380.0, 4348.87]


def test_as_of_counts_its_own_instant(revised: PriceStore) -> None:
    assert days(revised, as_of=LATER) == [4380.26, 4348.87]


def test_before_the_first_fetch_nothing_was_known(revised: PriceStore) -> None:
    with pytest.raises(
        PriceError, match=r"was known to the store at 2022-02-18T21:00:00Z: its first rows were fetched at"
    ):
        days(revised, as_of="2022-02-18T16:00-05:00")


def test_same_as_of_gives_the_same_digest_whatever_comes_later(revised: PriceStore, make_days: Make) -> None:
    week = {"start": "2022-02-17", "end": "2022-02-22"}
    first = load_prices("SPX", **week, source=revised.source(as_of=SOON))["SPX"].origin
    revised.append(make_days({"2022-02-17": 4381.0, "2022-02-22": 4304.76}), fetched_at=FETCHED)
    again = load_prices("SPX", **week, source=revised.source(as_of=SOON))["SPX"].origin
    assert again == first


def test_identical_rows_touch_no_file(revised: PriceStore, make_days: Make, files_of: Files) -> None:
    before = files_of(revised)
    again = revised.append(make_days({"2022-02-17": 4380.26, "2022-02-18": 4348.87}), fetched_at=FETCHED)
    assert (again, files_of(revised)) == (Appended(unchanged=2), before)


def test_old_row_stays_in_the_file_beside_the_new_one(revised: PriceStore) -> None:
    table = pd.read_parquet(revised.root / "SPX/1d/hand/2022.parquet")
    assert table["close"].tolist() == [4380.0, 4380.26, 4348.87]
    assert table["fetched_at"].dt.strftime("%d").tolist() == ["18", "20", "18"]


def test_price_the_source_withdrew_is_missing_now_and_known_then(store: PriceStore, make_days: Make) -> None:
    store.append(make_days({"2022-02-17": 4380.26, "2022-02-18": 4348.87}), fetched_at=THEN)
    store.append(make_days({"2022-02-17": np.nan}), fetched_at=LATER)
    assert np.isnan(days(store)[0])
    assert days(store, as_of=SOON)[0] == 4380.26


def test_two_stores_filled_alike_hold_the_same_bytes(
    tmp_path: Path, make_days: Make, files_of: Files
) -> None:
    stores = [PriceStore(tmp_path / name) for name in ("a", "b")]
    for store in stores:
        store.append(make_days({"2022-02-17": 4380.26}), fetched_at=THEN)
    first, second = ({name: content for name, (content, _) in files_of(store).items()} for store in stores)
    assert first == second
