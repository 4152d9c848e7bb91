"""A chart in a notebook: one picture, with a text for those who cannot see it."""

import base64

import pytest
from lxml import html as markup
from matplotlib import pyplot
from matplotlib.figure import Figure

from aftershock.errors import AftershockError
from aftershock.plots import described

HOSTILE = 'Chart of <script>alert("x")</script>,\n where "it" is flat.'


def test_picture_carries_its_description_as_text() -> None:
    shown = markup.fragment_fromstring(described(Figure().add_subplot(), HOSTILE)._repr_html_())
    (picture,) = shown.iter("img")
    assert picture.get("alt") == 'Chart of <script>alert("x")</script>, where "it" is flat.'
    assert base64.b64decode(picture.get("src").partition(",")[2]).startswith(b"\x89PNG")


def test_picture_is_as_wide_as_its_figure() -> None:
    shown = described(Figure(figsize=(5.0, 3.0)).add_subplot(), "Chart.")._repr_html_()
    assert 'width="500"' in shown


def test_same_chart_is_the_same_bytes() -> None:
    first, second = (described(Figure().add_subplot(), "Chart.")._repr_html_() for _ in range(2))
    assert first == second


def test_figure_of_pyplot_is_closed_so_that_it_is_shown_once() -> None:
    figure, ax = pyplot.subplots()
    assert described(ax, "Chart.").ax is ax
    assert not pyplot.fignum_exists(figure.number)


def test_chart_without_a_description_is_refused() -> None:
    with pytest.raises(AftershockError, match="text is empty; say what the chart shows"):
        described(Figure().add_subplot(), "  ")


def test_text_form_is_one_line() -> None:
    assert repr(described(Figure().add_subplot(), "Chart\nof lines.")) == "<DescribedChart: Chart of lines.>"
