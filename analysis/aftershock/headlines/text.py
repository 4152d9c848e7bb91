"""Text as frames can hold it."""

import re

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def clean_text(text: str) -> str:
    r"""Replace code points that no encoding can store.

    Use it on text from JSON or from the caller before it reaches a frame.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The text with U+FFFD in their place.

    Examples
    --------
    >>> clean_text("Talks\ud800") == "Talks\ufffd"
    True
    """
    return text if text.isascii() else _LONE_SURROGATE.sub("\ufffd", text)
