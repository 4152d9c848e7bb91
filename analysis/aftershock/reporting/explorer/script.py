"""The script of the explorer: a charting library and the few lines that drive it, as one text with one hash."""

from functools import cache
from importlib.resources import files

LIBRARY = "vendor/lightweight-charts.js"
LIBRARY_VERSION = "5.2.1"
LIBRARY_SHA256 = "e21cc5caa0226ef30bd8549c50b9ef926615f2a4ee6b4e486353477a55f598cf"
OURS = "explorer.js"


@cache
def explorer_script() -> str:
    """Read the whole script, the library first.

    Returns
    -------
    str
        JavaScript to stand in one ``script`` element, so that a content policy can name it by one hash.

    Examples
    --------
    >>> "LightweightCharts" in explorer_script()
    True
    """
    here = files("aftershock.reporting.explorer")
    return (
        "\n".join(here.joinpath(name).read_text(encoding="utf-8").strip() for name in (LIBRARY, OURS)) + "\n"
    )
