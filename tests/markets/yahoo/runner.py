"""Run the command line with every request of yfinance sent to a server on this machine, and no time lost waiting.

Usage: runner.py ADDRESS ARGUMENTS OF AFTERSHOCK...
"""

import sys
import time
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter


class Rerouted(HTTPAdapter):
    """Carry what is meant for Yahoo to a server on this machine, and refuse anything else."""

    address: str

    def send(self, request: requests.PreparedRequest, *arguments: Any, **options: Any) -> requests.Response:
        asked = urlsplit(str(request.url))
        assert (asked.hostname or "").endswith("yahoo.com"), asked.hostname
        request.url = f"{self.address}{asked.path}?{asked.query}"
        return super().send(request, *arguments, **options)


def main() -> None:
    """Point yfinance at the server and run the command."""
    Rerouted.address, *arguments = sys.argv[1:]
    requests.sessions.HTTPAdapter = Rerouted  # type: ignore[misc]
    time.sleep = lambda _: None
    from aftershock.cli import main as command

    sys.argv = ["aftershock", *arguments]
    command()


if __name__ == "__main__":
    main()
