"""The console: rows, errors and progress, printed for people and for programs."""

import re
import sys
import warnings
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import typer

from aftershock.errors import AftershockError, AftershockWarning

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import pandas as pd

    from aftershock.ledger import Method

USER_ERROR = 1
WIDEST_CELL = 60
PARAMETER = re.compile(r"\b(date_order|date|zone|abbreviation|max_rejected)=(?=(['\w]?))")


class Layout(StrEnum):
    """How headlines are printed."""

    csv = "csv"
    json = "json"
    table = "table"


def as_options(message: str) -> str:
    """Spell the parameters that a message speaks of as options of the command.

    Examples
    --------
    >>> as_options("Pass date=, e.g. date='2022-02-18', or date_order=.")
    "Pass --date, e.g. --date '2022-02-18', or --date-order."
    """
    return PARAMETER.sub(lambda found: f"--{found[1].replace('_', '-')}{' ' if found[2] else ''}", message)


def as_report_options(message: str) -> str:
    """Spell the parameters that a message about prices speaks of as the report command and a study file do.

    Examples
    --------
    >>> as_report_options("read the prices from the store (source='store').")
    'read the prices from the store (--prices store).'
    """
    return (
        message.replace("source='store'", "--prices store")
        .replace("pass description=", "name one in [prices] description")
        .replace("source is '", "--prices is '")
    )


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


def print_notes(notes: "Sequence[str]") -> None:
    """Print what a user must know, a line a sentence, on standard error."""
    for note in notes:
        typer.echo(f"note: {note}", err=True)


def print_warnings(caught: list[warnings.WarningMessage]) -> None:
    """Print this package's warnings as sentences."""
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


@contextmanager
def progress_bar(*, total: int | None, quiet: bool) -> "Iterator[Callable[[str], None]]":
    """Show a bar that advances with each text on a terminal; nothing elsewhere, so that cron mails one line."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        started = iter([0])
        yield lambda text: bar.update(task, description=text, advance=next(started, 1))


def print_table(heads: "pd.DataFrame") -> None:
    """Print headlines for reading: instant, printed time, zone, text, flags, and themes where there are any."""
    from aftershock.reporting.text import one_line

    rows: Any = heads.itertuples()
    for row in rows:
        flags = f"  [{row.flags}]" if row.flags else ""
        themes = (
            f"  | {row.theme_words} ({signed(row.escalation)})" if getattr(row, "theme_words", "") else ""
        )
        stamp, printed = f"{row.instant:%Y-%m-%d %H:%M}Z", one_line(row.raw_time)
        typer.echo(f"{stamp}  {printed:>12}  {row.zone}  {one_line(row.headline)}{flags}{themes}")


def signed(number: int) -> str:
    """Write a number with its sign, and zero without one."""
    return f"{number:+d}" if number else "0"


def print_csv(heads: "pd.DataFrame") -> None:
    """Print headlines as CSV with instants in ISO, safe for a spreadsheet."""
    from aftershock.reporting.exports import csv_text

    typer.echo(csv_text(portable(heads)), nl=False)


def print_json(heads: "pd.DataFrame") -> None:
    """Print headlines as JSON lines."""
    print_records(portable(heads))


def print_records(rows: "pd.DataFrame") -> None:
    """Print a frame as JSON lines."""
    import json

    from aftershock.reporting.exports import plain

    for row in rows.to_dict("records"):
        typer.echo(json.dumps({str(key): plain(value) for key, value in row.items()}, ensure_ascii=False))


def portable(heads: "pd.DataFrame") -> "pd.DataFrame":
    """Write the uncertainty in seconds with their unit, and leave out the id, so that it can be read again."""
    seconds = [f"{span.total_seconds():g}s" for span in heads["uncertainty"]]
    return heads.assign(uncertainty=seconds).reset_index(drop=True)


def summary_line(heads: "pd.DataFrame") -> str:
    """Say how many rows were read and used, and what was assumed."""
    attrs = heads.attrs
    return f"{attrs['read']} entries read, {len(heads)} used. {attrs['assumption']}"


def print_rows(rows: "pd.DataFrame", layout: Layout) -> None:
    """Print a plain frame in one of the layouts."""
    if layout is Layout.csv:
        from aftershock.reporting.exports import csv_text

        typer.echo(csv_text(rows), nl=False)
    elif layout is Layout.json:
        print_records(rows)
    else:
        print_aligned(rows)


def print_ledger(methods: "Sequence[Method]") -> None:
    """Print the name and the question of every method, section by section."""
    width = max(len(method.name) for method in methods)
    for section in dict.fromkeys(method.section for method in methods):
        typer.echo(f"{section}\n")
        for method in methods:
            if method.section == section:
                typer.echo(f"  {method.name:<{width}}  {method.question}")
        typer.echo("")
    typer.echo("One in full: aftershock methods NAME")


def print_method(method: "Method") -> None:
    """Print everything the ledger says about one method."""
    import textwrap

    typer.echo(f"{method.name} ({method.section})\n")
    for title in ("question", "formula", "assumptions", "source", "proof"):
        text = getattr(method, title) or "the package's own rule"
        typer.echo(textwrap.fill(text, 100, initial_indent=f"{title + ':':<13}", subsequent_indent=" " * 13))


def print_aligned(rows: "pd.DataFrame") -> None:
    """Print a frame in columns, long texts cut short."""
    from aftershock.reporting.exports import plain
    from aftershock.reporting.text import shorten

    cells = [list(rows.columns), *([plain(cell) for cell in row] for row in rows.itertuples(index=False))]
    texts = [[shorten(str(cell), most=WIDEST_CELL) for cell in row] for row in cells]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    for row in texts:
        typer.echo("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())


LAYOUTS = {Layout.table: print_table, Layout.csv: print_csv, Layout.json: print_json}
