"""What a folder of price files seems to hold: only what names and headers say, nothing guessed."""

import gzip
import tomllib
from pathlib import Path

import pandas as pd
import pytest

from aftershock.errors import PriceError
from aftershock.markets import load_prices
from aftershock.markets.describing import draft_description
from aftershock.markets.description import PriceDescription
from aftershock.markets.detecting import DetectedSeries, detect_folder, find_symbol

DAYS = "2022-02-16,1\n2022-02-17,2\n2022-02-18,3\n"
HOURS = "2022-02-17 14:00,1\n2022-02-17 15:00,2\n2022-02-17 16:00,3\n"


def found(tmp_path: Path, name: str, text: str) -> DetectedSeries:
    (tmp_path / name).write_text(text, encoding="utf-8")
    (one,) = detect_folder(tmp_path).series
    return one


def reason(tmp_path: Path, name: str, text: str) -> str:
    (tmp_path / name).write_text(text, encoding="utf-8")
    folder = detect_folder(tmp_path)
    assert folder.series == ()
    return folder.unread[0][1]


@pytest.mark.parametrize(
    ("name", "symbol"),
    [
        ("SPX", "SPX"), ("spx", "SPX"), ("^GSPC", "SPX"), ("S&P 500", "SPX"), ("CL=F", "WTI"), ("gold_2019", "GOLD"),
        ("gold and wti", None), ("acme", None), ("", None),
    ],
)  # fmt: skip
def test_name_of_a_file_means_an_asset_only_where_it_names_exactly_one(name: str, symbol: str | None) -> None:
    assert find_symbol(name) == symbol


def test_daily_file_of_a_known_asset_is_ready(tmp_path: Path) -> None:
    one = found(tmp_path, "spx.csv", f"date,close\n{DAYS}")
    assert (one.asset, one.interval, one.ready, one.certain) == ("SPX", "1d", True, True)
    assert dict(one.keys) == {"file": "spx.csv", "time_column": "date", "column": "close"}


def test_columns_are_found_whatever_their_case_and_blanks(tmp_path: Path) -> None:
    one = found(
        tmp_path, "GOLD.csv", "Volume,Date,Adj Close,Open,Close\n9,2022-02-16,1,1,1\n9,2022-02-17,1,1,1\n"
    )
    expected = {"column": "Close", "adjusted": "Adj Close", "open": "Open", "volume": "Volume"}
    assert dict(one.keys) == {"file": "GOLD.csv", "time_column": "Date", **expected}


def test_midnights_with_an_offset_are_days(tmp_path: Path) -> None:
    rows = "2022-02-16 00:00:00-05:00,1\n2022-02-17 00:00:00-05:00,2\n"
    assert found(tmp_path, "spx.csv", f"Date,Close\n{rows}").interval == "1d"


def test_bars_are_never_ready_and_their_offset_is_noted(tmp_path: Path) -> None:
    one = found(tmp_path, "spx_1h.csv", f"time,close\n{HOURS}")
    assert (one.interval, one.ready, one.certain, one.has_offset) == ("1h", False, True, False)


def test_columns_named_after_assets_are_a_series_each(tmp_path: Path) -> None:
    (tmp_path / "all.csv").write_text("date,SPX,GOLD,mood\n2022-02-16,1,2,3\n2022-02-17,1,2,3\n")
    assert [(one.asset, one.keys["column"]) for one in detect_folder(tmp_path).series] == [
        ("SPX", "SPX"),
        ("GOLD", "GOLD"),
    ]


def test_gzip_and_parquet_are_looked_into(tmp_path: Path) -> None:
    (tmp_path / "spx.csv.gz").write_bytes(gzip.compress(f"date,close\n{DAYS}".encode()))
    index = pd.DatetimeIndex(["2022-02-16", "2022-02-17"], name="session")
    pd.DataFrame({"close": [1.0, 2.0]}, index=index).to_parquet(tmp_path / "wti.parquet")
    assert [one.asset for one in detect_folder(tmp_path).series] == ["SPX", "WTI"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("date,close\n02/17/2022,1\n", "write 2022-02-17"),
        ("date,mood\n2022-02-17,1\n", "no column looks like a price; its columns are date, mood"),
        ("date,close\n", "it holds no rows"),
        ("", "it cannot be read"),
        ("time,close\n2022-02-17 14:00,1\n2022-02-17 14:07,2\n", "no usual distance apart; allowed are 1d, 1h"),
    ],
)  # fmt: skip
def test_file_that_is_not_understood_is_listed_with_its_reason(tmp_path: Path, text: str, told: str) -> None:
    assert told in reason(tmp_path, "spx.csv", text)


def test_second_file_of_an_asset_is_left_out_by_name(tmp_path: Path) -> None:
    for name in ("spx.csv", "spx_daily.csv"):
        (tmp_path / name).write_text(f"date,close\n{DAYS}")
    assert detect_folder(tmp_path).unread == (("spx_daily.csv", "SPX at 1d is already read from spx.csv."),)


@pytest.mark.parametrize(
    ("name", "told"), [("", "holds no price file; allowed are .csv"), ("nowhere", "does not exist")]
)
def test_folder_without_files_is_refused(tmp_path: Path, name: str, told: str) -> None:
    with pytest.raises(PriceError, match=told):
        detect_folder(tmp_path / name)


def test_draft_reads_the_prices_it_describes(tmp_path: Path) -> None:
    (tmp_path / "spx.csv").write_text(f"date,close\n{DAYS}")
    (tmp_path / "prices.toml").write_text(draft_description(detect_folder(tmp_path), name="mine"))
    prices = load_prices(["SPX"], start="2022-02-16", end="2022-02-18", source=tmp_path)
    assert prices["SPX"].table["close"].tolist() == [1, 2, 3]


def uncommented(text: str) -> str:
    """Take the # off every line with a key or a table."""
    lines = text.replace("series = [] ", "# ").splitlines()
    return "\n".join(
        line.removeprefix("# ")
        if line.startswith(("# [", "# ")) and ("=" in line or line[2] == "[")
        else line
        for line in lines
        if not line.startswith("# Bars") and not line.startswith("# Left")
    )


def test_what_waits_in_a_draft_becomes_valid_by_taking_the_marks_off_and_saying_the_label(
    tmp_path: Path,
) -> None:
    (tmp_path / "acme.csv").write_text(f"date,close\n{DAYS}")
    (tmp_path / "wti_1h.csv").write_text(f"time,close\n{HOURS}")
    draft = draft_description(detect_folder(tmp_path), name="mine")
    assert PriceDescription.model_validate(tomllib.loads(draft)).series == []
    told = uncommented(draft).replace('bar_label = ""', 'bar_label = "end"')
    entries = PriceDescription.model_validate(tomllib.loads(told)).series
    assert [(one.asset, one.interval, one.bar_label, one.zone) for one in entries] == [
        ("ACME", "1d", None, None),
        ("WTI", "1h", "end", "UTC"),
    ]


def test_hostile_names_of_files_and_columns_stay_text(tmp_path: Path) -> None:
    (tmp_path / 'spx "\\ x.csv').write_text('date,"close"\n2022-02-16,1\n')
    (tmp_path / "bad\n[assets.X].csv").write_text("x\n1\n")
    draft = tomllib.loads(draft_description(detect_folder(tmp_path), name='a"b\x7f'))
    assert (draft["name"], draft["series"][0]["file"]) == ('a"b\x7f', 'spx "\\ x.csv')
    assert set(draft) == {"name", "series"}
