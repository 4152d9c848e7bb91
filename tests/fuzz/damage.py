"""Damage: what happens to files on their way, and what is done to them on purpose. Functions of bytes and chance."""

import json
from collections.abc import Callable
from random import Random
from typing import Any

LONG = 140_000
DEEP = 3_000
LARGEST = 600_000
"""Bytes beyond which a file is cut, so that repeated damage does not explode."""

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
ENTITY_BOMB = (
    f'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY l0 "ha">{LAUGHS}]>\n'
    "<rss><channel><item><title>&l9;</title></item></channel></rss>"
)
EXTERNAL_ENTITY = '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]><x>&secret;</x>'

TEXTS = (
    *(
        "\0",
        "\ufeff",
        "\u202e",
        "\u200f",
        "\u2028",
        "\x85",
        "\r",
        "\n",
        "\r\n",
        "\t",
        '"',
        "'",
        "\\",
        ",",
        ";",
        "|",
    ),
    *(
        "<",
        ">",
        "&",
        "&#0;",
        "&#xD800;",
        "&#1114112;",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "</",
        "<br>",
        "<title>",
    ),
    *(
        "{",
        "}",
        "[",
        "]",
        ":",
        "null",
        "true",
        "NaN",
        "Infinity",
        "-Infinity",
        "1e999",
        "-0",
        "{}",
        "[]",
        '"@graph"',
    ),
    *(
        "\\ud800",
        "\\u0000",
        '"\\ud800"',
        "9" * 400,
        "-" + "9" * 30,
        "1" + "0" * 5_000,
        "0.1e-999",
        "\u0663:\u0661\u0665",
    ),
    *(
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "1677-09-21T00:12:43Z",
        "2262-04-12T00:00:00Z",
        "-001-01-01",
    ),
    *(
        "2022-02-30",
        "2022-02-18T24:00:00Z",
        "2022-02-18T23:59:60Z",
        "2022-02-18T00:00+99:99",
        "03/04/2026",
        "00000000",
    ),
    *(
        "Fri, 31 Feb 2022 25:61:61 CET",
        "Fri, 18 Feb 9999 03:15 BST",
        "18 February 2022",
        "99999999999999",
        "1e15",
    ),
    *(
        "(25:10)",
        "(3:15 a.m.)",
        "(00:00)",
        "(23:59)",
        "(noon)",
        "4.59pm ",
        "15.15 - ",
        "0.05 Uhr",
        "All times IST:",
    ),
    *(
        "CET",
        "BST",
        "../../../../etc/passwd",
        "Factory",
        "localtime",
        "UTC+25:00",
        "+14:00",
        "Europe/\0",
        "right/UTC",
    ),
    *(
        '=HYPERLINK("http://192.0.2.1/")',
        "=cmd|' /C calc'!A0",
        "@SUM(1)",
        "+1+1",
        "-2+3",
        "%s%n",
        "${jndi:ldap://x}",
    ),
    *(
        "time,headline",
        "instant\theadline",
        '{"time": 1, "headline": 2}',
        '"headline": {}',
        '"datePublished": []',
    ),
    *(
        "A" * LONG,
        "( " * 4_000,
        "((" * 4_000,
        " " * LONG,
        "12:" * 4_000,
        "a.m." * 4_000,
        "[" * DEEP,
        '{"a":' * DEEP,
    ),
    *(
        "<div>" * DEEP,
        "<b>" * DEEP,
        "&amp;" * DEEP,
        ENTITY_BOMB,
        EXTERNAL_ENTITY,
        "\n" * 5_000,
        "0:00\n" * 500,
    ),
)
"""Texts that readers trip over."""

RAW = (
    b"\xed\xa0\x80",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xc0\xaf",
    b"\xf8\x88\x80\x80\x80",
    b"\x1f\x8b\x08\x00",
    b"PAR1",
    b"PK\x03\x04",
)
"""Bytes that are not text, or promise another kind of file."""

TOKENS = (*(text.encode() for text in TEXTS), *RAW)


def cut(content: bytes, chance: Random) -> bytes:
    """Break the file off, as a lost connection does."""
    return content[: chance.randint(0, len(content))]


def flip(content: bytes, chance: Random) -> bytes:
    """Turn one bit over."""
    if not content:
        return content
    at = chance.randrange(len(content))
    return content[:at] + bytes([content[at] ^ (1 << chance.randrange(8))]) + content[at + 1 :]


def insert(content: bytes, chance: Random) -> bytes:
    """Put a hostile text anywhere."""
    at = chance.randint(0, len(content))
    return content[:at] + chance.choice(TOKENS) + content[at:]


def overwrite(content: bytes, chance: Random) -> bytes:
    """Put a hostile text in place of some bytes."""
    start = chance.randint(0, len(content))
    return content[:start] + chance.choice(TOKENS) + content[start + chance.randint(0, 30) :]


def replace_word(content: bytes, chance: Random) -> bytes:
    """Put a hostile text in place of one value, between marks that most formats use."""
    mark = chance.choice([b'"', b",", b"\t", b">", b"<", b"(", b" ", b"\n"])
    parts = content.split(mark)
    parts[chance.randrange(len(parts))] = chance.choice(TOKENS)
    return mark.join(parts)


def drop_line(content: bytes, chance: Random) -> bytes:
    """Lose a line."""
    lines = content.splitlines(keepends=True)
    if lines:
        del lines[chance.randrange(len(lines))]
    return b"".join(lines)


def repeat_line(content: bytes, chance: Random) -> bytes:
    """Write a line several times."""
    lines = content.splitlines(keepends=True)
    if lines:
        lines.insert(chance.randrange(len(lines)), chance.choice(lines) * chance.choice([1, 2, 50]))
    return b"".join(lines)


def swap_lines(content: bytes, chance: Random) -> bytes:
    """Mix up the lines."""
    lines = content.splitlines(keepends=True)
    chance.shuffle(lines)
    return b"".join(lines)


def drop_span(content: bytes, chance: Random) -> bytes:
    """Lose some bytes in the middle."""
    start = chance.randint(0, len(content))
    return content[:start] + content[start + chance.randint(1, 60) :]


def repeat_all(content: bytes, chance: Random) -> bytes:
    """Append the file to itself."""
    return content * chance.choice([2, 3, 20])


def recode(content: bytes, chance: Random) -> bytes:
    """Save the text under another encoding, or with a mark in front."""
    text = content.decode("utf-8", "replace")
    coding = chance.choice(["utf-8-sig", "utf-16", "utf-16-le", "latin-1", "cp1252", "utf-7"])
    return text.encode(coding, "replace")


VALUES: tuple[Any, ...] = (
    *(None, True, 0, -1, 1645150500, 1645150500000, 10**30, 0.5, float("nan"), float("inf"), "", " ", [], {}),
    *(
        [None],
        [[]],
        [{}],
        {"": ""},
        {"@type": "LiveBlogPosting"},
        {"@value": 1},
        {"@list": [[]]},
        {"@id": "x"},
    ),
    *(
        "\ud800",
        "\0",
        "<p>x",
        "&#xD800;",
        "2022-02-18",
        "now",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
    ),
    *(
        "2022-02-18T03:15",
        "2022-02-18T03:15:00+99:00",
        "03/04/2026",
        "20220230T000000Z",
        "20220218031500",
        "A" * LONG,
    ),
)
"""Values that JSON can hold where another was expected."""


def places(value: Any) -> list[tuple[Any, Any]]:
    """List every place inside a JSON value: its container and its key or position."""
    found: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        container = waiting.pop()
        keys = container if isinstance(container, dict) else range(len(container))
        found.extend((container, key) for key in keys)
        waiting.extend(container[key] for key in keys if isinstance(container[key], (dict, list)))
    return found


def graft(content: bytes, chance: Random) -> bytes:
    """Put another value somewhere into a JSON document, a line of JSON, or a script with JSON; else insert a text."""
    start, end = content.find(b"{"), content.rfind(b"}") + 1
    lines = content[start:end].split(b"\n")
    at = chance.randrange(len(lines))
    for begun, piece, ended in (
        (content[:start], content[start:end], content[end:]),
        (
            b"\n".join([content[:start], *lines[:at]]),
            lines[at],
            b"\n".join([*lines[at + 1 :], content[end:]]),
        ),
    ):
        try:
            value = json.loads(piece)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, (dict, list)) and value:
            container, key = chance.choice(places(value))
            container[key] = chance.choice(VALUES)
            return begun + json.dumps(value).encode() + ended
    return insert(content, chance)


DAMAGES: tuple[Callable[[bytes, Random], bytes], ...] = (
    *(cut, flip, insert, insert, overwrite, replace_word, replace_word, drop_line),
    *(repeat_line, swap_lines, drop_span, repeat_all, recode, graft, graft, graft),
)


def damage(content: bytes, chance: Random) -> bytes:
    """Damage a file once to four times."""
    for _ in range(chance.randint(1, 4)):
        content = chance.choice(DAMAGES)(content, chance)[:LARGEST]
    return content
