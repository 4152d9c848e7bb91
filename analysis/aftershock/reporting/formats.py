"""A report in other formats than HTML, for those who ask: each is written from the same page and the same results."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import cast

import pandas as pd

from aftershock.errors import AftershockError
from aftershock.reporting.excel import excel_workbook
from aftershock.reporting.latex import latex_tables
from aftershock.reporting.markdown import render_markdown
from aftershock.reporting.page import Page
from aftershock.reporting.pdf import render_pdf
from aftershock.typing import FormatName, check_option


@dataclass(frozen=True, slots=True)
class Format:
    """One format: its file beside the page, what that holds, how it is written, and the package it takes, if any."""

    file: str
    told: str
    write: Callable[[Page, pd.DataFrame, Mapping[str, str]], bytes]
    package: str = ""


FORMATS: Mapping[FormatName, Format] = {
    "pdf": Format("report.pdf", "this page typeset for paper", lambda page, *_: render_pdf(page), "typst"),
    "markdown": Format(
        "report.md", "this page as Markdown", lambda page, *_: render_markdown(page).encode("utf-8")
    ),
    "latex": Format(
        "tables.tex", "the tables of this page for LaTeX", lambda page, *_: latex_tables(page).encode("utf-8")
    ),
    "excel": Format(
        "report.xlsx",
        "results, tables and data of the charts as a workbook",
        lambda page, results, glossary: excel_workbook(page, results, glossary=glossary),
        "xlsxwriter",
    ),
}


def check_formats(names: Iterable[str]) -> tuple[FormatName, ...]:
    """Refuse a format that is unknown or whose package is not installed, before anything is computed.

    Parameters
    ----------
    names : iterable of {"pdf", "markdown", "latex", "excel"}
        Formats asked for.

    Returns
    -------
    tuple of str
        Each once, in the order given.

    Raises
    ------
    ValueError
        If a name is none of the four.
    AftershockError
        If a format takes a package that is not installed; it names the command that installs it.

    Examples
    --------
    >>> check_formats(["latex", "markdown", "latex"])
    ('latex', 'markdown')
    >>> check_formats(["word"])
    Traceback (most recent call last):
    ValueError: format is 'word'; allowed are 'pdf', 'markdown', 'latex', 'excel'.
    """
    wanted: tuple[FormatName, ...] = tuple(dict.fromkeys(known_format(name) for name in names))
    for name in wanted:
        package = FORMATS[name].package
        if package and find_spec(package) is None:
            raise AftershockError(
                f"format {name!r} needs the package {package}, which is not installed. Install it with: "
                f"pip install 'aftershock[{name}]'; or leave {name!r} out of the formats.",
                format=name,
                package=package,
            )
    return wanted


def known_format(name: str) -> FormatName:
    """Refuse a name that is none of the formats."""
    check_option("format", name, FormatName)
    return cast(FormatName, name)
