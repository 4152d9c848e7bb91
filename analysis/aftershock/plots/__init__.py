"""Draw results on matplotlib axes: every function takes ``ax`` and returns it, and leaves your style as it was."""

from aftershock.plots.drifting import describe_drifting, plot_drifting
from aftershock.plots.lead_lag import (
    describe_cross_correlation,
    describe_lead_lag,
    plot_cross_correlation,
    plot_lead_lag,
)
from aftershock.plots.style import house_axes, house_style

__all__ = [
    "describe_cross_correlation",
    "describe_drifting",
    "describe_lead_lag",
    "house_axes",
    "house_style",
    "plot_cross_correlation",
    "plot_drifting",
    "plot_lead_lag",
]
