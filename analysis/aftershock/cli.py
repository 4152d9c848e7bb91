"""The command line: thin, fast to answer, and without tracebacks for what a user can mend."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from aftershock import __version__
from aftershock.console import (
    LAYOUTS,
    Layout,
    as_options,
    as_report_options,
    mended_by_the_user,
    print_ledger,
    print_method,
    print_notes,
    print_rows,
    progress,
    summary_line,
)
from aftershock.data_commands import data

app = typer.Typer(
    name="aftershock",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


app.add_typer(data)


class HeadlineSource(StrEnum):
    """How a headline file is read."""

    liveblog = "liveblog"
    jsonld = "jsonld"
    feed = "feed"
    table = "table"
    parquet = "parquet"
    json_lines = "json_lines"
    gdelt_events = "gdelt_events"
    gdelt_mentions = "gdelt_mentions"
    gdelt_doc = "gdelt_doc"
    acled = "acled"
    news_api = "news_api"


class ReportFormat(StrEnum):
    """Formats of a report beside HTML."""

    pdf = "pdf"
    markdown = "markdown"
    latex = "latex"
    excel = "excel"


class Abbreviation(StrEnum):
    """How press abbreviations are read."""

    local = "local"
    literal = "literal"


class DateOrder(StrEnum):
    """Order of dates such as 03/04/2026."""

    day_first = "day_first"
    month_first = "month_first"


@app.callback(invoke_without_command=True)
def root(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    """Say what markets did when the headline hit, and whether it was more than noise.

    For example:

      aftershock new my-study

      aftershock report my-study/study.toml

      aftershock headlines page.txt --date 2022-02-18

      aftershock report reports/ukraine-2022/study.toml --prices ../prices

      aftershock data pull SPX GOLD --start 2015-01-01

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
            help="yahoo, store, sample, a folder of price files, or Parquet files; instead of the study's source."
        ),
    ] = None,
    formats: Annotated[
        list[ReportFormat] | None,
        typer.Option(
            "--format",
            help="A format beside HTML; give it again for another. [default: those the study names]",
            show_default=False,
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
) -> None:
    """Build the report of a study: a page, its results as CSV, JSON and Parquet, every figure, and a manifest.

    Of a study just begun it says which piece is missing, and what to write.

    For example:

      aftershock report reports/demo/study.toml

      aftershock report reports/ukraine-2022/study.toml --prices yahoo --out ~/ukraine --format pdf
    """
    target = out or study.resolve().parent.parent / "build" / study.resolve().parent.name
    with mended_by_the_user(spell=as_report_options), progress(quiet=quiet) as say:
        say("starting")
        from aftershock.reporting import build_report

        notes: list[str] = []
        chosen = [one.value for one in formats] if formats else None
        written = build_report(
            study, out=target, prices=prices, formats=chosen, progress=say, remark=notes.append
        )
    if not quiet:
        print_notes(notes)
        typer.echo(written)


@app.command()
def compare(
    reports: Annotated[
        list[Path], typer.Argument(help="Folders that aftershock report has written.", show_default=False)
    ],
    out: Annotated[Path, typer.Option(help="The page to write; the reports lie below its folder.")] = Path(
        "index.html"
    ),
) -> None:
    """Set the findings of several studies side by side on one page.

    For example:

      aftershock compare reports/build/demo reports/build/ukraine-2022 --out reports/index.html
    """
    with mended_by_the_user():
        from aftershock.reporting.comparison import build_comparison

        notes: list[str] = []
        written = build_comparison(reports, out=out, remark=notes.append)
    print_notes(notes)
    typer.echo(written)


@app.command()
def new(
    name: Annotated[
        str,
        typer.Argument(
            help="Name of the study and its folder: a-z, 0-9, - and _.", show_default=False, metavar="NAME"
        ),
    ],
    folder: Annotated[
        Path | None,
        typer.Option(help="Where to make its folder. [default: reports in a checkout, else here]"),
    ] = None,
    prices: Annotated[
        str | None,
        typer.Option(
            help="yahoo, store, a folder of price files, or sample for made-up headlines. [default: yahoo]"
        ),
    ] = None,
) -> None:
    """Begin a study: a folder with a commented study.toml and a list of headlines to fill in.

    Then run aftershock report on it: it names each missing piece in turn. A folder of price files without a
    prices.toml is looked through, and a draft of one is written beside the study.

    For example:

      aftershock new strait

      aftershock new strait --prices my-prices

    Made-up headlines on simulated prices, to try things out; it builds at once:

      aftershock new tour --prices sample
    """
    with mended_by_the_user():
        from aftershock.reporting.starter import new_study

        made = new_study(name, folder=folder, prices=prices)
    print_notes(made.notes)
    for file in made.files:
        typer.echo(file)
    typer.echo(f"next: {made.next_command}", err=True)


@app.command()
def headlines(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="A live blog, a feed, a table or a data set; see data/README.md.", show_default=False
        ),
    ] = None,
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
    column: Annotated[
        list[str] | None,
        typer.Option(help="Which column is which, as instant=when; once for each.", metavar="OURS=THEIRS"),
    ] = None,
    date_order: Annotated[
        DateOrder | None, typer.Option(help="Order of dates such as 03/04/2026; refused without it.")
    ] = None,
    abbreviation: Annotated[
        Abbreviation,
        typer.Option(help="EST in July: New York's clock (local), or UTC-5 to the letter (literal)."),
    ] = Abbreviation.local,
    assume: Annotated[
        list[str] | None,
        typer.Option(help="Place of an ambiguous abbreviation; once for each.", metavar="CST=PLACE"),
    ] = None,
    max_rejected: Annotated[
        int | None, typer.Option(help="Fail if more entries than this cannot be read.", min=0)
    ] = None,
    themes: Annotated[
        bool, typer.Option("--themes", help="Add themes and escalation. Without FILE: print the word list.")
    ] = False,
    theme_words: Annotated[
        Path | None, typer.Option(help="Your own word list for --themes.", metavar="FILE.toml")
    ] = None,
    zones: Annotated[
        bool, typer.Option("--zones", help="Print what every press abbreviation stands for, and stop.")
    ] = False,
    check_clocks: Annotated[
        tuple[str, str] | None,
        typer.Option(
            help="Compare two columns of times instead, and list those wrong by over half an hour.",
            metavar="STATED EXACT",
        ),
    ] = None,
) -> None:
    """Print every headline of a file with its exact instant.

    What could not be read is listed on standard error, and makes the exit code 1 only if nothing is left
    or there is more of it than --max-rejected.

    For example:

      aftershock headlines page.txt --date 2022-02-18

      aftershock headlines list.csv --zone America/New_York --format csv > headlines.csv

      aftershock headlines export.csv --column instant=when --column headline=title --date-order day_first

      aftershock headlines wire.csv --assume CST=America/Chicago --abbreviation literal --max-rejected 0

      aftershock headlines --zones

    Themes, with the words that made each; then with words of your own:

      aftershock headlines page.txt --date 2022-02-18 --themes

      aftershock headlines --themes > words.toml

      aftershock headlines page.txt --date 2022-02-18 --themes --theme-words words.toml

    Is the printed time to be trusted? Two columns that belong together are joined by a plus:

      aftershock headlines posts.csv --check-clocks day+time posted_at --zone Europe/Kyiv
    """
    if zones:
        print_zones(format)
    elif file is None and themes:
        print_word_list()
    elif file is None:
        raise typer.BadParameter("name a file; only --zones, and --themes for the word list, go without one.")
    elif check_clocks is not None:
        rules = {"abbreviation": abbreviation.value, "assumed": pairs("--assume", assume)}
        print_clocks(file, check_clocks, zone=zone, rules=rules, layout=format)
    else:
        options = {
            "date": date,
            "zone": zone,
            "format": source.value if source else None,
            "columns": pairs("--column", column),
            "date_order": date_order.value if date_order else None,
            "abbreviation": abbreviation.value,
            "ambiguous": pairs("--assume", assume),
            "max_rejected": max_rejected,
        }
        print_headlines(
            file, options, themes=themes or theme_words is not None, words=theme_words, layout=format
        )


@app.command()
def methods(
    name: Annotated[
        str | None, typer.Argument(help="One method, as kp_bmp_t; all without it.", show_default=False)
    ] = None,
    format: Annotated[Layout, typer.Option(help="How to print them.")] = Layout.table,
) -> None:
    """Print what each method answers, its formula, assumptions, source and proof.

    For example:

      aftershock methods

      aftershock methods kp_bmp_t
    """
    with mended_by_the_user():
        from aftershock.ledger import find_method, read_methods

        found = read_methods() if name is None else (find_method(name),)
    if format is not Layout.table:
        import pandas as pd

        print_rows(pd.DataFrame(found).drop(columns="names"), format)
    elif name is None:
        print_ledger(found)
    else:
        print_method(found[0])


def print_headlines(
    file: Path, options: dict[str, Any], *, themes: bool, words: Path | None, layout: Layout
) -> None:
    """Print the headlines of a file, and on standard error what was assumed and what was rejected."""
    with mended_by_the_user(spell=as_options):
        from aftershock.headlines import read_headlines
        from aftershock.headlines.themes import assign_themes

        heads = read_headlines(file, **options)
        heads = assign_themes(heads, words=words) if themes else heads
    LAYOUTS[layout](heads)
    typer.echo(summary_line(heads), err=True)
    for row in heads.attrs["rejected"]:
        typer.echo(f"rejected: line {row['line']}: {row['text']!r}: {row['reason']}", err=True)


def print_zones(layout: Layout) -> None:
    """Print the table of press abbreviations."""
    from aftershock.headlines.zone_listing import zone_table

    print_rows(zone_table(), layout)
    if layout is Layout.table:
        typer.echo("Ambiguous ones are refused until you say --assume CST=America/Chicago.", err=True)


def print_word_list() -> None:
    """Print the package's list of themes, to be read or edited."""
    from aftershock.headlines.themes import WORD_LIST

    typer.echo(WORD_LIST.read_text(encoding="utf-8"), nl=False)


def print_clocks(
    file: Path, columns: tuple[str, str], *, zone: str | None, rules: dict[str, Any], layout: Layout
) -> None:
    """Print the rows whose stated time is wrong, and on standard error how many agree."""
    with mended_by_the_user(spell=as_options):
        from aftershock.headlines.settings import ZoneRules
        from aftershock.headlines.two_clocks import compare_clocks, read_clocks

        clocks = read_clocks(file, stated=columns[0], exact=columns[1], zone=zone, rules=ZoneRules(**rules))
        comparison = compare_clocks(clocks["stated"], clocks["exact"])
    wrong = comparison.wrong
    minutes = (wrong["difference"].dt.total_seconds() / 60).round(1)
    listed = wrong[["stated", "exact"]].assign(minutes_off=minutes, whole_hours=wrong["whole_hours"])
    rest = clocks.drop(columns=["stated", "exact"]).loc[wrong.index]
    print_rows(listed.join(rest.drop(columns=listed.columns, errors="ignore")).reset_index(), layout)
    typer.echo(str(comparison), err=True)


def pairs(option: str, given: list[str] | None) -> dict[str, str]:
    """Read options such as CST=America/Chicago."""
    split = [text.partition("=") for text in given or []]
    for name, mark, value in split:
        if not (name.strip() and mark and value.strip()):
            raise typer.BadParameter(f"{option} is {name + mark + value!r}; write NAME=VALUE.")
    return {name.strip(): value.strip() for name, _, value in split}


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
