"""A drawing made for a page: own ids, classes for styles, colours by role, every text escaped."""

from lxml import etree

from aftershock.plots.palette import LIGHT
from aftershock.reporting.svg import embed_svg

DRAWN = f"""<?xml version="1.0"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
     width="10pt" height="10pt" viewBox="0 0 10 10">
 <!-- a comment -->
 <metadata>made by a program</metadata>
 <defs><style>* {{ fill: red }}</style><path id="m1" d="M 0.123456 0"/>
 <pattern id="h1"><rect fill="{LIGHT["shade"]}"/></pattern></defs>
 <g id="unused"><use xlink:href="#m1"/><path style="fill: url(#h1); stroke: {LIGHT["ink"]}"/></g>
 <text style="font-size: 10px; font-family: 'DejaVu Sans', sans-serif">id="axes_1" &lt;b&gt;</text>
</svg>"""


def embedded(prefix: str = "wide", title: str = "Prices", description: str = "A line.") -> str:
    return embed_svg(DRAWN, prefix=prefix, title=title, description=description)


def parsed(**texts: str) -> etree._Element:
    return etree.fromstring(embedded(**texts))


def test_it_begins_with_the_element() -> None:
    assert embedded().startswith("<svg")


def test_size_metadata_comments_and_foreign_styles_are_gone() -> None:
    text = embedded()
    for furniture in ("width=", "metadata", "comment", "fill: red", "xlink"):
        assert furniture not in text


def test_ids_begin_with_the_prefix_and_unused_ones_are_gone() -> None:
    ids = [str(element.get("id")) for element in parsed().iter(etree.Element) if element.get("id")]
    assert ids and all(name.startswith("wide-") for name in ids)


def test_two_drawings_share_no_id() -> None:
    ids = [set(parsed(prefix=prefix).xpath("//@id")) for prefix in ("wide", "narrow")]
    assert not ids[0] & ids[1]


def test_references_still_point_at_something() -> None:
    root = parsed()
    targets = {str(href)[1:] for href in root.xpath("//@href")}
    assert targets and targets <= set(root.xpath("//@id"))
    assert "url(#wide-2)" in embedded()


def test_no_style_attribute_is_left() -> None:
    assert not parsed().xpath("//@style")


def test_colours_are_roles_with_the_colour_as_fallback() -> None:
    assert f"stroke: var(--ink, {LIGHT['ink']})" in embedded()
    assert f"fill: var(--shade, {LIGHT['shade']})" in embedded()


def test_text_that_looks_like_markup_is_untouched() -> None:
    texts = [element.text for element in parsed().iter("{*}text")]
    assert texts == ['id="axes_1" <b>']


def test_coordinates_keep_two_decimals() -> None:
    assert 'd="M 0.12 0"' in embedded()


def test_it_is_an_image_with_a_name_and_a_description() -> None:
    root = parsed(title="A & B", description="</desc><script>")
    named = [root.xpath(f"string(//*[@id='{name}'])") for name in str(root.get("aria-labelledby")).split()]
    assert root.get("role") == "img"
    assert named == ["A & B", "</desc><script>"]
