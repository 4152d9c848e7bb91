"""The ``aftershock data`` commands: what can be had, fetched, is held, and whether it is whole."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aftershock.console import Layout, mended_by_the_user, print_rows, progress_bar

if TYPE_CHECKING:
    from aftershock.markets.store import PriceStore, SeriesKey
    from aftershock.markets.store.collecting import Collected

NOTHING_HAD = 1

data = typer.Typer(
    name="data",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class BarInterval(StrEnum):
    """Distance of the rows."""

    day = "1d"
    hour = "1h"
    half_hour = "30min"
    quarter_hour = "15min"
    five_minutes = "5min"
    three_minutes = "3min"
    minute = "1min"
    half_minute = "30s"
    ten_seconds = "10s"
    five_seconds = "5s"
    second = "1s"


Symbols = Annotated[
    list[str] | None, typer.Argument(help="Symbols or baskets, as SPX havens.", show_default=False)
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but what is wrong.")]
Format = Annotated[Layout, typer.Option(help="How to print it.")]
Source = Annotated[
    str | None,
    typer.Option(help="yahoo, sample, a folder of price files, or Parquet files. [default: yahoo]"),
]
Description = Annotated[
    Path | None, typer.Option(help="A prices.toml for a folder without one.", metavar="PRICES.toml")
]
StoredSource = Annotated[str | None, typer.Option(help="Only what came from this source.")]


@data.callback()
def root() -> None:
    """Fetch prices into the local store, and see what it holds.

    The store lies in data/prices under the current folder, or where AFTERSHOCK_HOME says. Nothing in it is
    ever overwritten: a changed price is kept beside the old one.

    For example:

      aftershock data pull SPX GOLD --start 2015-01-01

      aftershock data collect SPX GOLD --interval 5min

      aftershock data coverage
    """


@data.command()
def assets(format: Format = Layout.table) -> None:
    """Print the assets that the package knows.

    For example:

      aftershock data assets

      aftershock data assets --format csv > assets.csv
    """
    with mended_by_the_user():
        from aftershock.markets.catalogue import catalogue_table

        print_rows(catalogue_table().reset_index(), format)


@data.command()
def pull(
    assets: Symbols = None,
    start: Annotated[str | None, typer.Option(help="First day. [default: as far back as it goes]")] = None,
    end: Annotated[str | None, typer.Option(help="Last day. [default: today]")] = None,
    interval: Annotated[BarInterval, typer.Option(help="Distance of the rows.")] = BarInterval.day,
    source: Source = None,
    study: Annotated[
        Path | None,
        typer.Option(
            help="Fetch everything that this study.toml needs, from its own source.", metavar="STUDY.toml"
        ),
    ] = None,
    description: Description = None,
    quiet: Quiet = False,
) -> None:
    """Fetch a range of prices into the store.

    Without names: everything that the prices.toml of a folder describes, else the macro basket. What could not be
    had is listed on standard error; the exit code is 1 only if nothing was had.

    For example:

      aftershock data pull SPX GOLD --start 2015-01-01

      aftershock data pull SPX WTI --interval 5min

      aftershock data pull --source ../my-prices

      aftershock data pull --study reports/ukraine-2022/study.toml
    """
    with mended_by_the_user():
        from aftershock.data_requests import named_requests, open_prices, study_requests
        from aftershock.markets.store import PriceStore
        from aftershock.markets.store.collecting import pull as pull_prices

        if study is not None:
            opened, requests, declared = study_requests(study, source)
        else:
            opened = open_prices(source or "yahoo", description)
            requests = named_requests(opened, assets or [], interval.value, start, end)
            declared = {}
        with progress_bar(total=len(requests), quiet=quiet) as tell:
            done = pull_prices(PriceStore(), opened, requests, declared=declared, tell=tell)
    print_collected("pulled", done, quiet=quiet)


@data.command()
def collect(
    assets: Symbols = None,
    interval: Annotated[
        list[BarInterval] | None,
        typer.Option(help="Distance of the rows; once for each. [default: those held]"),
    ] = None,
    source: Source = None,
    description: Description = None,
    quiet: Quiet = False,
) -> None:
    """Fetch what is new since last time, and the last days again; for cron.

    Without names: every series held from this source. Running it twice changes nothing. It prints one line;
    what could not be had is listed on standard error, and the exit code is 1 only if nothing was had.

    For example:

      aftershock data collect

      aftershock data collect SPX GOLD WTI --interval 1min --interval 5min

    In a crontab, three times a day, so that no 1-minute bar is lost:

      0 6,14,22 * * *  AFTERSHOCK_HOME=/srv/prices aftershock data collect
    """
    with mended_by_the_user():
        from aftershock.data_requests import open_prices
        from aftershock.markets.catalogue import expand_baskets
        from aftershock.markets.store import PriceStore
        from aftershock.markets.store.collecting import collect as collect_prices
        from aftershock.markets.yahoo import history_limit

        opened = open_prices(source or "yahoo", description)
        with progress_bar(total=None, quiet=quiet) as tell:
            done = collect_prices(
                PriceStore(),
                opened,
                assets=expand_baskets(assets or (), getattr(opened, "assets", {})),
                intervals=[one.value for one in interval or ()],
                limit=history_limit if source in (None, "yahoo") else None,
                tell=tell,
            )
    print_collected("collected", done, quiet=quiet)


@data.command()
def coverage(
    assets: Symbols = None,
    interval: Annotated[BarInterval | None, typer.Option(help="Only this distance of rows.")] = None,
    source: StoredSource = None,
    format: Format = Layout.table,
    holes: Annotated[
        bool, typer.Option("--holes", help="List every session without a price instead.")
    ] = False,
    picture: Annotated[
        Path | None, typer.Option(help="Draw it as well.", metavar="FILE.svg|FILE.png")
    ] = None,
) -> None:
    """Print what the store holds, and where the holes are.

    A hole is a session of the asset's calendar, or of its trading hours for bars, between the first and the
    last row, of which no price is held; a thin session has less than half of the usual bars.

    For example:

      aftershock data coverage

      aftershock data coverage SPX --interval 1min --holes

      aftershock data coverage --picture coverage.svg
    """
    with mended_by_the_user():
        store = held_store()
        keys = chosen_keys(store, assets or [], interval.value if interval else None, source)
        rows = hole_rows(store, keys) if holes else store.coverage(keys)
        if picture is not None:
            from aftershock.reporting.coverage_picture import draw_coverage

            draw_coverage([(str(key), store.session_counts(key)) for key in keys], picture)
    print_rows(rows, format)
    if picture is not None:
        typer.echo(f"drawn in {picture}", err=True)


@data.command()
def verify(
    format: Format = Layout.table,
    strict: Annotated[bool, typer.Option("--strict", help="Let holes make the exit code 1 as well.")] = False,
    quiet: Quiet = False,
) -> None:
    """Check every file of the store: checksums, order, repeats, rows in the wrong file, holes.

    The exit code is 1 if anything is wrong with the store. Holes are listed, but are what the source did not
    give: they count only with --strict.

    For example:

      aftershock data verify

      aftershock data verify --strict --format json
    """
    with mended_by_the_user():
        store = held_store()
        found = store.verify()
        count = sum(len(store.paths(key)) for key in store.keys())
    wrong = int(found["serious"].sum())
    shown = found[found["serious"]] if quiet else found
    if len(shown):
        print_rows(shown, format)
    if not quiet:
        state = f"{wrong} problem{'s' if wrong > 1 else ''}" if wrong else "whole"
        typer.echo(
            f"{count} files of {len(store.keys())} series: {state}, {len(found) - wrong} remarks", err=True
        )
    if wrong or (strict and len(found)):
        raise typer.Exit(1)


def print_collected(verb: str, done: tuple["Collected", ...], *, quiet: bool) -> None:
    """Print one line of what was had, and on standard error what was not."""
    from aftershock.markets.store.collecting import summary

    if not quiet:
        typer.echo(f"{verb} {summary(done)}")
    for one in done:
        if one.missing:
            typer.echo(f"missing: {one.request.asset} {one.request.interval}: {one.missing}", err=True)
    if not any(one.appended for one in done):
        raise typer.Exit(NOTHING_HAD)


def held_store() -> "PriceStore":
    """Open the store, refusing one that holds nothing."""
    from aftershock.markets.store import PriceStore

    store = PriceStore()
    store.source()
    return store


def chosen_keys(
    store: "PriceStore", assets: list[str], interval: str | None, source: str | None
) -> list["SeriesKey"]:
    """Find the series meant; refuse a symbol, or a basket, of which nothing is held."""
    from aftershock.errors import PriceError
    from aftershock.markets.catalogue import expand_baskets

    found = store.keys(interval=interval, source=source)
    held: dict[str, list[str]] = {}
    for key in store.keys():
        held.setdefault(key.asset, []).append(f"{key.interval} from {key.source}")
    # A symbol that is held goes before a basket of the same name.
    meant = {name: {name} if name in held else set(expand_baskets([name])) for name in assets}
    lacking = [name for name, symbols in meant.items() if symbols.isdisjoint(key.asset for key in found)]
    keys = [key for key in found if not assets or any(key.asset in symbols for symbols in meant.values())]
    if lacking or not keys:
        near = [f"{name} at {', '.join(held[name])}" for name in lacking if name in held]
        raise PriceError(
            f"The store holds no such series of {', '.join(lacking) or 'any asset'}; it holds "
            f"{'; '.join(near) or ', '.join(held)}."
        )
    return keys


def hole_rows(store: "PriceStore", keys: list["SeriesKey"]) -> Any:
    """List every session without a price."""
    import pandas as pd

    from aftershock.markets.store.coverage import hole_sessions

    rows = [
        {"asset": key.asset, "interval": key.interval, "source": key.source, "session": str(day.date())}
        for key in keys
        for day in hole_sessions(store.session_counts(key))
    ]
    return pd.DataFrame(rows, columns=["asset", "interval", "source", "session"])
