"""For every test: no network, and no use of numpy's global random state."""

import socket
from collections.abc import Callable, Generator
from typing import Any

import numpy as np
import pytest

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
