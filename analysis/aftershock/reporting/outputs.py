"""The files of a report: what is in each, and how they come to stand in a folder."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from aftershock.errors import AftershockError
from aftershock.reporting.exports import csv_text, json_text
from aftershock.reporting.figures import figure_csv
from aftershock.reporting.formats import FORMATS
from aftershock.reporting.html import render_page
from aftershock.reporting.page import Block, Figure, Page, with_downloads
from aftershock.reporting.parquet import parquet_bytes
from aftershock.reporting.sections.downloads import FILES
from aftershock.reporting.standalone import standalone_files
from aftershock.reporting.summary import SUMMARY, StudySummary, summary_text
from aftershock.typing import FormatName

MANIFEST = "manifest.json"
FIGURES = "figures"
OWN_FILE = re.compile(r"(figures/)?[a-z][a-z0-9_]*\.[a-z]+")


def report_files(
    page: Page,
    results: pd.DataFrame,
    *,
    summary: StudySummary,
    glossary: Mapping[str, str],
    formats: tuple[FormatName, ...],
) -> dict[str, bytes]:
    """Write a report as files: the page, its results, every figure, and the formats asked for.

    Parameters
    ----------
    page : Page
        The whole report.
    results : DataFrame
        Everything measured, one row a measure; columns of the glossary.
    summary : StudySummary
        The study in a few lines, for a page of several.
    glossary : mapping of str to str
        What each column means.
    formats : tuple of {"pdf", "markdown", "latex", "excel"}
        Formats beside HTML.

    Returns
    -------
    dict of str to bytes
        By path from the folder of the report; the same input gives the same bytes.
    """
    others = tuple((FORMATS[name].file, FORMATS[name].told) for name in formats)
    listed = with_figure_files(with_downloads(page, (*FILES, *others)))
    return {
        "report.html": render_page(listed).encode("utf-8"),
        "results.csv": csv_text(results).encode("utf-8"),
        "results.json": json_text(results, glossary=glossary).encode("utf-8"),
        "results.parquet": parquet_bytes(results, glossary=glossary),
        SUMMARY: summary_text(summary).encode("utf-8"),
        **figure_files(listed),
        **{FORMATS[name].file: FORMATS[name].write(listed, results, glossary) for name in formats},
    }


def figure_files(page: Page) -> dict[str, bytes]:
    """Write every figure of a page as SVG and as PNG, with its data as CSV."""
    written: dict[str, bytes] = {}
    for figure in page.figures:
        stem = f"{FIGURES}/{figure.name}"
        svg, written[f"{stem}.png"] = standalone_files(figure, page)
        written[f"{stem}.svg"] = svg.encode("utf-8")
        written[f"{stem}.csv"] = figure_csv(figure).encode("utf-8")
    return written


def with_figure_files(page: Page) -> Page:
    """Name the files of every figure of a page."""

    def named(block: Block) -> Block:
        if not isinstance(block, Figure):
            return block
        stem = f"{FIGURES}/{block.name}"
        return replace(block, files=(("SVG", f"{stem}.svg"), ("PNG", f"{stem}.png"), ("data", f"{stem}.csv")))

    sections = (
        replace(section, blocks=tuple(named(block) for block in section.blocks)) for section in page.sections
    )
    return replace(page, sections=tuple(sections))


def write_files(out: Path, outputs: Mapping[str, bytes]) -> Path:
    """Write the files of a report, the manifest last, so that it stands for all of them.

    What an earlier build wrote and this one does not is removed, so that no file beside the page is of another day.

    Parameters
    ----------
    out : pathlib.Path
        Folder to write to; made if it is not there.
    outputs : mapping of str to bytes
        By path from that folder; the manifest among them.

    Returns
    -------
    pathlib.Path
        The report.html.

    Raises
    ------
    AftershockError
        If the folder cannot be written to.
    """
    try:
        remove_stale(out, outputs)
        for name, data in outputs.items():
            place = out / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
    except OSError as failure:
        raise AftershockError(
            f"cannot write to {str(out)!r}: {failure.strerror}. Choose another folder.", out=str(out)
        ) from None
    return out / "report.html"


def remove_stale(out: Path, outputs: Mapping[str, bytes]) -> None:
    """Remove the manifest of an earlier build, and those of its files that are not written again."""
    for name in earlier_files(out / MANIFEST):
        if name not in outputs:
            (out / name).unlink(missing_ok=True)
    (out / MANIFEST).unlink(missing_ok=True)


def earlier_files(manifest: Path) -> tuple[str, ...]:
    """List the files that an earlier manifest stands for; none where it cannot be read."""
    try:
        names = json.loads(manifest.read_bytes())["outputs"]
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return ()
    if not isinstance(names, dict):
        return ()
    return tuple(name for name in names if isinstance(name, str) and OWN_FILE.fullmatch(name))
