"""A chart with its description, as a notebook shows it and as a voice reads it."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from html import escape

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from aftershock.errors import AftershockError

DOTS_PER_INCH = 160


@dataclass(frozen=True, slots=True, eq=False)
class DescribedChart:
    """Hold a chart and the text that says what it shows.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        The chart.
    text : str
        What it shows, in words.
    """

    ax: Axes
    text: str

    def __repr__(self) -> str:
        """Say in one line what the chart shows."""
        return f"<DescribedChart: {' '.join(self.text.split())}>"

    def _repr_html_(self) -> str:
        """Show the picture in a notebook, with the description where those who cannot see it find it."""
        figure = self.ax.get_figure(root=True)
        assert figure is not None
        picture = base64.b64encode(png_of(figure)).decode("ascii")
        width = round(figure.get_figwidth() * 100)
        alt = escape(" ".join(self.text.split()))
        return f'<figure><img src="data:image/png;base64,{picture}" width="{width}" alt="{alt}"></figure>'


def described(ax: Axes, text: str) -> DescribedChart:
    """Pair a chart with its description, so that a notebook shows one and a screen reader speaks the other.

    Use it as the last line of a cell. The figure is closed for pyplot, so that it is shown once; ``ax`` can still be
    drawn on and saved.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        What a function of this package or your own code has drawn on.
    text : str
        What the chart shows, as the ``describe_`` function beside each ``plot_`` function writes it.

    Returns
    -------
    DescribedChart
        Shown by notebooks as a picture with a text alternative.

    Raises
    ------
    AftershockError
        If the text is empty.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> chart = described(Figure().add_subplot(), "Chart of nothing, where nothing is seen.")
    >>> chart
    <DescribedChart: Chart of nothing, where nothing is seen.>
    """
    if not text.strip():
        raise AftershockError(
            "text is empty; say what the chart shows, for example with the describe_ function of its plot_ function.",
            text=text,
        )
    from matplotlib import pyplot

    figure = ax.get_figure(root=True)
    if isinstance(figure, Figure):
        pyplot.close(figure)
    return DescribedChart(ax, text)


def png_of(figure: Figure) -> bytes:
    """Draw a figure, in the same bytes each time."""
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None})
    return drawn.getvalue()
