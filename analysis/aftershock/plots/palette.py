"""Colours of the report in both modes, and the arithmetic that proves they can be read."""

from collections.abc import Mapping
from types import MappingProxyType

LIGHT: Mapping[str, str] = MappingProxyType(
    {
        "paper": "#fdfcfa",
        "surface": "#f5f3ee",
        "ink": "#1a1d21",
        "muted": "#565b63",
        "rule": "#d9d5cd",
        "grid": "#e6e3dc",
        "line": "#14406b",
        "accent": "#a5371a",
        "hairline": "#b9765e",
        "on-accent": "#fffffe",
        "shade": "#efece6",
        "hatch": "#ded9d0",
        "stroke": "#8d877b",
        "simulated": "#5b2a86",
        "on-simulated": "#ffffff",
        "watermark": "#ebe4f2",
        "focus": "#0b57d0",
    }
)
DARK: Mapping[str, str] = MappingProxyType(
    {
        "paper": "#14171b",
        "surface": "#1d2126",
        "ink": "#e9e7e2",
        "muted": "#a9adb5",
        "rule": "#353b43",
        "grid": "#262b31",
        "line": "#93c3f0",
        "accent": "#f29a74",
        "hairline": "#8f5f4b",
        "on-accent": "#1c110c",
        "shade": "#1c2127",
        "hatch": "#2c333b",
        "stroke": "#6f7780",
        "simulated": "#dcbff6",
        "on-simulated": "#1d0f2c",
        "watermark": "#2a2433",
        "focus": "#9cc2ff",
    }
)
HEAT_LIGHT: tuple[str, ...] = (
    "#853709", "#b3541d", "#e9a67b", "#f7dccb", "#f3f1ed", "#d5e4f1", "#96bcdd", "#37729f", "#15466f",
)  # fmt: skip
HEAT_DARK: tuple[str, ...] = (
    "#f4b68b", "#bf7a47", "#7b4a2b", "#493528", "#272c32", "#263b4e", "#2f5b82", "#629bca", "#aed5f5",
)  # fmt: skip
HEAT_LIMIT = 4
HEAT_INKS = ("#14171b", "#ffffff")


def channels(color: str) -> tuple[float, float, float]:
    """Split a colour written ``#rrggbb`` into red, green and blue between 0 and 1.

    Examples
    --------
    >>> channels("#ff0000")
    (1.0, 0.0, 0.0)
    """
    red, green, blue = (int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def linear(channel: float) -> float:
    """Undo the transfer curve of one sRGB channel, as WCAG 2.2 defines it.

    Examples
    --------
    >>> linear(0.0), linear(1.0)
    (0.0, 1.0)
    """
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def relative_luminance(color: str) -> float:
    """Measure how light a colour is, from 0 (black) to 1 (white), by the formula of WCAG 2.2.

    Examples
    --------
    >>> relative_luminance("#ffffff")
    1.0
    """
    red, green, blue = (linear(channel) for channel in channels(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_ratio(first: str, second: str) -> float:
    """Measure the contrast of two colours, from 1 (none) to 21 (black on white), in either order.

    Text needs 4.5 and graphics need 3 under WCAG 2.2, level AA.

    Examples
    --------
    >>> contrast_ratio("#000000", "#ffffff")
    21.0
    """
    darker, lighter = sorted((relative_luminance(first), relative_luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def readable_ink(background: str) -> str:
    """Choose the dark or the light ink, whichever stands out more from the background.

    Examples
    --------
    >>> readable_ink("#ffffff")
    '#14171b'
    """
    return max(HEAT_INKS, key=lambda ink: contrast_ratio(ink, background))


def heat_step(value: float) -> int:
    """Round a standardized move to a whole step of the diverging scale, from -4 to 4.

    The scale is symmetric: the step of ``-value`` is minus the step of ``value``.

    Parameters
    ----------
    value : float
        A finite standardized move (unit: standard deviations).

    Returns
    -------
    int
        The nearest whole number, halves away from zero, held within -4 and 4.

    Examples
    --------
    >>> heat_step(2.5), heat_step(-2.5), heat_step(-19.0)
    (3, -3, -4)
    """
    size = min(int(abs(value) + 0.5), HEAT_LIMIT)
    return size if value > 0 else -size


def heat_class(step: int) -> str:
    """Name the style class of a step of the heat scale.

    Examples
    --------
    >>> heat_class(-3), heat_class(0), heat_class(2)
    ('heat-minus-3', 'heat-0', 'heat-plus-2')
    """
    sign = "plus-" if step > 0 else "minus-" if step < 0 else ""
    return f"heat-{sign}{abs(step)}"


def css_variables(roles: Mapping[str, str], heat: tuple[str, ...]) -> str:
    """Write one mode's colours as declarations of custom properties.

    Examples
    --------
    >>> css_variables({"ink": "#000000"}, ())
    '--ink: #000000;'
    """
    steps = range(-HEAT_LIMIT, HEAT_LIMIT + 1)
    lines = [f"--{role}: {color};" for role, color in roles.items()]
    for step, color in zip(steps, heat, strict=False):
        lines.append(f"--{heat_class(step)}: {color};")
        lines.append(f"--{heat_class(step)}-ink: {readable_ink(color)};")
    return "\n".join(lines)


def heat_rules() -> str:
    """Write the style rule of every step of the heat scale.

    Examples
    --------
    >>> heat_rules().count("background")
    9
    """
    names = [heat_class(step) for step in range(-HEAT_LIMIT, HEAT_LIMIT + 1)]
    return "\n".join(f".{name} {{ background: var(--{name}); color: var(--{name}-ink); }}" for name in names)


def color_css() -> str:
    """Write both modes: light by default and on paper, dark where the reader's screen asks for it.

    Examples
    --------
    >>> "prefers-color-scheme: dark" in color_css()
    True
    """
    light = f":root {{\ncolor-scheme: light;\n{css_variables(LIGHT, HEAT_LIGHT)}\n}}"
    dark = f":root {{\ncolor-scheme: dark;\n{css_variables(DARK, HEAT_DARK)}\n}}"
    return f"{light}\n@media screen and (prefers-color-scheme: dark) {{\n{dark}\n}}\n{heat_rules()}\n"
