"""Headlines: pages, feeds, tables and data sets read into one frame of exact instants."""

from aftershock.headlines.detection import detect_format
from aftershock.headlines.episodes import assign_episodes, episodes
from aftershock.headlines.event_days import read_event_days
from aftershock.headlines.frame import COLUMNS, rejected_frame
from aftershock.headlines.gpr import read_gpr
from aftershock.headlines.merging import merge_headlines
from aftershock.headlines.reader import read_headlines
from aftershock.headlines.settings import ReadSettings, ZoneRules
from aftershock.headlines.themes import Theme, assign_themes, read_themes
from aftershock.headlines.two_clocks import ClockComparison, compare_clocks, read_clocks
from aftershock.headlines.zone_listing import zone_table
from aftershock.headlines.zones import Zone, local_times, localize, resolve_zone

__all__ = [
    "COLUMNS",
    "ClockComparison",
    "ReadSettings",
    "Theme",
    "Zone",
    "ZoneRules",
    "assign_episodes",
    "assign_themes",
    "compare_clocks",
    "detect_format",
    "episodes",
    "local_times",
    "localize",
    "merge_headlines",
    "read_clocks",
    "read_event_days",
    "read_gpr",
    "read_headlines",
    "read_themes",
    "rejected_frame",
    "resolve_zone",
    "zone_table",
]
