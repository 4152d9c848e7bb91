"""Native moves as charts show them."""

import numpy as np
import numpy.typing as npt

from aftershock.study.panels import UNITS
from aftershock.typing import FloatArray


def shown_unit(unit: str) -> str:
    """Name the unit in which moves of a native unit are shown.

    Examples
    --------
    >>> shown_unit("log return"), shown_unit("bp"), shown_unit("")
    ('%', 'bp', 'own unit')
    """
    return "%" if unit in UNITS.values() else unit or "own unit"


def shown_values(values: npt.ArrayLike, unit: str) -> FloatArray:
    """Turn native moves into those shown: log and simple returns into per cent, others as they are.

    Parameters
    ----------
    values : array_like, any shape
        Native moves; NaN stays NaN.
    unit : str
        Their unit.

    Returns
    -------
    ndarray of the same shape

    Examples
    --------
    >>> float(shown_values(0.0953, "log return").round(1)), float(shown_values(4.0, "bp"))
    (10.0, 4.0)
    """
    moves = np.asarray(values, dtype=np.float64)
    if unit == UNITS["log"]:
        return np.asarray(100.0 * np.expm1(moves))
    return np.asarray((100.0 if unit == UNITS["simple"] else 1.0) * moves)
