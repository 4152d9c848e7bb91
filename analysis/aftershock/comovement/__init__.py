"""How assets moved together: reactions, calm against news, war risk, flight to safety, who moved first."""

from aftershock.comovement.bar_panels import bar_panel
from aftershock.comovement.granger import GrangerTests, granger_tests
from aftershock.comovement.intensity import headline_intensity
from aftershock.comovement.newspaper_index import gpr_shock
from aftershock.comovement.panels import MovePanel, move_panel
from aftershock.comovement.projection_result import LocalProjection
from aftershock.comovement.projections import local_projection
from aftershock.comovement.regimes import news_rows

__all__ = [
    "GrangerTests",
    "LocalProjection",
    "MovePanel",
    "bar_panel",
    "gpr_shock",
    "granger_tests",
    "headline_intensity",
    "local_projection",
    "move_panel",
    "news_rows",
]
