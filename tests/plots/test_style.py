"""The look is local, and a notebook goes on showing figures after the first."""

from collections.abc import Iterator

import matplotlib
import pytest

from aftershock.plots import house_style


@pytest.fixture(autouse=True)
def interactivity() -> Iterator[None]:
    before = matplotlib.is_interactive()
    yield
    matplotlib.interactive(before)


@pytest.mark.parametrize("before", [False, True])
def test_backend_that_a_first_figure_turns_interactive_stays_so(before: bool) -> None:
    matplotlib.interactive(before)
    with house_style():
        matplotlib.interactive(True)
    assert matplotlib.is_interactive()


def test_settings_of_the_user_come_back() -> None:
    with matplotlib.rc_context({"font.size": 23.0}):
        with house_style():
            assert matplotlib.rcParams["font.size"] != 23.0
        assert matplotlib.rcParams["font.size"] == 23.0


def test_settings_of_the_user_come_back_after_an_error() -> None:
    before = matplotlib.rcParams["font.size"]
    with pytest.raises(KeyError), house_style():
        raise KeyError
    assert matplotlib.rcParams["font.size"] == before
