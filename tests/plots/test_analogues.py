"""What followed is drawn beside what is usual."""

import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from aftershock.comovement import Analogues, analogues
from aftershock.errors import ComovementError
from aftershock.plots import describe_analogues, plot_analogues
from aftershock.simulate import simulate_flights

MADE = simulate_flights(2500, n_flights=40, size=3.0, rng=3)
MOVES = MADE.frame()
DAYS = MOVES.index[MADE.flights]


def found(k: int = 10) -> Analogues:
    return analogues(MOVES.loc[DAYS] / MOVES.std(), of=DAYS[-1], moves=MOVES, k=k)


def drawn(result: Analogues, width: float = 7.0) -> Axes:
    return plot_analogues(result, ax=Figure(figsize=(width, 4)).add_subplot())


def test_every_neighbour_is_a_dot_in_every_row() -> None:
    dots = [
        len(one.get_offsets()) for one in drawn(found()).collections if type(one).__name__ == "PathCollection"
    ]
    assert dots == [10, 10, 10, 10]


def test_the_title_says_how_many_of_how_many() -> None:
    assert drawn(found()).get_title(loc="left") == "After the 10 nearest of 39 earlier episodes"


def test_counts_stand_beside_every_row() -> None:
    assert sum("n 10" in one.get_text() for one in drawn(found()).texts) == 4


def test_fewer_than_eight_have_dots_and_no_median() -> None:
    assert sum("n 5: listed only" in one.get_text() for one in drawn(found(5)).texts) == 4


def test_a_narrow_chart_breaks_its_lines() -> None:
    assert "\n" in drawn(found(), 3.6).get_xlabel()


def test_the_description_is_no_forecast() -> None:
    text = describe_analogues(found())
    assert text.startswith("Dot chart of moves over rows +1 to +5") and text.endswith("not a forecast.")


def test_the_description_of_few_gives_no_median() -> None:
    assert "SPX: 5 cases, not described" in describe_analogues(found(5))


def test_an_asset_without_moves_is_refused() -> None:
    with pytest.raises(ComovementError, match="nothing to draw of BUND"):
        plot_analogues(found(), assets=["BUND"], ax=Figure().add_subplot())
