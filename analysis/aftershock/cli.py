"""The command line: thin, fast to answer, and without tracebacks for what a user can mend."""

import re
import sys
import warnings
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aftershock import __version__
from aftershock.errors import AftershockError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd

USER_ERROR = 1
app = typer.Typer(
    name="aftershock",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Layout(StrEnum):
    """How headlines are printed."""

    csv = "csv"
    json = "json"
    table = "table"


class HeadlineSource(StrEnum):
    """How a headline file is read."""

    liveblog = "liveblog"
    table = "table"


@app.callback(invoke_without_command=True)
def root(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    """Say what markets did when the headline hit, and whether it was more than noise.

    For example:

      aftershock headlines page.txt --date 2022-02-18

      aftershock report reports/ukraine-2022/study.toml --prices ../prices

    Exit codes: 0 done, 1 something in the input must be mended (the message says what), 2 wrong usage.
    """
    if version:
        typer.echo(f"aftershock {__version__}")
        raise typer.Exit


@app.command()
def report(
    study: Annotated[Path, typer.Argument(help="The study.toml.", show_default=False)],
    out: Annotated[
        Path | None, typer.Option(help="Folder to write to. [default: build/NAME beside the study's folder]")
    ] = None,
    prices: Annotated[
        str | None,
        typer.Option(
            help="yahoo, sample, or a folder of price files; instead of the source the study names."
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
) -> None:
    """Build the report of a study: report.html, results.csv, results.json and manifest.json.

    For example:

      aftershock report reports/demo/study.toml

      aftershock report reports/ukraine-2022/study.toml --prices yahoo --out ~/ukraine
    """
    target = out or study.resolve().parent.parent / "build" / study.resolve().parent.name
    with mended_by_the_user(), progress(quiet=quiet) as say:
        say("starting")
        from aftershock.reporting import build_report

        written = build_report(study, out=target, prices=prices, progress=say)
    if not quiet:
        typer.echo(written)


@app.command()
def headlines(
    file: Annotated[Path, typer.Argument(help="A live blog (text or HTML) or a table.", show_default=False)],
    date: Annotated[
        str | None,
        typer.Option(help="Day of the newest entry, as 2022-02-18; a live blog prints only times."),
    ] = None,
    zone: Annotated[
        str | None,
        typer.Option(help="Zone of the printed times, as Europe/Berlin or CET, if the page names none."),
    ] = None,
    format: Annotated[Layout, typer.Option(help="How to print them.")] = Layout.table,
    source: Annotated[
        HeadlineSource | None, typer.Option("--read-as", help="How to read the file, if detection is wrong.")
    ] = None,
) -> None:
    """Print every headline of a file with its exact instant.

    What could not be read is listed on standard error, and makes the exit code 1 only if nothing is left.

    For example:

      aftershock headlines page.txt --date 2022-02-18

      aftershock headlines list.csv --zone America/New_York --format csv > headlines.csv
    """
    with mended_by_the_user(spell=as_options):
        from aftershock.headlines import read_headlines

        heads = read_headlines(file, date=date, zone=zone, format=source.value if source else None)
    LAYOUTS[format](heads)
    typer.echo(summary_line(heads), err=True)
    for row in heads.attrs["rejected"]:
        typer.echo(f"rejected: line {row['line']}: {row['text']!r}: {row['reason']}", err=True)


def as_options(message: str) -> str:
    """Spell the parameters that a message speaks of as options of the command.

    Examples
    --------
    >>> as_options("Pass date=, e.g. date='2022-02-18'.")
    "Pass --date, e.g. --date '2022-02-18'."
    """
    return re.sub(r"\b(date|zone)=('?)", lambda found: f"--{found[1]}{found[2] and ' ' + found[2]}", message)


@contextmanager
def mended_by_the_user(*, spell: "Callable[[str], str]" = str) -> "Iterator[None]":
    """Print errors that a user can mend as one sentence, and warnings too; leave the rest to fail loudly."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        try:
            yield
        except AftershockError as failure:
            print_warnings(caught)
            typer.echo(f"error: {spell(str(failure))}", err=True)
            raise typer.Exit(USER_ERROR) from None
        except KeyboardInterrupt:
            typer.echo("stopped.", err=True)
            raise typer.Exit(130) from None
        print_warnings(caught)


def print_warnings(caught: list[warnings.WarningMessage]) -> None:
    """Print this package's warnings as sentences."""
    from aftershock.errors import AftershockWarning

    for warning in caught:
        if issubclass(warning.category, AftershockWarning):
            message = str(warning.message).replace(" See attrs['rejected'].", "")
            typer.echo(f"warning: {message}", err=True)


@contextmanager
def progress(*, quiet: bool) -> "Iterator[Callable[[str], None]]":
    """Show the present stage on a terminal as a spinner, elsewhere as lines; nothing when quiet."""
    if quiet:
        yield lambda _: None
    elif sys.stderr.isatty():
        from rich.console import Console

        with Console(stderr=True).status("") as status:
            yield status.update
    else:
        yield lambda stage: typer.echo(f"{stage} ...", err=True)


def print_table(heads: "pd.DataFrame") -> None:
    """Print headlines for reading: instant, printed time, zone, text."""
    from aftershock.reporting.text import one_line

    rows: Any = heads.itertuples()
    for row in rows:
        flags = f"  [{row.flags}]" if row.flags else ""
        stamp, printed = f"{row.instant:%Y-%m-%d %H:%M}Z", one_line(row.raw_time)
        typer.echo(f"{stamp}  {printed:>12}  {row.zone}  {one_line(row.headline)}{flags}")


def print_csv(heads: "pd.DataFrame") -> None:
    """Print headlines as CSV with instants in ISO, safe for a spreadsheet."""
    from aftershock.reporting.exports import csv_text

    typer.echo(csv_text(portable(heads)), nl=False)


def print_json(heads: "pd.DataFrame") -> None:
    """Print headlines as JSON lines."""
    import json

    from aftershock.reporting.exports import plain

    for row in portable(heads).to_dict("records"):
        typer.echo(json.dumps({str(key): plain(value) for key, value in row.items()}, ensure_ascii=False))


def portable(heads: "pd.DataFrame") -> "pd.DataFrame":
    """Write the uncertainty in seconds with their unit, and leave out the id, so that it can be read again."""
    seconds = [f"{span.total_seconds():g}s" for span in heads["uncertainty"]]
    return heads.assign(uncertainty=seconds).reset_index(drop=True)


def summary_line(heads: "pd.DataFrame") -> str:
    """Say how many rows were read and used, and what was assumed."""
    attrs = heads.attrs
    return f"{attrs['read']} entries read, {len(heads)} used. {attrs['assumption']}"


LAYOUTS = {Layout.table: print_table, Layout.csv: print_csv, Layout.json: print_json}


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
