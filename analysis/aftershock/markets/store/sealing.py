"""The seal of a file: a digest of all its bytes, kept inside the file itself.

Parquet protects its pages but not its footer, where the offsets, the types and the facts of the series stand.
The seal covers every byte, is checked before anything is parsed, and costs less than decoding.
"""

from __future__ import annotations

from hashlib import sha256

SEAL_NAME = "aftershock_sha256"
BLANK = "0" * 64
# How a footer writes the pair of SEAL_NAME and a text of 64 bytes (compact Thrift).
_MARK = SEAL_NAME.encode() + b"\x18\x40"


def sealed(data: bytes) -> bytes:
    r"""Put the digest of a file into the place that a blank seal keeps for it.

    Parameters
    ----------
    data : bytes
        A Parquet file with the key-value pair ``SEAL_NAME: BLANK``.

    Returns
    -------
    bytes
        The file with its seal; of the same length.

    Raises
    ------
    ValueError
        If the file has no place for a seal.

    Examples
    --------
    >>> whole = sealed(b"rows" + b"aftershock_sha256\x18\x40" + BLANK.encode())
    >>> seal_of(whole) is not None, seal_of(whole.replace(b"rows", b"rowz"))
    (True, None)
    """
    place = _place(data)
    if place is None:
        raise ValueError(f"the file has no pair {SEAL_NAME}")
    return data[:place] + _digest(data, place).encode() + data[place + len(BLANK) :]


def seal_of(data: bytes) -> str | None:
    """Return the seal of a file if it is whole.

    Parameters
    ----------
    data : bytes
        The file.

    Returns
    -------
    str or None
        The digest; None if the file has no seal or is not what was sealed.

    Examples
    --------
    >>> seal_of(b"no seal") is None
    True
    """
    place = _place(data)
    if place is None:
        return None
    digest = _digest(data, place)
    return digest if data[place : place + len(BLANK)] == digest.encode() else None


def _place(data: bytes) -> int | None:
    """Find where the digest stands."""
    mark = data.rfind(_MARK)
    place = mark + len(_MARK)
    return None if mark < 0 or place + len(BLANK) > len(data) else place


def _digest(data: bytes, place: int) -> str:
    """Digest a file as if its seal were blank."""
    digest = sha256(memoryview(data)[:place])
    digest.update(BLANK.encode())
    digest.update(memoryview(data)[place + len(BLANK) :])
    return digest.hexdigest()
