"""From folders of reports to the page that sets them side by side."""

from collections.abc import Callable, Iterable
from pathlib import Path

from aftershock.errors import AftershockError, StudyFileError
from aftershock.reporting.comparison.compose import Listed, comparison_page
from aftershock.reporting.html import render_page
from aftershock.reporting.summary import SUMMARY, read_summary


def build_comparison(
    folders: Iterable[str | Path], *, out: str | Path, remark: Callable[[str], None] | None = None
) -> Path:
    """Build one page that sets the findings of several studies side by side.

    Use it after the reports: it reads the ``summary.json`` beside each, and measures nothing.

    Parameters
    ----------
    folders : iterable of str or pathlib.Path
        Folders of reports, in the order in which they stand; each below the folder of the page.
    out : str or pathlib.Path
        The page to write.
    remark : callable, optional
        Called with a sentence for each study that could not be read; the page lists them too.

    Returns
    -------
    pathlib.Path
        The page. The same summaries give the same bytes.

    Raises
    ------
    AftershockError
        If there is no study to show, a report is not below the folder of the page, or the page cannot be written.

    Examples
    --------
    >>> build_comparison(["reports/build/demo"], out="reports/index.html")  # doctest: +SKIP
    """
    page, studies, left_out = Path(out), [], []
    for folder in map(Path, folders):
        try:
            studies.append(listed(folder, page))
        except StudyFileError as failure:
            left_out.append(str(failure))
    for sentence in left_out:
        (remark or (lambda _: None))(sentence)
    if not studies:
        raise AftershockError(
            "there is no report to set beside others"
            + (
                f": {' '.join(left_out)}"
                if left_out
                else ". Name folders that aftershock report has written."
            ),
            left_out=tuple(left_out),
        )
    return write(page, render_page(comparison_page(studies, left_out=left_out)))


def listed(folder: Path, page: Path) -> Listed:
    """Read the summary of a report, and find the way to it from the page."""
    here, there = page.resolve().parent, folder.resolve()
    if not there.is_relative_to(here):
        raise AftershockError(
            f"the report in {folder.name!r} is not below the folder of the page, so no link leads to it. Write the "
            "page into a folder above all reports.",
            folder=str(folder),
        )
    return Listed(read_summary(folder / SUMMARY), f"{there.relative_to(here).as_posix()}/report.html")


def write(page: Path, text: str) -> Path:
    """Write the page."""
    try:
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, encoding="utf-8")
    except OSError as failure:
        raise AftershockError(
            f"cannot write {str(page)!r}: {failure.strerror}. Choose another place.", out=str(page)
        ) from None
    return page
