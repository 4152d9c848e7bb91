"""Read files in a process that records what is opened and whom it calls; print what was not allowed, one line each."""

import site
import sys
import sysconfig
import zoneinfo
from pathlib import Path
from typing import Any

CALLS = ("socket.connect", "socket.getaddrinfo", "socket.gethostby", "socket.bind", "socket.sendto")
CALLS += ("subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.startfile")
CALLS += (
    "urllib.",
    "http.",
    "ftplib.",
    "smtplib.",
    "webbrowser.",
    "pickle.",
    "sqlite3.",
    "os.remove",
    "os.rename",
)
"""Beginnings of the names of audit events that no reader has a reason for."""

INSTALLED = (
    sys.prefix,
    sys.base_prefix,
    *site.getsitepackages(),
    sysconfig.get_path("stdlib"),
    *zoneinfo.TZPATH,
)


class Recorder:
    """An audit hook that knows which file was named."""

    def __init__(self, package: Path) -> None:
        self.named = ""
        self.found: list[str] = []
        self.allowed = tuple(f"{Path(root).resolve()}/" for root in (*INSTALLED, package))

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Note an event that no reader has a reason for."""
        if event == "open" and not self._is_allowed(arguments[0]):
            self.found.append(f"{self.named}: opened {arguments[0]!r}")
        elif event.startswith(CALLS):
            self.found.append(f"{self.named}: {event} {arguments!r:.200}")

    def _is_allowed(self, opened: object) -> bool:
        """Tell whether a path is the file that was named, or belongs to what is installed."""
        if not isinstance(opened, str | bytes):
            return True
        path = opened.decode() if isinstance(opened, bytes) else opened
        return path == self.named or str(Path(path).absolute()).startswith(self.allowed)


def main(folder: Path, canary: str) -> None:
    """Read every file of a folder in every format."""
    import aftershock
    from aftershock.errors import AftershockError
    from aftershock.headlines import read_headlines
    from aftershock.typing import HeadlineFormat, options

    recorder = Recorder(Path(aftershock.__file__).parent)
    paths = sorted(folder.iterdir())
    sys.addaudithook(recorder)
    for path in paths:
        recorder.named = str(path)
        for format in (None, *options(HeadlineFormat)):
            try:
                frame = read_headlines(recorder.named, format=format, date="2022-02-18", zone="CET")
                said = frame.to_csv() + repr(frame.attrs)
            except AftershockError as error:
                said = f"{error} {error.data}"
            except Exception as error:
                said = ""
                recorder.found.append(f"{path.name} as {format}: {type(error).__name__}: {error}")
            if canary in said:
                recorder.found.append(f"{path.name} as {format}: says what the secret file holds")
    print("\n".join(recorder.found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
