"""Text from outside keeps its words and loses what a page cannot hold."""

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from aftershock.reporting.text import number_text, one_line, printable, shorten


@given(st.text())
def test_printable_text_can_be_written_as_xml_and_utf_8(text: str) -> None:
    element = etree.Element("text")
    element.text = printable(text)
    assert etree.tostring(element, encoding="utf-8")


@given(st.text())
def test_one_line_is_one_line(text: str) -> None:
    assert len(one_line(text).splitlines()) <= 1


@given(st.text(), st.integers(2, 50))
def test_short_text_is_short(text: str, most: int) -> None:
    assert len(shorten(text, most=most)) <= most


def test_half_characters_are_replaced() -> None:
    assert printable("a\ud800b") == "a\ufffdb"


def test_newlines_and_right_to_left_text_are_kept() -> None:
    assert printable("שלום\nعالم") == "שלום\nعالم"


def test_nothing_is_shown_as_minus_zero() -> None:
    assert number_text(-0.001, decimals=2) == "0.00"


def test_thousands_are_separated() -> None:
    assert number_text(12345.6, decimals=1) == "12,345.6"
