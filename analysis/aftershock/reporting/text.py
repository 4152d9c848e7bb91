"""Text that came from outside, made fit to print: hostile characters go, words stay."""

import re

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
SURROGATE = re.compile(r"[\ud800-\udfff]")


def printable(text: str) -> str:
    """Drop control characters and replace half characters, which neither HTML nor SVG can hold.

    Examples
    --------
    >>> printable("a" + chr(0) + "b")
    'ab'
    """
    return SURROGATE.sub("\ufffd", CONTROL.sub("", text))


def one_line(text: str) -> str:
    """Put a text on one line, with single spaces.

    Examples
    --------
    >>> one_line("  two   words ")
    'two words'
    """
    return " ".join(printable(text).split())


def shorten(text: str, *, most: int) -> str:
    """Cut a text to at most ``most`` characters on one line, with an ellipsis where something was cut.

    Examples
    --------
    >>> shorten("West Texas Intermediate", most=12)
    'West Texas…'
    """
    line = one_line(text)
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def number_text(value: float, *, decimals: int) -> str:
    """Write a number with thousands separated and a real minus sign.

    Examples
    --------
    >>> number_text(-4380.264, decimals=1)
    '−4,380.3'
    """
    written = f"{value:,.{decimals}f}"
    zero = not any(digit in written for digit in "123456789")
    return written.lstrip("-") if zero else written.replace("-", "−")
