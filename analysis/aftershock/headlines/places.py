"""Places: what press abbreviations and spoken zone names stand for."""

from collections.abc import Mapping
from types import MappingProxyType

ABBREVIATIONS: Mapping[str, tuple[str, int | None]] = MappingProxyType(
    {
        "UTC": ("UTC", None),
        "GMT": ("UTC", None),
        "Z": ("UTC", None),
        "UK": ("Europe/London", None),
        "WET": ("Europe/Lisbon", 0),
        "WEST": ("Europe/Lisbon", 1),
        "CET": ("Europe/Berlin", 1),
        "CEST": ("Europe/Berlin", 2),
        "MEZ": ("Europe/Berlin", 1),
        "MESZ": ("Europe/Berlin", 2),
        "MET": ("Europe/Berlin", 1),
        "MEST": ("Europe/Berlin", 2),
        "EET": ("Europe/Kyiv", 2),
        "EEST": ("Europe/Kyiv", 3),
        "MSK": ("Europe/Moscow", None),
        "TRT": ("Europe/Istanbul", None),
        "IDT": ("Asia/Jerusalem", 3),
        "ET": ("America/New_York", None),
        "EST": ("America/New_York", -5),
        "EDT": ("America/New_York", -4),
        "CT": ("America/Chicago", None),
        "CDT": ("America/Chicago", -5),
        "MT": ("America/Denver", None),
        "MST": ("America/Denver", -7),
        "MDT": ("America/Denver", -6),
        "PT": ("America/Los_Angeles", None),
        "PST": ("America/Los_Angeles", -8),
        "PDT": ("America/Los_Angeles", -7),
        "JST": ("Asia/Tokyo", None),
        "KST": ("Asia/Seoul", None),
        "HKT": ("Asia/Hong_Kong", None),
        "SGT": ("Asia/Singapore", None),
        "AET": ("Australia/Sydney", None),
        "AEST": ("Australia/Sydney", 10),
        "AEDT": ("Australia/Sydney", 11),
        "AWST": ("Australia/Perth", None),
        "NZST": ("Pacific/Auckland", 12),
        "NZDT": ("Pacific/Auckland", 13),
        "SAST": ("Africa/Johannesburg", None),
    }
)
"""Upper-case abbreviation -> place, and the UTC offset in hours its spelling claims (None: no season)."""

AMBIGUOUS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "CST": {"US Central": "America/Chicago", "China": "Asia/Shanghai", "Cuba": "America/Havana"},
        "IST": {"India": "Asia/Kolkata", "Israel": "Asia/Jerusalem", "Ireland": "Europe/Dublin"},
        "BST": {"British summer": "Europe/London", "Bangladesh": "Asia/Dhaka"},
        "AST": {"Arabia": "Asia/Riyadh", "Atlantic": "America/Halifax"},
    }
)
"""Abbreviations that newsrooms use for several places, with the candidates by name."""

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "beijing": "Asia/Shanghai",
        "central european": "Europe/Berlin",
        "coordinated universal": "UTC",
        "eastern": "America/New_York",
        "eastern european": "Europe/Kyiv",
        "frankfurt": "Europe/Berlin",
        "geneva": "Europe/Zurich",
        "greenwich mean": "UTC",
        "kiev": "Europe/Kyiv",
        "kyiv": "Europe/Kyiv",
        "mumbai": "Asia/Kolkata",
        "new delhi": "Asia/Kolkata",
        "pacific": "America/Los_Angeles",
        "tel aviv": "Asia/Jerusalem",
        "us central": "America/Chicago",
        "us eastern": "America/New_York",
        "washington": "America/New_York",
    }
)
"""Cities and spoken zone names, lower case, that are not the last word of an IANA name."""
