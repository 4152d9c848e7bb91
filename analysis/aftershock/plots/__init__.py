"""Draw results on matplotlib axes: every function takes ``ax`` and returns it, and leaves your style as it was."""

from aftershock.plots.analogues import describe_analogues, plot_analogues
from aftershock.plots.calm_news import describe_calm_news, plot_calm_news
from aftershock.plots.compass import compass_table, describe_compass, plot_compass
from aftershock.plots.correlations import (
    describe_components,
    describe_correlation,
    plot_components,
    plot_correlation,
)
from aftershock.plots.described import DescribedChart, described
from aftershock.plots.drifting import describe_drifting, plot_drifting
from aftershock.plots.lead_lag import (
    describe_cross_correlation,
    describe_lead_lag,
    plot_cross_correlation,
    plot_lead_lag,
)
from aftershock.plots.moves import describe_reactions, plot_reactions
from aftershock.plots.paths import describe_paths, plot_paths
from aftershock.plots.projections import (
    describe_local_projections,
    plot_local_projection,
    plot_local_projections,
)
from aftershock.plots.style import house_axes, house_style
from aftershock.plots.themes import describe_themes, plot_themes
from aftershock.plots.war_risk import describe_war_risk, plot_war_risk

__all__ = [
    "DescribedChart",
    "compass_table",
    "describe_analogues",
    "describe_calm_news",
    "describe_compass",
    "describe_components",
    "describe_correlation",
    "describe_cross_correlation",
    "describe_drifting",
    "describe_lead_lag",
    "describe_local_projections",
    "describe_paths",
    "describe_reactions",
    "describe_themes",
    "describe_war_risk",
    "described",
    "house_axes",
    "house_style",
    "plot_analogues",
    "plot_calm_news",
    "plot_compass",
    "plot_components",
    "plot_correlation",
    "plot_cross_correlation",
    "plot_drifting",
    "plot_lead_lag",
    "plot_local_projection",
    "plot_local_projections",
    "plot_paths",
    "plot_reactions",
    "plot_themes",
    "plot_war_risk",
]
