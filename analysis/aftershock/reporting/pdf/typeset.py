"""The report as PDF: the page's data set by a fixed template, so that no text of it can be markup."""

import json
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Final

import matplotlib

from aftershock.reporting.figures import figure_svg_file
from aftershock.reporting.page import Page
from aftershock.reporting.pdf.document import page_data

TEMPLATE: Final = "template.typ"
STANDARD: Final = "ua-1"
"""PDF/UA-1, the standard of documents that a screen reader can read."""
NO_TIME: Final = 0
"""The second that the file says it was made: always the same, so that the bytes are."""


def render_pdf(page: Page) -> bytes:
    """Typeset a report page for paper.

    Use it to print or to send: A4, with bookmarks, and tags for screen readers as PDF/UA-1 wants them. The
    explorer is left out, and of very long tables the first 300 rows are set, with a word on the rest.

    Parameters
    ----------
    page : Page
        The whole report.

    Returns
    -------
    bytes
        The PDF, in English, without date. Texts reach the template as data, never as markup. Fonts are those of the
        typesetter and of matplotlib, whatever the machine has. The same page gives the same bytes.

    Raises
    ------
    ImportError
        If the package typst is not installed: ``pip install 'aftershock[pdf]'``.

    Examples
    --------
    >>> render_pdf(Page("A day", "Nothing moved.", (), False))[:4]
    b'%PDF'
    """
    import typst

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "page.json").write_text(json.dumps(page_data(page), ensure_ascii=False), encoding="utf-8")
        for figure in page.figures:
            (folder / f"{figure.name}.svg").write_text(figure_svg_file(figure), encoding="utf-8")
        template = folder / TEMPLATE
        template.write_bytes(files("aftershock.reporting.pdf").joinpath(TEMPLATE).read_bytes())
        compiler = typst.Compiler(
            str(template), root=name, font_paths=[matplotlib.get_data_path()], ignore_system_fonts=True
        )
        written = compiler.compile(format="pdf", timestamp=NO_TIME, pdf_standards=[STANDARD])
    assert isinstance(written, bytes)
    return written
