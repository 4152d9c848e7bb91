"""The embedded sample: simulated prices, a fictional live blog, and the list of what was planted."""

import csv
import io
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from aftershock.errors import AftershockError
from aftershock.simulate.market import ASSETS, Clock, Planted, half_hour_clock, simulate_market
from aftershock.typing import FloatArray, IntArray, Rng

SEED = 67
"""Picked from 40 seeds so that the two days are ordinary but for what is planted, and one planted move stands out.

In 24 of the 40 no session move stood out with all tests counted: the sample shows what a report looks like, not
how often such reactions are found.
"""
DAILY = ("2017-07-03", "2019-03-29")
BARS_FROM = "2018-12-03"
NOTE_DURATION = 6.4
HOURS = "18:00-17:00 America/New_York"

FIRST_LEVEL = {"SPX": 2700.0, "UST10Y": 2.50, "GOLD": 1300.0, "WTI": 60.0, "ZN": 121.0}
TICK = {"SPX": 0.01, "UST10Y": 0.01, "GOLD": 0.01, "WTI": 0.01, "ZN": 1.0 / 64.0}
BAR_SYMBOLS = ("SPX", "ZN", "GOLD", "WTI")


@dataclass(frozen=True, slots=True)
class Story:
    """One entry of the fictional live blog, with the moves planted at its instant."""

    local: datetime
    headline: str
    body: tuple[str, ...]
    reaction: Mapping[str, float]
    retraced: float
    half_life: int

    @property
    def instant(self) -> np.datetime64:
        """The instant in UTC."""
        return np.datetime64(self.local.astimezone(UTC).replace(tzinfo=None), "ns")

    @property
    def printed_time(self) -> str:
        """The time as such pages print it: ``3:40 p.m.``, and a full hour as ``7 p.m.``."""
        half = "a.m." if self.local.hour < 12 else "p.m."
        minute = f":{self.local.minute:02d}" if self.local.minute else ""
        return f"{(self.local.hour - 1) % 12 + 1}{minute} {half}"


@dataclass(frozen=True, slots=True)
class Stories:
    """The fiction: entries newest first, the zone printed on the page, and the text around them."""

    zone: str
    before: str
    after: str
    entries: tuple[Story, ...]


def write_sample(folder: Path | str, *, stories: Path | str | None = None, seed: Rng = SEED) -> list[Path]:
    """Write the embedded sample: prices, their description, the live blog and what was planted.

    Use it to make the sample anew after changing the fiction or the simulation; the same seed and stories
    give the same bytes.

    Parameters
    ----------
    folder : Path or str
        Where the files go; made if absent.
    stories : Path or str, optional
        The fiction as TOML; by default ``stories.toml`` in ``folder``.
    seed : int or numpy.random.Generator
        Seed or generator of the simulated prices.

    Returns
    -------
    list of Path
        The files written, in order.

    Raises
    ------
    AftershockError
        If the stories are missing or lack a key.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     written = write_sample(folder, stories="data/sample/stories.toml")
    >>> [path.name for path in written if path.suffix != ".csv"]
    ['prices.toml', 'live-blog.txt']
    """
    target = Path(folder)
    told = _read_stories(Path(stories) if stories is not None else target / "stories.toml")
    clock = half_hour_clock(*DAILY)
    moves = [move for story in told.entries for move in _planted_moves(story)]
    levels = _price_levels(simulate_market(clock, planted=moves, rng=seed))
    texts = {
        f"{asset.symbol}.csv": _daily_text(clock, asset.symbol, levels[asset.symbol]) for asset in ASSETS
    }
    texts |= {f"{symbol}_1h.csv": _bars_text(clock, symbol, levels[symbol]) for symbol in BAR_SYMBOLS}
    texts |= {
        "prices.toml": _description_text(),
        "live-blog.txt": _live_blog_text(told),
        "planted.csv": _planted_text(told),
    }
    target.mkdir(parents=True, exist_ok=True)
    return [_write(target / name, text) for name, text in texts.items()]


def _write(path: Path, text: str) -> Path:
    """Write the text with the same line ends on every system."""
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def _read_stories(path: Path) -> Stories:
    """Read the fiction; a missing file or key is refused by name."""
    if not path.is_file():
        raise AftershockError(
            f"there is no stories file at {path}; copy data/sample/stories.toml there or pass stories=.",
            path=path,
        )
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    try:
        place = ZoneInfo(told["place"])
        entries = tuple(_story(entry, place=place) for entry in told["entry"])
        return Stories(told["zone"], told["before"].strip(), told["after"].strip(), entries)
    except KeyError as error:
        raise AftershockError(
            f"{path} lacks the key {error}; see data/sample/stories.toml.", path=path
        ) from error


def _story(entry: Mapping[str, Any], *, place: ZoneInfo) -> Story:
    """Turn one ``[[entry]]`` into a story."""
    return Story(
        local=entry["local"].replace(tzinfo=place),
        headline=entry["headline"],
        body=tuple(entry["body"]),
        reaction=entry.get("reaction", {}),
        retraced=float(entry.get("retraced", 0.0)),
        half_life=int(entry.get("half_life", 45)),
    )


def _planted_moves(story: Story) -> list[Planted]:
    """List the moves planted at a story's instant."""
    half_life = np.timedelta64(story.half_life, "m")
    return [
        Planted(story.instant, asset, size, retraced=story.retraced, half_life=half_life)
        for asset, size in story.reaction.items()
    ]


def _note_move(basis_points: float | FloatArray) -> Any:
    """Log return of the note future for a change of the 10-year yield: minus duration times the change."""
    return -NOTE_DURATION * basis_points / 1e4


def _price_levels(paths: FloatArray) -> dict[str, FloatArray]:
    """Turn native-unit paths into quoted levels on each asset's tick: prices, and the yield in per cent."""
    by_symbol = dict(zip((asset.symbol for asset in ASSETS), paths.T, strict=True))
    yield_path = by_symbol.pop("UST10Y")
    by_symbol["ZN"] = _note_move(yield_path)
    levels = {symbol: FIRST_LEVEL[symbol] * np.exp(path) for symbol, path in by_symbol.items()}
    levels["UST10Y"] = FIRST_LEVEL["UST10Y"] + yield_path / 100.0
    return {symbol: np.round(level / TICK[symbol]) * TICK[symbol] for symbol, level in levels.items()}


def _quoted(symbol: str, price: float) -> str:
    """Print a price with the decimals its tick needs."""
    return f"{price:.6f}" if symbol == "ZN" else f"{price:.2f}"


def _daily_text(clock: Clock, symbol: str, level: FloatArray) -> str:
    """Daily file: on each session the last level at or before the asset's strike."""
    from aftershock.markets import get_asset, strikes

    asset = get_asset(symbol)
    struck = strikes(asset.calendar, asset.trading, asset.strike, *DAILY)
    instants = struck.dt.tz_localize(None).to_numpy(dtype="datetime64[ns]")
    position = np.searchsorted(clock.instants, instants, side="right") - 1
    rows = zip(struck.index, level[position], strict=True)
    return _csv(("date", "close"), ((f"{day:%Y-%m-%d}", _quoted(symbol, price)) for day, price in rows))


def _bars_text(clock: Clock, symbol: str, level: FloatArray) -> str:
    """Hourly file: bars labelled by their start in UTC, with the levels at start and end."""
    starts = _bar_starts(clock)
    labels = np.datetime_as_string(clock.instants[starts], unit="s")
    rows = zip(labels, level[starts], level[starts + 2], strict=True)
    columns = ("ts_utc", "open", "close")
    return _csv(
        columns, ((f"{at}Z", _quoted(symbol, first), _quoted(symbol, last)) for at, first, last in rows)
    )


def _bar_starts(clock: Clock) -> IntArray:
    """Positions at which an hourly bar starts: every full hour whose end is in the same session."""
    full_hour = clock.instants == clock.instants.astype("datetime64[h]")
    ends_in_session = np.zeros(clock.session.size, dtype=bool)
    ends_in_session[:-2] = clock.session[2:] == clock.session[:-2]
    wanted = clock.instants >= np.datetime64(BARS_FROM)
    return np.flatnonzero(full_hour & ends_in_session & wanted)


def _live_blog_text(told: Stories) -> str:
    """Print the page: furniture, the zone, entries with their times, furniture."""
    entries = [
        "\n\n".join((f"{story.headline} ({story.printed_time})", *story.body)) for story in told.entries
    ]
    return "\n\n".join((told.before, f"All times {told.zone}:", *entries, told.after)) + "\n"


def _planted_text(told: Stories) -> str:
    """List what was planted, oldest first; the note future's move follows from the yield's."""
    columns = ("printed_time", "zone", "instant", "asset", "size", "unit", "retraced", "headline")
    stories = sorted(told.entries, key=lambda story: story.instant)
    return _csv(columns, (row for story in stories for row in _planted_rows(story, zone=told.zone)))


def _planted_rows(story: Story, *, zone: str) -> Iterable[tuple[str, ...]]:
    """One row an asset that was moved at this story."""
    instant = f"{np.datetime_as_string(story.instant, unit='s')}Z"
    sizes = dict(story.reaction)
    if "UST10Y" in sizes:
        sizes["ZN"] = _note_move(sizes["UST10Y"])
    for asset, size in sizes.items():
        unit = "bp" if asset == "UST10Y" else "log return"
        yield (
            story.printed_time,
            zone,
            instant,
            asset,
            f"{size:g}",
            unit,
            f"{story.retraced:g}",
            story.headline,
        )


def _description_text() -> str:
    """Describe the price files, as a folder source reads it."""
    top = (
        'name = "Embedded sample"\n'
        "simulated = true\n"
        f'note = "Simulated from seed {SEED}: none of these prices is real, and the headlines are fiction."\n'
    )
    daily = [
        f'asset = "{asset.symbol}"\ninterval = "1d"\nfile = "{asset.symbol}.csv"\n'
        'column = "close"\ntime_column = "date"\n'
        for asset in ASSETS
    ]
    bars = [
        f'asset = "{symbol}"\ninterval = "1h"\nfile = "{symbol}_1h.csv"\n'
        'column = "close"\nopen = "open"\ntime_column = "ts_utc"\nbar_label = "start"\nzone = "UTC"\n'
        f'hours = "{HOURS}"\n'
        for symbol in BAR_SYMBOLS
    ]
    return "\n".join((top, *(f"[[series]]\n{series}" for series in (*daily, *bars))))


def _csv(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Print a table as CSV with plain line ends."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return buffer.getvalue()
