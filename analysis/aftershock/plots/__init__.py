"""Draw results on matplotlib axes: every function takes ``ax`` and returns it, and leaves your style as it was."""

from aftershock.plots.style import house_axes, house_style

__all__ = ["house_axes", "house_style"]
