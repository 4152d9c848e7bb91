"""Parquet: stored frames, typed columns, and damaged files."""

from pathlib import Path

import pandas as pd
import pytest

from aftershock.errors import HeadlineError
from aftershock.headlines import read_headlines

INSTANT = pd.Timestamp("2022-02-17T09:10:07Z")


def stored(tmp_path: Path, **columns: object) -> Path:
    path = tmp_path / "frame.parquet"
    pd.DataFrame({"headline": ["Talks"], **columns}).to_parquet(path, index=False)
    return path


@pytest.mark.parametrize(
    "times",
    [
        pd.DatetimeIndex([INSTANT]),
        pd.DatetimeIndex([INSTANT.tz_convert("Europe/Berlin")]),
        pd.DatetimeIndex([INSTANT]).as_unit("ns"),
        ["2022-02-17T10:10:07+01:00"],
    ],
)
def test_instant_keeps_its_meaning(tmp_path: Path, times: object) -> None:
    assert read_headlines(stored(tmp_path, time=times))["instant"].item() == INSTANT


def test_naive_time_is_read_by_the_zone(tmp_path: Path) -> None:
    path = stored(tmp_path, time=pd.DatetimeIndex(["2022-02-17 10:10:07"]))
    assert read_headlines(path, zone="CET")["instant"].item() == INSTANT


def test_uncertainty_stays_a_span(tmp_path: Path) -> None:
    path = stored(tmp_path, time=["2022-02-17T09:10Z"], uncertainty=pd.to_timedelta(["15min"]))
    assert read_headlines(path)["uncertainty"].item() == pd.Timedelta("15min")


def test_columns_are_found_by_the_callers_names(tmp_path: Path) -> None:
    path = stored(tmp_path, when=pd.DatetimeIndex([INSTANT]))
    assert read_headlines(path, columns={"instant": "when"})["instant"].item() == INSTANT


def test_other_values_are_carried_along_as_text(tmp_path: Path) -> None:
    path = stored(tmp_path, time=["2022-02-17T09:10Z"], rank=[7], tags=[["a", "b"]])
    frame = read_headlines(path)
    assert (frame["rank"].item(), frame["tags"].item()) == ("7", "a b")


@pytest.mark.parametrize("cut", [4, 20, -20])
def test_damaged_file_is_refused(tmp_path: Path, cut: int) -> None:
    path = stored(tmp_path, time=["2022-02-17T09:10Z"])
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(HeadlineError, match="damaged"):
        read_headlines(path)


def test_file_without_rows_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "frame.parquet"
    pd.DataFrame({"time": [], "headline": []}).to_parquet(path)
    with pytest.raises(HeadlineError, match="no rows"):
        read_headlines(path)


def test_file_beyond_the_bound_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aftershock.headlines.parquet.LARGEST", 10)
    with pytest.raises(HeadlineError, match="Split it first"):
        read_headlines(stored(tmp_path, time=["2022-02-17T09:10Z"]))
