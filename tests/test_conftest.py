"""The guards over every test do guard."""

import socket

import pytest

ELSEWHERE = ("192.0.2.1", 80)  # reserved for documentation, never assigned


def test_a_connection_to_another_machine_fails() -> None:
    with pytest.raises(pytest.fail.Exception, match=r"opens a connection to 192\.0\.2\.1"):
        socket.create_connection(ELSEWHERE, timeout=1)


def test_a_connection_to_this_machine_is_allowed() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        assert client.getpeername() == server.getsockname()
