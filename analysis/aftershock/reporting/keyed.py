"""The headlines behind the numbers of a chart, laid out as a reader goes through them."""

from aftershock.reporting.clock import clock_text, long_date, short_date, zone_name
from aftershock.reporting.page import KeyedList, Mark


def key_by_day(listed: KeyedList) -> list[tuple[str, list[tuple[Mark, str, str]]]]:
    """Sort the keyed list by local day: for each mark its local time with the zone, and its time in UTC."""
    days: dict[str, list[tuple[Mark, str, str]]] = {}
    for mark in sorted(listed.marks, key=lambda mark: (mark.instant, mark.number)):
        local = mark.instant.tz_convert(listed.zone)
        entry = (mark, f"{clock_text(local)} {zone_name(local)}", clock_text(mark.instant.tz_convert("UTC")))
        days.setdefault(long_date(local), []).append(entry)
    return list(days.items())


def key_of_largest(listed: KeyedList) -> list[tuple[Mark, str, str]]:
    """List the marks to name first, with their local date and time, and their time in UTC."""
    found = []
    for mark in sorted(listed.marks, key=lambda mark: (mark.instant, mark.number)):
        if mark.number in listed.largest:
            local = mark.instant.tz_convert(listed.zone)
            stamp = f"{short_date(local)} {clock_text(local)}"
            found.append((mark, stamp, clock_text(mark.instant.tz_convert("UTC"))))
    return found
