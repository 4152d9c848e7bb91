"""A headless Chromium, if there is one, without a network; pages to open in it; what they say and ask for."""

import runpy
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from aftershock.reporting.build import build_report
from aftershock.reporting.html import render_page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
REPORTING = Path(__file__).resolve().parents[1] / "reporting"

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> str:
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    if found is None:
        pytest.skip("no Chromium on this machine: the page was not looked at in a browser")
    return found


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One browser a module: while it is open no other test of this process could run an event loop."""
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium, chromium_sandbox=False)
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Open a file as a reader does, the network cut; a word in the console or a request of the page fails the test."""
    contexts, heard = [], []

    def open_file(path: Path, *, width: int = 1280, height: int = 900, **options: Any) -> Page:
        context = browser.new_context(
            offline=True, service_workers="block", viewport={"width": width, "height": height}, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: heard.append(f"the console says {message.text}"))
        page.on("pageerror", lambda error: heard.append(f"the page fails with {error}"))
        page.on("popup", lambda popup: heard.append(f"the page opens {popup.url}"))
        page.on("dialog", lambda dialog: (heard.append(f"the page asks {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda asked: heard.append(asked.url))
        page.goto(path.as_uri())
        heard.remove(path.as_uri())
        return page

    yield open_file
    for context in contexts:
        context.close()
    assert heard == []


@pytest.fixture(
    scope="session", params=["example_page.py", "events/example_page.py"], ids=["headlines", "days"]
)
def written(request: pytest.FixtureRequest) -> str:
    return render_page(runpy.run_path(str(REPORTING / request.param))["example_page"](simulated=True))


@pytest.fixture(scope="session")
def days_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report.html of a study of dated events on simulated prices."""
    folder = tmp_path_factory.mktemp("days")
    study = runpy.run_path(str(REPORTING / "events/conftest.py"))["write_study"](folder)
    return build_report(study, out=folder / "out")


@pytest.fixture(scope="session")
def kit_report(kit: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report.html of the first real study, where its prices are."""
    study = REPORTING.parents[1] / "reports/ukraine-2022/study.toml"
    return build_report(study, out=tmp_path_factory.mktemp("ukraine"), prices=kit["source"])
