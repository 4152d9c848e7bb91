"""ACLED: days, weeks and months, and what is never taken for the time."""

import numpy as np
import pandas as pd
import pytest

from aftershock.errors import HeadlineError, RejectedRowsWarning
from aftershock.headlines import read_headlines

HEADER = (
    "event_id_cnty,event_date,time_precision,event_type,sub_event_type,actor1,actor2,country,location,source,"
    "notes,fatalities,timestamp"
)
ROW = (
    "NOR12,17 February 2022,1,Battles,Armed clash,Army of Norland,Rebels,Norland,Midtown,Wire,They fought."
    ",3,1650000000"
)


def read(*rows: str, **options: object) -> pd.DataFrame:
    return read_headlines("\n".join([HEADER, *rows, ""]), **options)  # type: ignore[arg-type]


def test_export_is_recognised() -> None:
    assert read(ROW).attrs["format"] == "acled"


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_delimiter_is_found(delimiter: str) -> None:
    text = f"{HEADER}\n{ROW}\n".replace(",", delimiter)
    assert read_headlines(text)["country"].item() == "Norland"


@pytest.mark.parametrize(
    ("precision", "instant", "uncertainty"),
    [
        ("1", "2022-02-17", "1D"),
        ("", "2022-02-17", "1D"),
        ("2", "2022-02-14", "7D"),
        ("3", "2022-02-02", "31D"),
    ],
)
def test_precision_sets_the_days_in_which_it_happened(precision: str, instant: str, uncertainty: str) -> None:
    frame = read(ROW.replace(",1,Battles", f",{precision},Battles"))
    assert frame["instant"].item() == pd.Timestamp(instant, tz="UTC")
    assert frame["uncertainty"].item() == pd.Timedelta(uncertainty)


@pytest.mark.parametrize("date", ["2022-02-17", "17-February-2022", "17 February 2022"])
def test_day_in_the_spellings_of_exports(date: str) -> None:
    frame = read(ROW.replace("17 February 2022", date))
    assert (frame["instant"].item(), frame["raw_time"].item()) == (pd.Timestamp("2022-02-17T00:00Z"), date)


def test_day_in_numbers_needs_its_order() -> None:
    row = ROW.replace("17 February 2022", "03/04/2022")
    with pytest.raises(HeadlineError, match="date_order="):
        read(row)
    assert read(row, date_order="day_first")["instant"].item() == pd.Timestamp("2022-04-03T00:00Z")


def test_day_is_local_where_a_zone_is_stated() -> None:
    frame = read(ROW, zone="Europe/Kyiv")
    assert frame["instant"].item() == pd.Timestamp("2022-02-16T22:00Z")
    assert "Europe/Kyiv" in frame.attrs["assumption"]


def test_assumption_says_that_days_are_by_utc() -> None:
    assert "by UTC" in read(ROW).attrs["assumption"]


def test_upload_time_is_neither_used_nor_kept() -> None:
    assert "timestamp" not in read(ROW).columns


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("headline", "Armed clash: Army of Norland - Rebels (Midtown, Norland)"),
        ("body", "They fought."),
        ("source", "Wire"),
        ("event_id_cnty", "NOR12"),
        ("event_type", "Battles"),
        ("fatalities", 3.0),
    ],
)
def test_what_is_kept_of_an_event(column: str, value: str | float) -> None:
    assert read(ROW)[column].item() == value


def test_fatalities_that_are_empty_are_missing() -> None:
    assert np.isnan(read(ROW.replace(",3,165", ",,165"))["fatalities"].item())


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (",1,Battles", ",4,Battles", "time_precision '4' is none of"),
        (",3,165", ",many,165", "fatalities 'many' is not a count"),
        ("17 February 2022", "17 February 2022 10:10", "is not a day"),
        ("17 February 2022", "soon", "not ISO"),
        (",1650000000", ",1650000000,x", "more fields"),
        ("They fought.", "Again.", "event 'NOR12' is already in line 2"),
    ],
)
def test_bad_event_is_listed(old: str, new: str, reason: str) -> None:
    other = (
        ROW.replace(old, new)
        if reason.startswith("event")
        else ROW.replace(old, new).replace("NOR12", "NOR13")
    )
    with pytest.warns(RejectedRowsWarning):
        frame = read(ROW, other)
    assert reason in frame.attrs["rejected"][0]["reason"]


def test_export_without_rows_is_refused() -> None:
    with pytest.raises(HeadlineError, match="no rows"):
        read()


def test_export_without_its_dates_is_refused() -> None:
    with pytest.raises(HeadlineError, match="lacks the column event_date"):
        read_headlines("event_id_cnty,country\nNOR1,Norland\n", format="acled")
