"""Drawn SVG made fit to stand inside a page: no style attributes, own ids, colours the page decides."""

import re
from collections.abc import Mapping
from itertools import count

from lxml import etree

from aftershock.plots.palette import LIGHT
from aftershock.reporting.text import one_line

SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"
REFERENCE = re.compile(r"url\(#([^)]+)\)")
LONG_DECIMAL = re.compile(r"-?\d+\.\d{3,}")
FONT_FAMILY = re.compile(r"font-family:[^;]+")
HEX_COLOR = re.compile(r"#[0-9a-f]{6}")
PAGE_FONT = "font-family: var(--sans, system-ui, sans-serif)"
VARIABLES: Mapping[str, str] = {color: f"var(--{role}, {color})" for role, color in LIGHT.items()}


def embed_svg(drawn: str, *, prefix: str, title: str, description: str) -> str:
    """Turn a drawing into one SVG element that can stand in a page beside others.

    Colours of the light palette become custom properties with the colour itself as fallback, so the
    drawing follows the page into dark mode and still looks right on its own. Style attributes become
    classes in one style element, so that a content policy can name it by its hash.

    Parameters
    ----------
    drawn : str
        An SVG document drawn in colours of the light palette.
    prefix : str
        Begins every id and class: two drawings in one page need different prefixes.
    title, description : str
        What a screen reader says; any text, escaped here.

    Returns
    -------
    str
        An ``<svg>`` element without XML declaration, metadata or fixed size.

    Examples
    --------
    >>> drawn = '<svg xmlns="http://www.w3.org/2000/svg"><path style="fill: #1a1d21"/></svg>'
    >>> "var(--ink, #1a1d21)" in embed_svg(drawn, prefix="wide", title="Prices", description="A line.")
    True
    """
    root = etree.fromstring(
        drawn.encode(), parser=etree.XMLParser(remove_comments=True, remove_blank_text=True)
    )
    drop_furniture(root)
    rename_ids(root, prefix=prefix)
    round_decimals(root)
    rules = classify_styles(root, prefix=prefix)
    describe(root, prefix=prefix, title=title, description=description, rules=rules)
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="unicode")


def drop_furniture(root: etree._Element) -> None:
    """Remove the fixed size, the drawing program's own style and its metadata."""
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    for tag in ("style", "metadata"):
        for element in list(root.iter(f"{SVG}{tag}")):
            parent = element.getparent()
            if parent is not None:
                parent.remove(element)


def referenced_ids(root: etree._Element) -> list[str]:
    """List the ids that something in the drawing points to, in order of first mention."""
    found: dict[str, None] = {}
    for element in root.iter(etree.Element):
        for name, value in element.attrib.items():
            targets = [str(value)[1:]] if name == LINK else REFERENCE.findall(str(value))
            found.update(dict.fromkeys(targets))
    return list(found)


def rename_ids(root: etree._Element, *, prefix: str) -> None:
    """Give the ids in use a number by order of mention and drop all others."""
    numbering = count(1)
    names = {old: f"{prefix}-{next(numbering)}" for old in referenced_ids(root)}
    for element in root.iter(etree.Element):
        old = element.attrib.pop("id", None)
        if old in names:
            element.set("id", names[str(old)])
        if LINK in element.attrib:
            element.set("href", f"#{names[str(element.attrib.pop(LINK))[1:]]}")
        for name, value in element.attrib.items():
            if "url(#" in str(value):
                element.set(name, REFERENCE.sub(lambda match: f"url(#{names[match[1]]})", str(value)))


def round_decimals(root: etree._Element) -> None:
    """Keep two decimals of a point in every coordinate: finer than any screen, half the size."""
    for element in root.iter(etree.Element):
        for name in ("d", "x", "y", "width", "height", "transform"):
            value = element.get(name)
            if value is not None:
                shorter = LONG_DECIMAL.sub(lambda match: f"{float(match[0]):.2f}", value)
                element.set(name, " ".join(shorter.split()))


def page_style(style: str) -> str:
    """Write a style in the page's terms: its colours by role, its font."""
    colored = HEX_COLOR.sub(lambda match: VARIABLES.get(match[0], match[0]), style)
    return FONT_FAMILY.sub(PAGE_FONT, " ".join(colored.split()))


def own_style(element: etree._Element) -> str:
    """Take the style of an element off it, and with it the colours written as attributes."""
    colors = [f"{name}: {element.attrib.pop(name)}" for name in ("fill", "stroke") if name in element.attrib]
    style = element.attrib.pop("style", "")
    return "; ".join([*colors, *([str(style)] if style else [])])


def classify_styles(root: etree._Element, *, prefix: str) -> str:
    """Replace style attributes by classes and write the rules of those classes."""
    classes: dict[str, str] = {}
    for element in root.iter(etree.Element):
        style = own_style(element)
        if style:
            written = page_style(style)
            name = classes.setdefault(written, f"{prefix}-s{len(classes) + 1}")
            element.set("class", name)
    rules = [f".{name} {{ {style} }}" for style, name in classes.items()]
    return "\n".join([f".{prefix} * {{ stroke-linejoin: round; stroke-linecap: butt }}", *rules])


def describe(root: etree._Element, *, prefix: str, title: str, description: str, rules: str) -> None:
    """Name the drawing for assistive technology and give it its style element."""
    root.set("class", prefix)
    root.set("role", "img")
    root.set("aria-labelledby", f"{prefix}-title {prefix}-description")
    texts = (("title", f"{prefix}-title", title), ("desc", f"{prefix}-description", description))
    for place, (tag, name, text) in enumerate(texts):
        element = etree.Element(f"{SVG}{tag}", id=name)
        element.text = one_line(text)
        root.insert(place, element)
    style = etree.Element(f"{SVG}style")
    style.text = rules
    root.insert(len(texts), style)
