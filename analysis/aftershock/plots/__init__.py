"""Draw results on matplotlib axes: every function takes ``ax`` and returns it, and leaves your style as it was."""

from aftershock.plots.analogues import describe_analogues, plot_analogues
from aftershock.plots.compass import compass_table, describe_compass, plot_compass
from aftershock.plots.style import house_axes, house_style

__all__ = [
    "compass_table",
    "describe_analogues",
    "describe_compass",
    "house_axes",
    "house_style",
    "plot_analogues",
    "plot_compass",
]
