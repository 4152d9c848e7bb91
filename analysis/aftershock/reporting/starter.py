"""A new study: a folder with a commented study.toml, a list of headlines to fill in, a draft for own prices."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

from aftershock.errors import AftershockError, StudyFileError
from aftershock.markets.describing import draft_description, quoted
from aftershock.markets.description import FILE_NAME, read_description
from aftershock.markets.detecting import DetectedFolder, detect_folder
from aftershock.markets.sources import WORDS, names_store
from aftershock.reporting.starter_text import HEADLINES, MADE_UP_HEADLINES, MADE_UP_STUDY, STUDY
from aftershock.typing import Interval

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
TAKEN = frozenset({"build", "notebooks"})
BASKET = ("SPX", "UST10Y", "GOLD", "WTI")
BAR_BASKET = ("SPX", "ZN", "GOLD", "WTI")
MOST_ASSETS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class StarterPrices:
    """What a new study says of its prices.

    Parameters
    ----------
    source : str
        As ``[prices] source`` names it.
    sessions, bars : tuple of str
        Assets measured by session, and in clock time.
    waiting : tuple of str
        Assets whose bars are there once the description says which end of a bar its time is.
    interval : str
        Distance of the bars.
    fictional : bool
        Whether only made-up headlines go with them.
    description : str
        Text of a ``prices.toml`` to be written beside the study; empty where none is needed.
    notes : tuple of str
        What the user must know of the files.
    """

    source: str
    sessions: tuple[str, ...] = BASKET
    bars: tuple[str, ...] = BAR_BASKET
    waiting: tuple[str, ...] = ()
    interval: Interval = "1h"
    fictional: bool = False
    description: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStudy:
    """What was written, and what to do next.

    Parameters
    ----------
    files : tuple of pathlib.Path
        The files written, the study.toml first.
    notes : tuple of str
        What the user must know of the price files.
    next_command : str
        The command to run next.
    """

    files: tuple[Path, ...]
    notes: tuple[str, ...]
    next_command: str


def new_study(name: str, *, folder: str | Path | None = None, prices: str | None = None) -> NewStudy:
    """Write the folder of a new study: a commented study.toml and a starter list of headlines.

    Use it to begin. ``build_report`` on it then names each missing piece in turn.

    Parameters
    ----------
    name : str
        Name of the study and of its folder: lower-case letters, digits, - and _.
    folder : str or pathlib.Path, optional
        Where the study's folder is made; ``reports`` in a checkout of the project, else the current folder.
    prices : str, optional
        ``"yahoo"`` (the default), ``"store"``, ``"sample"`` for made-up headlines, or a folder of price files; one
        without a ``prices.toml`` is looked through, and a draft is written beside the study.

    Returns
    -------
    NewStudy

    Raises
    ------
    StudyFileError
        If the name cannot be used, or something of that name is there already.
    PriceError
        If the folder of prices does not exist or holds no price file.

    Examples
    --------
    >>> new_study("My study!")
    Traceback (most recent call last):
    aftershock.errors.StudyFileError: NAME is 'My study!'; write it with a-z, 0-9, - and _, as my-study.
    """
    check_name(name)
    home = (Path("reports") if in_checkout() else Path()) if folder is None else Path(folder)
    place = home / name
    if place.exists():
        study = place / "study.toml"
        raise StudyFileError(
            f"{str(place)!r} is there already and is left as it is. Go on with it: aftershock report {study}, or "
            "choose another name.",
            place=str(place),
        )
    chosen = starter_prices("yahoo" if prices is None else prices, place)
    texts = starter_files(place, chosen)
    return NewStudy(
        files=write_texts(place, texts),
        notes=chosen.notes,
        next_command=next_command(place, chosen),
    )


def check_name(name: str) -> None:
    """Refuse a name that is no plain word, and those that reports/ uses itself."""
    if not NAME.fullmatch(name):
        plain = re.sub(r"[^a-z0-9_]+", "-", name.lower()).strip("-_")[:60] or "my-study"
        raise StudyFileError(f"NAME is {name!r}; write it with a-z, 0-9, - and _, as {plain}.", name=name)
    if name in TAKEN:
        raise StudyFileError(
            f"NAME is {name!r}, which reports/ uses itself; choose another, as my-{name}.", name=name
        )


def in_checkout() -> bool:
    """Whether the current folder is a checkout of this project, where studies lie in reports/."""
    return Path("reports/README.md").is_file() and Path("analysis/aftershock").is_dir()


def starter_prices(prices: str, place: Path) -> StarterPrices:
    """Find what a new study says of its prices, from the word or folder that was given."""
    if prices == "sample":
        return StarterPrices(source="sample", fictional=True)
    if prices in WORDS or names_store(prices):
        return StarterPrices(source=prices)
    folder = Path(prices)
    source = relative(folder, place)
    if (folder / FILE_NAME).is_file():
        return described_prices(folder, source)
    return detected_prices(detect_folder(folder), source, name=folder.resolve().name)


def described_prices(folder: Path, source: str) -> StarterPrices:
    """Choose assets from the folder's own description."""
    description = read_description(folder / FILE_NAME)
    daily = [entry.asset for entry in description.series if entry.interval == "1d"]
    intervals = [entry.interval for entry in description.series if entry.interval != "1d"]
    interval = "1h" if "1h" in intervals or not intervals else intervals[0]
    bars = [entry.asset for entry in description.series if entry.interval == interval]
    return StarterPrices(
        source=source,
        sessions=chosen_assets(daily),
        bars=chosen_assets(bars),
        interval=interval,
        fictional=description.simulated,
    )


def detected_prices(found: DetectedFolder, source: str, *, name: str) -> StarterPrices:
    """Choose assets from what a folder seems to hold, and draft its description."""
    ready = [one.asset for one in found.series if one.ready]
    waiting = [one for one in found.series if not one.ready]
    intervals = [one.interval for one in waiting if one.interval != "1d"]
    interval = "1h" if "1h" in intervals or not intervals else intervals[0]
    bars = [one.asset for one in waiting if one.interval == interval]
    notes = [f"found {one.asset}, daily, in {one.keys['file']}" for one in found.series if one.ready]
    notes += [f"{one.keys['file']} needs a word from you in prices.toml" for one in waiting]
    notes += [f"left out {file}: {reason}" for file, reason in found.unread]
    return StarterPrices(
        source=source,
        sessions=chosen_assets(ready),
        bars=(),
        waiting=chosen_assets(bars),
        interval=interval,
        description=draft_description(found, name=name),
        notes=tuple(notes),
    )


def chosen_assets(held: list[str]) -> tuple[str, ...]:
    """Choose the four usual assets where they are held, and otherwise the first few."""
    usual = tuple(symbol for symbol in dict.fromkeys((*BASKET, *BAR_BASKET)) if symbol in held)
    return usual if len(usual) > 1 else tuple(dict.fromkeys((*usual, *held)))[:MOST_ASSETS]


def starter_files(place: Path, chosen: StarterPrices) -> dict[str, str]:
    """Write the texts of all files of a new study, by name."""
    sample = chosen.source == "sample"
    study, headlines = (MADE_UP_STUDY, MADE_UP_HEADLINES) if sample else (STUDY, HEADLINES)
    text = Template(study).substitute(
        command=f"aftershock report {(place / 'study.toml').as_posix()}",
        fictional="fictional = true\n" if chosen.fictional else "",
        source=quoted(chosen.source),
        description=f'description = "{FILE_NAME}"    # what those files hold\n' if chosen.description else "",
        sessions=listed(chosen.sessions),
        bars=bars_line(chosen),
        interval=chosen.interval,
        market=market_line(chosen.sessions),
    )
    files = {"study.toml": text, "headlines.csv": headlines}
    return files | ({FILE_NAME: chosen.description} if chosen.description else {})


def listed(symbols: tuple[str, ...]) -> str:
    """Write symbols as a TOML list."""
    return f"[{', '.join(map(quoted, symbols))}]"


def bars_line(chosen: StarterPrices) -> str:
    """Write which assets are measured in clock time, as a comment where there are no bars yet."""
    if chosen.bars:
        return f"bars = {listed(chosen.bars)}"
    when = (
        "once prices.toml says what they are" if chosen.waiting else "where there are prices within the day"
    )
    return f"# bars = {listed(chosen.waiting or ('SPX',))}    # {when}"


def market_line(sessions: tuple[str, ...]) -> str:
    """Write the market of the market model, as a comment where there is none."""
    return 'market = "SPX"' if "SPX" in sessions else '# market = "SPX"'


def relative(folder: Path, place: Path) -> str:
    """Write a folder as seen from the study's, or in full where there is no way between them."""
    try:
        return Path(os.path.relpath(folder, place)).as_posix()
    except ValueError:
        return folder.resolve().as_posix()


def next_command(place: Path, chosen: StarterPrices) -> str:
    """Say which command comes next: make in a checkout, where the command itself may not be on the path."""
    if in_checkout() and place.parent == Path("reports"):
        word = chosen.source in WORDS or names_store(chosen.source)
        source = chosen.source if word else os.path.normpath(place / chosen.source)
        prices = "" if source == "yahoo" else f" PRICES='{source}'" if " " in source else f" PRICES={source}"
        return f"make report STUDY={place.name}{prices}"
    study = (place / "study.toml").as_posix()
    return f"aftershock report '{study}'" if " " in study else f"aftershock report {study}"


def write_texts(place: Path, texts: Mapping[str, str]) -> tuple[Path, ...]:
    """Write the files of a new study, none over another."""
    try:
        place.mkdir(parents=True)
        for name, text in texts.items():
            with (place / name).open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
    except OSError as failure:
        raise AftershockError(
            f"cannot write to {str(place)!r}: {failure.strerror}. Choose another place with --folder.",
            place=str(place),
        ) from None
    return tuple(place / name for name in texts)
