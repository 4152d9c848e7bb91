"""A first prices.toml for a folder that nobody has described: what is clear as it is, what is not as comments."""

from __future__ import annotations

import json

from aftershock.markets.detecting import DetectedFolder, DetectedSeries

HEAD = """\
# What the price files hold: a first draft, made from their names and headers. Check every asset and column; lines
# behind a # wait for something that no file tells. All keys: "A folder of your own files" in data/README.md.

name = {name}
"""
SHARE = """\
# {asset} is not in the catalogue (aftershock data assets lists it). If it is another name of an asset there, write that
# symbol instead. If it is a share that closes at 16:00 in New York, take the # off the lines with a key:
# [assets.{asset}]
# like = "LMT"
# name = "{asset}"
"""
CHECK = "# The name of the file says {asset} in one of its words. Is it?\n"
BARS = """\
# Bars: say whether the time of a bar is its start or its end (ask whoever made the file; the wrong one looks ahead),
# then take the # off the lines with a key.
"""
NO_OFFSET = (
    'zone = "UTC"        # whose clock the times are, for they have no offset: UTC, America/New_York ...'
)
UNREAD = "# Left out: {name}: {reason}\n"


def draft_description(found: DetectedFolder, *, name: str) -> str:
    """Write the first prices.toml of a folder.

    Parameters
    ----------
    found : DetectedFolder
        What the folder seems to hold.
    name : str
        What reports shall call the source.

    Returns
    -------
    str
        Valid TOML: series that are clear, and as comments those that need a word more, and files left out.

    Examples
    --------
    >>> one = DetectedSeries(asset="SPX", known=True, certain=True, interval="1d", keys={"file": "spx.csv"})
    >>> print(draft_description(DetectedFolder(series=(one,), unread=()), name="mine").splitlines()[-1])
    file = "spx.csv"
    """
    blocks = [HEAD.format(name=quoted(name)), *(series_text(one) for one in found.series)]
    if not any(one.ready for one in found.series):
        blocks.insert(1, "series = []          # take this line out with the first [[series]]\n")
    blocks += [UNREAD.format(name=quoted(name), reason=one_line(reason)) for name, reason in found.unread]
    return "\n".join(blocks)


def series_text(one: DetectedSeries) -> str:
    """Write one series, as comments where something is left to be said."""
    keys = [f"asset = {quoted(one.asset)}", f'interval = "{one.interval}"']
    keys += [f"{key} = {quoted(value)}" for key, value in one.keys.items()]
    told = "" if one.known else SHARE.format(asset=one.asset)
    told += CHECK.format(asset=one.asset) if one.known and not one.certain else ""
    if one.interval != "1d":
        told += BARS
        keys += ['bar_label = ""       # "start" or "end"', *([] if one.has_offset else [NO_OFFSET])]
    mark = "" if one.ready else "# "
    return told + "\n".join(f"{mark}{line}" for line in ["[[series]]", *keys]) + "\n"


def quoted(text: str) -> str:
    """Write a text as a TOML string."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def one_line(text: str) -> str:
    """Put a text on one line, so that it stays inside a comment."""
    return " ".join(text.split())
