"""For every test: no network, no global random state; headlines and prices by hand; the kit where it is."""

import runpy
import socket
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from aftershock.reporting.build import build_report

HERE = Path(__file__).resolve().parent
KIT = HERE / "../../shared/data"
CAUSAL = runpy.run_path(str(HERE / "causal.py"))
BY_HAND = runpy.run_path(str(HERE / "by_hand.py"))
HOSTILE = runpy.run_path(str(HERE / "hostile.py"))
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def _refusing(connect: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a socket method so that it reaches only this machine."""

    def guarded(self: socket.socket, address: Any) -> Any:
        if isinstance(address, tuple) and address[0] not in LOOPBACK:
            self.close()
            pytest.fail(f"this test opens a connection to {address[0]}; tests run without a network")
        return connect(self, address)

    return guarded


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail a test that connects to another machine."""
    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, _refusing(getattr(socket.socket, name)))


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call() -> Generator[None, Any, Any]:
    """Fail a test that draws from numpy's global random state or seeds it."""
    before = np.random.get_state(legacy=False)  # noqa: NPY002
    outcome = yield
    after = np.random.get_state(legacy=False)  # noqa: NPY002
    if not _same_state(before, after):
        pytest.fail("this test touches numpy's global random state; pass a Generator instead")
    return outcome


def _same_state(before: Any, after: Any) -> bool:
    """Tell whether two states of the global generator are the same."""
    same_position = before["state"]["pos"] == after["state"]["pos"]
    return same_position and np.array_equal(before["state"]["key"], after["state"]["key"])


@pytest.fixture(scope="session")
def kit() -> dict[str, Path]:
    """Arguments of load_prices that read the market data kit."""
    if not KIT.is_dir():
        pytest.skip("the market data kit is not beside the checkout")
    return {"source": KIT, "description": HERE / "kit/prices.toml"}


@pytest.fixture(scope="session")
def make_heads() -> Callable[..., Any]:
    return BY_HAND["make_heads"]


@pytest.fixture(scope="session")
def make_daily() -> Callable[..., Any]:
    return BY_HAND["make_daily"]


@pytest.fixture(scope="session")
def make_bars() -> Callable[..., Any]:
    return BY_HAND["make_bars"]


@pytest.fixture(scope="session")
def hourly_ends() -> Callable[..., Any]:
    return BY_HAND["hourly_ends"]


@pytest.fixture(scope="session")
def causal_claims() -> Callable[..., list[str]]:
    """Find the words of a text that claim a cause, those of quotes left out."""
    return CAUSAL["causal_claims"]  # type: ignore[no-any-return]


@pytest.fixture(scope="session")
def hostile_study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study.toml of the hostile headlines, on the sample prices."""
    study: Path = HOSTILE["write_hostile_study"](tmp_path_factory.mktemp("hostile"))
    return study


@pytest.fixture(scope="session")
def hostile_report(hostile_study: Path) -> Path:
    """The folder with all that the report of the hostile headlines consists of, in every format."""
    out, formats = hostile_study.parent / "out", ("pdf", "markdown", "latex", "excel")
    return build_report(hostile_study, out=out, prices="sample", formats=formats).parent


@pytest.fixture(scope="session")
def demo_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report.html of the embedded study."""
    study = HERE.parent / "reports/demo/study.toml"
    return build_report(study, out=tmp_path_factory.mktemp("demo"), prices="sample")
