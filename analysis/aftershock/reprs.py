"""Small HTML tables for notebooks: escaped text, colours of the reader's theme, no script."""

import math
import re
from collections.abc import Iterable, Sequence
from html import escape
from numbers import Real

MOST_ROWS = 12
MISSING = "–"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
HARMLESS = re.compile(r"[+-]\d+(s|min|h)?(/([+-]?\d+(s|min|h)?|close))?")
TABLE_STYLE = "border-collapse:collapse;color:inherit;background:transparent;font-size:0.9em"
CELL_STYLE = "padding:0.15em 0.7em;color:inherit;background:transparent;border-top:1px solid currentColor"
WORD_STYLE = f"text-align:left;{CELL_STYLE}"
NUMBER_STYLE = f"text-align:right;font-variant-numeric:tabular-nums;{CELL_STYLE}"
CAPTION_STYLE = "caption-side:top;text-align:left;color:inherit;font-weight:bold;padding:0.3em 0.7em"
NOTE_STYLE = "color:inherit;font-size:0.9em;margin:0.2em 0.7em;max-width:60em"


def html_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    caption: str = "",
    notes: Iterable[str] = (),
    most: int = MOST_ROWS,
) -> str:
    """Write a table as HTML that a notebook shows in its own colours, light or dark.

    Use it for ``_repr_html_``. All text is escaped, and text that a spreadsheet would run as a formula when it is
    pasted there gets an apostrophe in front.

    Parameters
    ----------
    columns : sequence of str
        Headings; none leaves the row of headings out.
    rows : iterable of sequences
        Cells; a float that is not finite, and None, are shown as a dash.
    caption : str, optional
        One line above.
    notes : iterable of str, optional
        Paragraphs below, such as the reasons for missing numbers; empty ones are left out.
    most : int
        Rows to show; how many more there are is said below.

    Returns
    -------
    str
        One ``div``.

    Examples
    --------
    >>> "<b>" in html_table(["headline"], [["<b>=1+1</b>"]])
    False
    """
    listed = list(rows)
    parts = [f'<caption style="{CAPTION_STYLE}">{written(caption)}</caption>'] if caption else []
    if columns:
        styles = [style_of(value) for value in listed[0]] if listed else [WORD_STYLE] * len(columns)
        heads = "".join(
            f'<th scope="col" style="{style}">{written(name)}</th>'
            for name, style in zip(columns, styles, strict=True)
        )
        parts.append(f"<thead><tr>{heads}</tr></thead>")
    body = "\n".join(f"<tr>{''.join(cell(value) for value in row)}</tr>" for row in listed[:most])
    parts.append(f"<tbody>\n{body}\n</tbody>")
    beyond = len(listed) - most
    told = [*([f"{beyond} more rows are not shown."] if beyond > 0 else []), *filter(None, notes)]
    below = "".join(f'\n<p style="{NOTE_STYLE}">{written(note)}</p>' for note in told)
    inside = "\n".join(parts)
    return f'<div>\n<table style="{TABLE_STYLE}">\n{inside}\n</table>{below}\n</div>'


def html_record(pairs: Iterable[tuple[str, object]], *, caption: str = "", notes: Iterable[str] = ()) -> str:
    """Write one record as HTML, a line a field; fields whose text is empty are left out.

    Examples
    --------
    >>> html_record([("n", 3), ("note", "")]).count("<tr>")
    1
    """
    rows = [pair for pair in pairs if pair[1] != ""]
    return html_table([], rows, caption=caption, notes=notes, most=len(rows))


def cell(value: object) -> str:
    """Write one cell."""
    return f'<td style="{style_of(value)}">{written(value)}</td>'


def style_of(value: object) -> str:
    """Set numbers to the right, words to the left."""
    return NUMBER_STYLE if isinstance(value, Real) and not isinstance(value, bool) else WORD_STYLE


def written(value: object) -> str:
    """Write a value as escaped text.

    Examples
    --------
    >>> written(0.123456), written(float("nan")), written("=1+1"), written(True)
    ('0.1235', '–', '&#x27;=1+1', 'yes')
    """
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return MISSING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4g}"
    text = str(value)
    runs = text.startswith(FORMULA_STARTS) and not HARMLESS.fullmatch(text)
    return escape(f"'{text}" if runs else text)
