"""Draw results on matplotlib axes: every function takes ``ax`` and returns it, and leaves your style as it was."""

from aftershock.plots.projections import (
    describe_local_projections,
    plot_local_projection,
    plot_local_projections,
)
from aftershock.plots.style import house_axes, house_style

__all__ = [
    "describe_local_projections",
    "house_axes",
    "house_style",
    "plot_local_projection",
    "plot_local_projections",
]
