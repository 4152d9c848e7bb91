"""The report page as one self-contained HTML file: nothing loads, every text escaped, complete without its script."""

import re
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from aftershock.errors import AftershockError
from aftershock.plots import palette
from aftershock.reporting.explorer.script import explorer_script
from aftershock.reporting.figures import figure_versions
from aftershock.reporting.keyed import key_by_day, key_of_largest
from aftershock.reporting.page import (
    Block,
    Bullets,
    Cards,
    Cell,
    Downloads,
    Explorer,
    Facts,
    Figure,
    Heatmap,
    KeyedList,
    Mark,
    Notes,
    Page,
    Reports,
    Section,
    Table,
)
from aftershock.reporting.rail import label_numbers
from aftershock.reporting.text import one_line, printable

TEMPLATES = "templates"
STYLE_ELEMENT = re.compile(r"<style>(.*?)</style>", re.DOTALL)
MANY_ROWS = 40
"""Rows beyond which a table is folded until it is opened."""
RIGHT_TO_LEFT = "\u0590"
"""The first character of the first script that is written from right to left."""
TYPOGRAPHY = "\u2212\u2013\u202f\u2019\u201c\u201d\u2026"
FILE_NAME = re.compile(r"[\w][\w. -]*")
REPORT_PATH = re.compile(r"([\w][\w. -]*/)*[\w][\w. -]*")
MACROS: Mapping[type[Block], str] = {
    Cards: "cards",
    Table: "table",
    Figure: "figure",
    Heatmap: "heatmap",
    Notes: "notes",
    Bullets: "bullets",
    Facts: "facts",
    Downloads: "downloads",
    Reports: "reports",
    KeyedList: "key",
    Explorer: "explorer",
}
"""The macro of parts.html.j2 that writes each kind of block."""


def render_page(page: Page) -> str:
    """Write a report page as one HTML file that needs nothing beside it.

    Everything in ``page`` is text and is escaped, whatever it holds. Colours follow the reader's screen,
    light or dark; paper gets the light ones. The page carries a content policy that lets nothing load:
    styles, and the one script of a page with an explorer, are allowed by their hash alone.

    Parameters
    ----------
    page : Page
        The whole report.

    Returns
    -------
    str
        HTML, to be stored as UTF-8; the same page gives the same bytes.

    Raises
    ------
    AftershockError
        If a download is not a plain file name beside the page.

    Examples
    --------
    >>> render_page(Page("A day", "Nothing moved.", (), False)).splitlines()[0]
    '<!doctype html>'
    """
    check_downloads(page)
    styles = stylesheet()
    opening = [render_section(section) for section in page.opening]
    body = [render_section(section) for section in page.body]
    payloads = [block.payload for block in page.blocks if isinstance(block, Explorer)]
    script = explorer_script() if payloads else ""
    drawn = [style for part in (*opening, *body) for style in STYLE_ELEMENT.findall(part)]
    return (
        environment()
        .get_template("page.html.j2")
        .render(
            page=page,
            styles=Markup(styles),
            policy=content_policy([styles, *drawn], script=script),
            payloads=[Markup(payload) for payload in payloads],
            script=Markup(script),
            opening=opening,
            body=body,
        )
    )


def render_section(section: Section) -> Markup:
    """Write one section: its heading, its words and its blocks."""
    return Markup(parts().section(section, [render_block(block, section) for block in section.blocks]))


def render_block(block: Block, section: Section) -> Markup:
    """Write one block; one that has the title of its section gets no heading of its own."""
    title = getattr(block, "title", "")
    write = getattr(parts(), MACROS[type(block)])
    return Markup(write(block, "" if title == section.title else title, section.name))


def check_downloads(page: Page) -> None:
    """Refuse a download or report that leads anywhere but beside the page or below it."""
    listed = [name for block in page.blocks if isinstance(block, Downloads) for name, _ in block.files]
    for name in listed:
        if not FILE_NAME.fullmatch(name):
            raise AftershockError(
                f"download {name!r} is not a plain file name; allowed are letters, digits, space, dot, dash "
                "and underscore. Put the file beside the page and give its name alone.",
                name=name,
            )
    for path in (path for block in page.blocks if isinstance(block, Reports) for _, path, _ in block.reports):
        if not REPORT_PATH.fullmatch(path):
            raise AftershockError(
                f"report {path!r} is not a path below the folder of the page; allowed are names of letters, digits, "
                "space, dot, dash and underscore, with / between. Write the page into a folder above all reports.",
                name=path,
            )


@cache
def environment() -> Environment:
    """Prepare the templates: everything escaped, nothing undefined let through."""
    prepared = Environment(
        loader=PackageLoader("aftershock.reporting", TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=clean_output,
    )
    prepared.filters["one_line"] = one_line
    prepared.filters["isolated"] = isolated
    prepared.filters["numbers"] = label_numbers
    prepared.filters["step_class"] = palette.heat_class
    prepared.filters["cell_class"] = cell_class
    prepared.filters["step_text"] = step_text
    prepared.filters["utc"] = machine_time
    prepared.filters["drawings"] = drawings
    prepared.filters["days"] = key_by_day
    prepared.filters["largest"] = key_of_largest
    prepared.globals["steps"] = range(-palette.HEAT_LIMIT, palette.HEAT_LIMIT + 1)
    prepared.globals["many"] = MANY_ROWS
    return prepared


@cache
def parts() -> Any:
    """Load the macros that write sections and blocks."""
    return environment().get_template("parts.html.j2").module


def drawings(figure: Figure) -> dict[str, Markup]:
    """Draw a figure once for each width, to stand in the page as it is."""
    return {width: Markup(drawn) for width, drawn in figure_versions(figure).items()}


def isolated(text: str) -> Markup:
    """Escape a text, and keep one that might turn the direction of its line to itself.

    Examples
    --------
    >>> str(isolated("stale_price")), str(isolated("\u05e9"))
    ('stale_price', '<bdi>\u05e9</bdi>')
    """
    written = escape(printable(text))
    plain = all(character < RIGHT_TO_LEFT or character in TYPOGRAPHY for character in text)
    return written if plain else Markup("<bdi>{}</bdi>").format(written)


def clean_output(value: Any) -> Any:
    """Take characters that HTML cannot hold out of every text that is printed."""
    return printable(value) if type(value) is str else value


@cache
def stylesheet() -> str:
    """Join the colours of the palette and the page's rules."""
    here = files("aftershock.reporting")
    places = (here.joinpath(TEMPLATES, "page.css"), here.joinpath("explorer", "explorer.css"))
    return palette.color_css() + "".join(place.read_text(encoding="utf-8") for place in places)


def style_hash(style: str) -> str:
    """Name a style by its hash, as a content policy does.

    Examples
    --------
    >>> style_hash("")
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    """
    return f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'"


def content_policy(styles: list[str], *, script: str = "") -> str:
    """Write the content policy: nothing loads; styles and the script of this page, if it has one, by hash."""
    hashes = " ".join(dict.fromkeys(style_hash(style) for style in styles))
    runs = f" script-src {style_hash(script)};" if script else ""
    return f"default-src 'none'; style-src {hashes};{runs} img-src data:; base-uri 'none'; form-action 'none'"


def cell_class(cell: Cell) -> str:
    """Choose the style class of a heatmap cell: a step of the scale, or hatched where there is no number."""
    if cell.value is None or not cell.is_known:
        return "no-number"
    return palette.heat_class(palette.heat_step(cell.value))


def step_text(step: int) -> str:
    """Write a step of the heat scale for its legend.

    Examples
    --------
    >>> step_text(-4), step_text(0), step_text(2)
    ('−4 or less', '0', '+2')
    """
    written = f"{step:+d}".replace("-", "−") if step else "0"
    ends = {-palette.HEAT_LIMIT: " or less", palette.HEAT_LIMIT: " or more"}
    return written + ends.get(step, "")


def machine_time(mark: Mark) -> str:
    """Write a headline's instant for programs.

    Examples
    --------
    >>> import pandas as pd
    >>> machine_time(Mark(1, pd.Timestamp("2022-02-17T18:32Z"), "Talks"))
    '2022-02-17T18:32:00Z'
    """
    return mark.instant.tz_convert("UTC").strftime("%Y-%m-%dT%H:%M:%SZ")
