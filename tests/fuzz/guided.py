"""Fuzz every reader guided by coverage: inputs that reach new lines are kept and damaged further.

Run it for as long as you like, in a folder for its corpus and with the options of libFuzzer:
``python tests/fuzz/guided.py corpus -max_total_time=600``.
"""

import sys
import tempfile
from pathlib import Path
from random import Random

LONGEST = 16_000
"""Bytes; short files are read often, and most of what breaks a reader is short."""

sys.path.insert(0, str(Path(__file__).parent))


def main() -> None:
    """Load the package under instrumentation, seed the corpus and fuzz until libFuzzer stops."""
    import atheris

    with atheris.instrument_imports(include=["aftershock"]):
        from target import read_hostile

        from aftershock.typing import HeadlineFormat, options
    from damage import damage
    from formats import DIALECTS, STORIES

    words = options(HeadlineFormat)
    suffixes = {dialect.format: dialect.suffix for dialect in DIALECTS.values()}
    folder = tempfile.TemporaryDirectory()

    def read(data: bytes) -> None:
        """Read what follows the first byte in the format which that byte names."""
        if not data:
            return
        format = words[data[0] % len(words)]
        path = Path(folder.name) / f"file{suffixes[format]}"
        path.write_bytes(data[1:])
        read_hostile(path, format=format, date="2022-02-18", zone="CET")

    def change(data: bytes, size: int, seed: int) -> bytes:
        """Damage what follows the first byte; now and then leave it to libFuzzer."""
        chance = Random(seed)
        if not data or chance.random() < 0.3:
            return bytes(atheris.Mutate(data or b"\0", size))
        return data[:1] + damage(data[1:], chance)[: size - 1]

    corpus = Path(sys.argv[1])
    for name, dialect in DIALECTS.items():
        first = bytes([words.index(dialect.format)])
        (corpus / name).write_bytes(first + dialect.write(STORIES))
    atheris.Setup([*sys.argv, f"-max_len={LONGEST}"], read, custom_mutator=change)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
