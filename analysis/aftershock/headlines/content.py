"""Content: what was passed, as bytes or text, decompressed within bounds, and what it is called."""

import io
import os
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from aftershock.errors import HeadlineError
from aftershock.headlines.text import clean_text

LARGEST = 1 << 29
"""Bytes that a compressed file may unfold to."""

_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Content:
    r"""What is to be read.

    Returned by `load_content`.

    Parameters
    ----------
    data : str or bytes
        Text as passed, or the bytes of a file.
    origin : str
        Name of the file, or "text".
    name : str
        The name without the ending of a compressed file.

    Examples
    --------
    >>> load_content("time,headline\n2022-02-17T09:10Z,Talks").origin
    'text'
    """

    data: str | bytes
    origin: str
    name: str


def load_content(path_or_text: str | os.PathLike[str]) -> Content:
    r"""Take a text as it is, or read the one file that is named.

    Use it before the format is known. Files compressed by gzip, and zip archives of a single file, are
    unfolded in memory up to 512 MiB.

    Parameters
    ----------
    path_or_text : str or path
        An existing file, or a string with line breaks that holds the text itself.

    Returns
    -------
    Content
        Data and names.

    Raises
    ------
    HeadlineError
        If the file is missing, empty, or its compression damaged or too large.

    Examples
    --------
    >>> load_content("Talks resume (3 p.m.)\n").data
    'Talks resume (3 p.m.)\n'
    """
    if isinstance(path_or_text, str) and "\n" in path_or_text:
        content = Content(clean_text(path_or_text.removeprefix("\ufeff")), "text", "text")
    else:
        path = Path(path_or_text)
        data = _unfolded(_read_bytes(path), path.name)
        content = Content(data, path.name, path.with_suffix("").name if _is_packed(path) else path.name)
    if not content.data.strip():
        raise HeadlineError(
            f"{content.origin} is empty. Pass a page or a table with at least one entry.",
            origin=content.origin,
        )
    return content


def decode(data: str | bytes, *, origin: str) -> str:
    """Turn bytes into text.

    Use it for every format that is text.

    Parameters
    ----------
    data : str or bytes
        UTF-8, with or without a byte order mark; text is returned as it is.
    origin : str
        Name of the file, for the message.

    Returns
    -------
    str
        The text.

    Raises
    ------
    HeadlineError
        If the bytes are not UTF-8.

    Examples
    --------
    >>> decode(b"Talks", origin="page.txt")
    'Talks'
    """
    if isinstance(data, str):
        return data
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise HeadlineError(
            f"{origin} is not UTF-8 (byte {error.start} cannot be read). Save it as UTF-8.",
            path=origin,
            byte=error.start,
        ) from error


def _read_bytes(path: Path) -> bytes:
    """Bytes of a file."""
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        shown = str(path) if len(str(path)) <= _SHOWN else f"{str(path)[:_SHOWN]}…"
        raise HeadlineError(
            f"No file can be read at {shown!r}. Check the path; to pass the text itself, pass a string with "
            "line breaks.",
            path=shown,
        ) from error


def _is_packed(path: Path) -> bool:
    """Whether the name ends as those of compressed files do."""
    return path.suffix.lower() in {".gz", ".zip"}


def _unfolded(data: bytes, name: str) -> bytes:
    """Bytes of a file whether it is compressed or not."""
    try:
        if data.startswith(_GZIP):
            return _bounded(_gunzip(data), name)
        if data.startswith(_ZIP):
            return _bounded(_unzip(data, name), name)
    except (zlib.error, zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise HeadlineError(f"{name} is a damaged archive: {error}. Save it again.", path=name) from error
    return data


def _gunzip(data: bytes) -> bytes:
    """Unfold the members of a gzip file, no further than just beyond the bound."""
    pieces: list[bytes] = []
    size = 0
    while data and size <= LARGEST:
        member = zlib.decompressobj(wbits=31)
        pieces.append(member.decompress(data, LARGEST + 1 - size))
        size += len(pieces[-1])
        if not member.eof and size <= LARGEST:
            raise EOFError("it ends too early")
        data = member.unused_data.lstrip(b"\0")
    return b"".join(pieces)


def _unzip(data: bytes, name: str) -> bytes:
    """Unfold the only member of a zip archive, no further than just beyond the bound."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if len(members) != 1:
            raise HeadlineError(
                f"{name} holds {len(members)} files, and one is allowed. Unpack it and pass the file that is meant.",
                path=name,
                members=len(members),
            )
        with archive.open(members[0]) as opened:
            return opened.read(LARGEST + 1)


def _bounded(data: bytes, name: str) -> bytes:
    """Refuse what unfolds to more than the bound."""
    if len(data) > LARGEST:
        raise HeadlineError(
            f"{name} unfolds to more than {LARGEST >> 20} MiB. Unpack it and split it first.",
            path=name,
            largest=LARGEST,
        )
    return data
