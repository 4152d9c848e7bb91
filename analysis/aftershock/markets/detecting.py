"""What a folder of price files seems to hold: files, assets, intervals and columns, for a first prices.toml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import get_args

import pandas as pd

from aftershock.errors import PriceError
from aftershock.markets.catalogue import CATALOGUE
from aftershock.markets.files import read_sample
from aftershock.markets.prices import BAR_LENGTHS
from aftershock.typing import Interval

KINDS = (".csv", ".tsv", ".csv.gz", ".tsv.gz", ".parquet")
MOST_FILES = 500
TIMES = ("date", "session", "day", "datetime", "timestamp", "time", "ts_utc", "start", "end")
CLOSES = ("close", "settle", "settlement", "last", "price", "value", "yield", "adj_close", "adjclose")
ADJUSTED = ("adj_close", "adjclose", "adjusted_close", "adjusted")
OTHERS = ("open", "high", "low", "volume", "contract")
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]\d\d:?\d\d)?)?")
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?")
_SUFFIX = re.compile(r"[ _.-]+(?:1d|daily|day|1h|hourly|hour|intraday|\d+ ?min|\d+ ?m)$", re.IGNORECASE)
_TOML_WORD = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectedSeries:
    """One column of one file that looks like the prices of an asset.

    Parameters
    ----------
    asset : str
        Symbol of the catalogue, or a name made of the file's.
    known : bool
        Whether the catalogue has it.
    certain : bool
        Whether the whole name says so, not one word of it.
    interval : str
        Distance of the rows.
    keys : mapping of str to str
        Keys of a ``[[series]]`` and their values, in order.
    has_offset : bool
        For bars: whether their labels carry an offset from UTC.

    Examples
    --------
    >>> DetectedSeries(asset="SPX", known=True, certain=True, interval="1d", keys={"file": "spx.csv"}).ready
    True
    """

    asset: str
    known: bool
    certain: bool
    interval: Interval
    keys: Mapping[str, str]
    has_offset: bool = True

    @property
    def ready(self) -> bool:
        """Whether nothing is left to be said by someone who knows the file."""
        return self.known and self.interval == "1d"


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectedFolder:
    """What a folder seems to hold.

    Parameters
    ----------
    series : tuple of DetectedSeries
        One an asset and interval.
    unread : tuple of (str, str)
        Files of prices that were not understood, with the reason.
    """

    series: tuple[DetectedSeries, ...]
    unread: tuple[tuple[str, str], ...]


def detect_folder(folder: Path) -> DetectedFolder:
    """Look at the price files of a folder and say what each seems to hold.

    Use it to write a first description. Only what stands in a name or a header is taken; which end of a bar a label
    is, and the zone of labels without an offset, are never guessed.

    Parameters
    ----------
    folder : pathlib.Path
        The folder; folders inside it are searched too.

    Returns
    -------
    DetectedFolder
        Series in the order of the files' names.

    Raises
    ------
    PriceError
        If the folder does not exist, or holds no file of a kind that can be read.

    Examples
    --------
    >>> from aftershock.markets import sample_folder
    >>> found = detect_folder(sample_folder())
    >>> [one.asset for one in found.series if one.interval == "1d"]
    ['GOLD', 'SPX', 'UST10Y', 'WTI']
    """
    if not folder.is_dir():
        raise PriceError(
            f"The folder {str(folder)!r} of prices does not exist. Name one that does, or leave --prices out for "
            "Yahoo's prices.",
            folder=str(folder),
        )
    files = price_files(folder)
    series: dict[tuple[str, str], DetectedSeries] = {}
    unread: list[tuple[str, str]] = []
    for file in files:
        name = file.relative_to(folder).as_posix()
        try:
            found = detect_file(file, name)
        except PriceError as failure:
            unread.append((name, str(failure)))
            continue
        for one in found:
            first = series.setdefault((one.asset, one.interval), one)
            if first is not one:
                unread.append(
                    (name, f"{one.asset} at {one.interval} is already read from {first.keys['file']}.")
                )
    return DetectedFolder(series=tuple(series.values()), unread=tuple(unread))


def price_files(folder: Path) -> list[Path]:
    """List the files of a folder that may hold prices, by name.

    Raises
    ------
    PriceError
        If there is none, or too many to be looked at.
    """
    files = sorted(path for path in folder.rglob("*") if path.name.lower().endswith(KINDS) and path.is_file())
    if not files:
        raise PriceError(
            f"The folder {str(folder)!r} holds no price file; allowed are {', '.join(KINDS)}. Put one file an asset "
            "there, such as spx.csv with the columns date and close.",
            folder=str(folder),
        )
    if len(files) > MOST_FILES:
        raise PriceError(
            f"The folder {str(folder)!r} holds {len(files)} price files, more than the {MOST_FILES} that are looked "
            "at. Name the folder of those that the study needs.",
            folder=str(folder),
            files=len(files),
        )
    return files


def detect_file(path: Path, name: str) -> tuple[DetectedSeries, ...]:
    """Say what one file seems to hold: one asset, or several side by side.

    Raises
    ------
    PriceError
        If it cannot be read, its labels are no dates or times, or no column looks like a price.
    """
    rows = read_sample(path, name=name)
    columns = {fold(column): column for column in rows.columns}
    label = next((columns[word] for word in TIMES if word in columns), rows.columns[0])
    interval, has_offset = label_kind(rows[label].astype("str").tolist(), name=name, column=label)
    close = next((columns[word] for word in CLOSES if word in columns and columns[word] != label), None)
    if close is not None:
        chosen = {stem(path): {"column": close, **other_columns(columns, close)}}
    else:
        chosen = wide_columns([column for column in rows.columns if column != label])
    if not chosen:
        raise PriceError(
            f"no column looks like a price; its columns are {', '.join(rows.columns)}. Name it by column = in a "
            "[[series]].",
            file=name,
        )
    return tuple(
        DetectedSeries(
            asset=find_symbol(text) or own_symbol(text),
            known=find_symbol(text) is not None,
            certain=letters(text) in NAMES,
            interval=interval,
            keys={"file": name, "time_column": label, **keys},
            has_offset=has_offset,
        )
        for text, keys in chosen.items()
    )


def label_kind(labels: Sequence[str], *, name: str, column: str) -> tuple[Interval, bool]:
    """Tell daily labels from those of bars, with the interval of bars and whether labels carry an offset.

    Raises
    ------
    PriceError
        If a label is neither an ISO date nor an ISO time, or the times are no usual distance apart.

    Examples
    --------
    >>> label_kind(["2022-02-17T14:00Z", "2022-02-17T15:00Z", "2022-02-17T16:00Z"], name="a.csv", column="time")
    ('1h', True)
    """
    if all(_DAY.fullmatch(label) for label in labels):
        return "1d", True
    wrong = next((label for label in labels if not _TIME.fullmatch(label)), None)
    if wrong is not None:
        raise PriceError(
            f"{column} is {wrong!r}, which is no ISO date or time; write 2022-02-17, or 2022-02-17T14:30:00Z.",
            file=name,
        )
    times = pd.to_datetime(pd.Series(labels), format="ISO8601", utc=True).sort_values()
    steps = times.diff().dropna()
    usual = steps[steps > pd.Timedelta(0)].mode()
    lengths: dict[pd.Timedelta, Interval] = {BAR_LENGTHS[one]: one for one in get_args(Interval)}
    if usual.empty or usual.iloc[0] not in lengths:
        raise PriceError(
            f"its rows are no usual distance apart; allowed are {', '.join(get_args(Interval))}.", file=name
        )
    return lengths[usual.iloc[0]], all(re.search(r"Z|[+-]\d\d:?\d\d$", label) for label in labels)


def wide_columns(columns: Iterable[str]) -> dict[str, dict[str, str]]:
    """Find the columns of a file that are named after assets of the catalogue."""
    return {column: {"column": column} for column in columns if letters(column) in NAMES}


def other_columns(columns: Mapping[str, str], close: str) -> dict[str, str]:
    """Find the columns beside the close that a price series can use."""
    adjusted = next((columns[word] for word in ADJUSTED if word in columns and columns[word] != close), None)
    found = {} if adjusted is None else {"adjusted": adjusted}
    return found | {word: columns[word] for word in OTHERS if word in columns}


def own_symbol(text: str) -> str:
    """Make a symbol of the name of a file.

    Examples
    --------
    >>> own_symbol("acme corp")
    'ACME_CORP'
    """
    return "_".join(_TOML_WORD.findall(text)).upper() or "ASSET"


def find_symbol(text: str) -> str | None:
    """Find the symbol of the catalogue that a text names: by symbol, Yahoo's symbol or name, or by one of its words.

    Examples
    --------
    >>> find_symbol("^GSPC"), find_symbol("S&P 500"), find_symbol("spx_2020-2022"), find_symbol("acme")
    ('SPX', 'SPX', 'SPX', None)
    """
    whole = letters(text)
    if whole in NAMES:
        return NAMES[whole]
    words = [word.upper() for word in re.split(r"[^A-Za-z0-9]+", text)]
    found = list(dict.fromkeys(word for word in words if word in CATALOGUE))
    return found[0] if len(found) == 1 else None


def letters(text: str) -> str:
    """Keep the letters and digits of a text, in capitals."""
    return re.sub(r"[^A-Za-z0-9]+", "", text).upper()


def fold(column: str) -> str:
    """Write the name of a column in lower case, words joined by underscores."""
    return re.sub(r"[^a-z0-9]+", "_", column.strip().lower()).strip("_")


def stem(path: Path) -> str:
    """Take the endings off the name of a file, and a word for the distance of its rows."""
    return _SUFFIX.sub("", re.sub(r"\.(csv|tsv|parquet)(\.gz)?$", "", path.name, flags=re.IGNORECASE))


NAMES: Mapping[str, str] = MappingProxyType(
    {letters(asset.name): asset.symbol for asset in CATALOGUE.values()}
    | {letters(asset.yahoo): asset.symbol for asset in CATALOGUE.values() if asset.yahoo}
    | {letters(symbol): symbol for symbol in CATALOGUE}
)
