"""Every colour of the report can be told from what lies under it, in both modes."""

import re
from collections.abc import Mapping
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftershock.plots import palette
from aftershock.reporting.html import stylesheet

TEXT = 4.5
GRAPHICS = 3.0
MODES = {"light": palette.LIGHT, "dark": palette.DARK}
SCALES = {"light": palette.HEAT_LIGHT, "dark": palette.HEAT_DARK}
TEXT_ON = [
    ("ink", "paper"),
    ("ink", "surface"),
    ("ink", "hatch"),
    ("muted", "paper"),
    ("muted", "surface"),
    ("line", "paper"),
    ("accent", "paper"),
    ("accent", "surface"),
    ("on-accent", "accent"),
    ("simulated", "paper"),
    ("on-simulated", "simulated"),
]
GRAPHICS_ON = [
    ("line", "paper"),
    ("line", "shade"),
    ("line", "watermark"),
    ("accent", "paper"),
    ("hairline", "paper"),
    ("stroke", "paper"),
    ("stroke", "shade"),
    ("stroke", "surface"),
    ("focus", "paper"),
]
COLORS = st.tuples(*[st.integers(0, 255)] * 3).map(lambda rgb: "#{:02x}{:02x}{:02x}".format(*rgb))


@pytest.fixture(params=list(MODES))
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_meets_level_aa(mode: str, text: str, ground: str) -> None:
    roles = MODES[mode]
    assert palette.contrast_ratio(roles[text], roles[ground]) >= TEXT


@pytest.mark.parametrize(("shape", "ground"), GRAPHICS_ON)
def test_graphics_meet_level_aa(mode: str, shape: str, ground: str) -> None:
    roles = MODES[mode]
    assert palette.contrast_ratio(roles[shape], roles[ground]) >= GRAPHICS


def test_every_number_of_the_heatmap_meets_level_aa(mode: str) -> None:
    ratios = [palette.contrast_ratio(palette.readable_ink(color), color) for color in SCALES[mode]]
    assert min(ratios) >= TEXT


def test_heat_moves_away_from_the_page_with_the_size_of_the_move(mode: str) -> None:
    ground = MODES[mode]["paper"]
    ratios = [palette.contrast_ratio(color, ground) for color in SCALES[mode]]
    middle = palette.HEAT_LIMIT
    assert all(inner < outer for inner, outer in pairwise(ratios[middle:]))
    assert all(inner < outer for inner, outer in pairwise(reversed(ratios[: middle + 1])))


def test_both_modes_have_the_same_roles() -> None:
    assert list(palette.LIGHT) == list(palette.DARK)


def test_light_colours_are_all_different_so_that_a_drawing_can_be_recoloured() -> None:
    assert len(set(palette.LIGHT.values())) == len(palette.LIGHT)


def test_the_stylesheet_knows_no_colour_but_the_palette() -> None:
    known: set[str] = {*palette.HEAT_INKS, *palette.HEAT_LIGHT, *palette.HEAT_DARK}
    for roles in MODES.values():
        known |= set(as_plain(roles).values())
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", stylesheet())) <= known


def as_plain(roles: Mapping[str, str]) -> dict[str, str]:
    return dict(roles)


def test_every_variable_the_stylesheet_uses_is_declared() -> None:
    used = set(re.findall(r"var\((--[\w-]+)", stylesheet()))
    declared = set(re.findall(r"(--[\w-]+):", stylesheet()))
    assert used <= declared


def test_luminance_of_a_mid_grey_agrees_with_the_formula() -> None:
    # ((0x80/255 + 0.055) / 1.055) ** 2.4, worked by hand
    assert palette.relative_luminance("#808080") == pytest.approx(0.2158605, abs=1e-7)


@given(COLORS, COLORS)
def test_contrast_is_the_same_both_ways_and_between_1_and_21(first: str, second: str) -> None:
    ratio = palette.contrast_ratio(first, second)
    assert ratio == palette.contrast_ratio(second, first)
    assert ratio >= 1.0 and ratio <= 21.0


@given(COLORS)
def test_one_of_the_two_inks_can_always_be_read(color: str) -> None:
    best = palette.contrast_ratio(palette.readable_ink(color), color)
    assert best >= 4.2


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_heat_is_symmetric(value: float) -> None:
    assert palette.heat_step(-value) == -palette.heat_step(value)


@given(st.floats(min_value=-4.4, max_value=4.4))
def test_heat_is_the_nearest_step(value: float) -> None:
    assert abs(palette.heat_step(value) - value) <= 0.5
