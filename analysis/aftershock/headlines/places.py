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
        "GET": ("Asia/Tbilisi", None),
        "AZT": ("Asia/Baku", None),
        "IDT": ("Asia/Jerusalem", 3),
        "GST": ("Asia/Dubai", None),
        "IRST": ("Asia/Tehran", None),
        "AFT": ("Asia/Kabul", None),
        "PKT": ("Asia/Karachi", None),
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
        "AKST": ("America/Anchorage", -9),
        "AKDT": ("America/Anchorage", -8),
        "HST": ("Pacific/Honolulu", None),
        "ADT": ("America/Halifax", -3),
        "BRT": ("America/Sao_Paulo", None),
        "ART": ("America/Argentina/Buenos_Aires", None),
        "JST": ("Asia/Tokyo", None),
        "KST": ("Asia/Seoul", None),
        "HKT": ("Asia/Hong_Kong", None),
        "SGT": ("Asia/Singapore", None),
        "ICT": ("Asia/Bangkok", None),
        "WIB": ("Asia/Jakarta", None),
        "PHT": ("Asia/Manila", None),
        "AET": ("Australia/Sydney", None),
        "AEST": ("Australia/Sydney", 10),
        "AEDT": ("Australia/Sydney", 11),
        "AWST": ("Australia/Perth", None),
        "NZST": ("Pacific/Auckland", 12),
        "NZDT": ("Pacific/Auckland", 13),
        "WAT": ("Africa/Lagos", None),
        "CAT": ("Africa/Maputo", None),
        "EAT": ("Africa/Nairobi", None),
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
        "AMT": {"Armenia": "Asia/Yerevan", "Amazon": "America/Manaus"},
    }
)
"""Abbreviations that newsrooms use for several places, with the candidates by name."""

AMBIGUOUS_OFFSETS: Mapping[tuple[str, str], int] = MappingProxyType(
    {
        ("CST", "America/Chicago"): -6,
        ("CST", "America/Havana"): -5,
        ("IST", "Asia/Jerusalem"): 2,
        ("IST", "Europe/Dublin"): 1,
        ("BST", "Europe/London"): 1,
        ("AST", "America/Halifax"): -4,
    }
)
"""Ambiguous abbreviation and candidate with two seasons -> the UTC offset in hours the spelling claims."""

SPELLED: Mapping[str, tuple[str, int | None]] = MappingProxyType(
    {
        "british summer": ("Europe/London", 1),
        "central european standard": ("Europe/Berlin", 1),
        "central european summer": ("Europe/Berlin", 2),
        "eastern european standard": ("Europe/Kyiv", 2),
        "eastern european summer": ("Europe/Kyiv", 3),
        "eastern standard": ("America/New_York", -5),
        "eastern daylight": ("America/New_York", -4),
        "central standard": ("America/Chicago", -6),
        "central daylight": ("America/Chicago", -5),
        "mountain standard": ("America/Denver", -7),
        "mountain daylight": ("America/Denver", -6),
        "pacific standard": ("America/Los_Angeles", -8),
        "pacific daylight": ("America/Los_Angeles", -7),
        "israel standard": ("Asia/Jerusalem", 2),
        "israel daylight": ("Asia/Jerusalem", 3),
        "atlantic standard": ("America/Halifax", -4),
        "atlantic daylight": ("America/Halifax", -3),
    }
)
"""Zone names in words that claim a season, lower case, without "time" -> place and offset in hours."""

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "abu dhabi": "Asia/Dubai",
        "ankara": "Europe/Istanbul",
        "arabia": "Asia/Riyadh",
        "atlantic": "America/Halifax",
        "beijing": "Asia/Shanghai",
        "central": "America/Chicago",
        "central european": "Europe/Berlin",
        "china": "Asia/Shanghai",
        "coordinated universal": "UTC",
        "eastern": "America/New_York",
        "eastern european": "Europe/Kyiv",
        "frankfurt": "Europe/Berlin",
        "geneva": "Europe/Zurich",
        "greenwich mean": "UTC",
        "gulf": "Asia/Dubai",
        "india": "Asia/Kolkata",
        "islamabad": "Asia/Karachi",
        "kiev": "Europe/Kyiv",
        "kyiv": "Europe/Kyiv",
        "mountain": "America/Denver",
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
