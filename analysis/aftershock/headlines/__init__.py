"""Headlines: text, pages and tables read into one frame of exact instants."""

from aftershock.headlines.episodes import assign_episodes
from aftershock.headlines.frame import COLUMNS
from aftershock.headlines.reader import read_headlines
from aftershock.headlines.zones import Zone, local_times, localize, resolve_zone

__all__ = ["COLUMNS", "Zone", "assign_episodes", "local_times", "localize", "read_headlines", "resolve_zone"]
