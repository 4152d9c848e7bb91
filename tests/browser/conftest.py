"""A headless Chromium, if there is one, and pages to open in it."""

import runpy
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from aftershock.reporting.html import render_page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--enable-logging=stderr",
    "--virtual-time-budget=3000",
)
SECONDS = 90

Browse = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def chromium() -> str:
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    if found is None:
        pytest.skip("no Chromium on this machine: the page was not looked at in a browser")
    return found


@pytest.fixture(scope="session")
def browse(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Browse:
    """Open a file in a browser of its own and wait until it is done."""

    def run(page: Path, *flags: str) -> subprocess.CompletedProcess[str]:
        profile = f"--user-data-dir={tmp_path_factory.mktemp('profile')}"
        command = [chromium, *FLAGS, profile, *flags, page.as_uri()]
        return subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)

    return run


@pytest.fixture(
    scope="session", params=["example_page.py", "events/example_page.py"], ids=["headlines", "days"]
)
def written(request: pytest.FixtureRequest) -> str:
    example = Path(__file__).parents[1] / "reporting" / request.param
    return render_page(runpy.run_path(str(example))["example_page"](simulated=True))
