"""What can be said of a ratio when its denominator may be zero: first-stage strength and the Anderson-Rubin set."""

import math
from dataclasses import dataclass

from scipy.special import stdtrit

from aftershock.comovement.regime_moments import RegimeMoments
from aftershock.typing import SetShape

STRONG = 23.1
"""First-stage F below which a ratio may be biased by more than a tenth of the worst case."""


@dataclass(frozen=True, slots=True)
class ConfidenceSet:
    """Hold all values of a response that a test does not reject.

    ``shape`` is "interval" (low to high), "outside" (everything but what lies between low and high), "ray" (to one
    side of the one finite limit), "everything" or "nothing"; limits that do not exist are infinite, NaN for "nothing".
    """

    shape: SetShape
    low: float
    high: float

    def scaled(self, factor: float) -> "ConfidenceSet":
        """Multiply every value by a factor that is not zero."""
        ends = self.low * factor, self.high * factor
        return ConfidenceSet(self.shape, *(ends if factor > 0 else ends[::-1]))

    def covers(self, value: float) -> bool:
        """Say whether a value is in the set."""
        inside = self.low <= value <= self.high
        match self.shape:
            case "outside":
                return value <= self.low or value >= self.high
            case "nothing":
                return False
            case "everything":
                return True
            case _:
                return inside


def first_stage_f(moments: RegimeMoments, column: int = 0) -> float:
    r"""Compute the robust F of the first stage: the squared t of the change of the numeraire's variance.

    With one instrument it is the effective F of Montiel Olea and Pflueger.

    Examples
    --------
    >>> import numpy as np
    >>> from aftershock.comovement.regime_moments import regime_moments
    >>> x = np.array([[2.0], [-2.0], [3.0], [-3.0], [1.0], [-1.0], [0.5], [-0.5]])
    >>> round(first_stage_f(regime_moments(x, np.arange(8) < 4, lags=0)), 2)
    21.6

    References
    ----------
    Montiel Olea, J. L. and Pflueger, C. (2013). A robust test for weak instruments. Journal of Business and Economic
    Statistics 31, 358-369.
    """
    change = moments.difference[moments.position(column, column)]
    error = moments.variance_std_error(column)
    return float((change / error) ** 2) if error > 0 else math.nan


def anderson_rubin_set(
    moments: RegimeMoments, *, numeraire: int, asset: int, alpha: float, critical: float | None = None
) -> ConfidenceSet:
    r"""Collect the responses d for which the change of Cov(x, y) - d Var(x) cannot be told from zero.

    It keeps its level however little the variance changes: where there is nothing to learn, the set is everything.

    Parameters
    ----------
    moments : RegimeMoments
        Change of covariances.
    numeraire, asset : int
        Columns of x and y.
    alpha : float
        One minus the coverage.
    critical : float, optional
        Size of the t that is exceeded with probability ``alpha``, e.g. from a bootstrap; by default the quantile of t
        with as many degrees of freedom as the smaller regime has rows, less one.

    Returns
    -------
    ConfidenceSet

    Notes
    -----
    :math:`(\Delta_{xy} - d\,\Delta_{xx})^2 \le q\,(V_{xy,xy} - 2 d V_{xy,xx} + d^2 V_{xx,xx})` is
    quadratic in d; q is the square of the critical value.

    References
    ----------
    Anderson, T. W. and Rubin, H. (1949). Estimation of the parameters of a single equation in a complete system of
    stochastic equations. Annals of Mathematical Statistics 20, 46-63.

    Examples
    --------
    >>> import numpy as np
    >>> from aftershock.comovement.regime_moments import regime_moments
    >>> x = np.tile([2.0, -2.0, 1.0, -1.0], 20)
    >>> values, news = np.column_stack([x, 3 * x]), np.tile([True, True, False, False], 20)
    >>> found = anderson_rubin_set(regime_moments(values, news, lags=0), numeraire=0, asset=1, alpha=0.1)
    >>> found.shape, round(found.low, 6), round(found.high, 6)
    ('interval', 3.0, 3.0)
    """
    own, cross = moments.position(numeraire, numeraire), moments.position(asset, numeraire)
    rows = min(moments.n_news, moments.n_other) - 1
    limit = (float(stdtrit(rows, 1 - alpha / 2)) if critical is None else critical) ** 2
    variance = moments.covariance
    square = moments.difference[own] ** 2 - limit * variance[own, own]
    middle = moments.difference[own] * moments.difference[cross] - limit * variance[own, cross]
    constant = moments.difference[cross] ** 2 - limit * variance[cross, cross]
    return quadratic_set(float(square), float(middle), float(constant))


def quadratic_set(square: float, middle: float, constant: float) -> ConfidenceSet:
    """Solve square d^2 - 2 middle d + constant <= 0.

    Examples
    --------
    >>> quadratic_set(1.0, 2.0, 3.0)
    ConfidenceSet(shape='interval', low=1.0, high=3.0)
    >>> quadratic_set(-1.0, -2.0, -3.0)
    ConfidenceSet(shape='outside', low=1.0, high=3.0)
    >>> quadratic_set(1.0, 0.0, 1.0).shape, quadratic_set(-1.0, 0.0, -1.0).shape
    ('nothing', 'everything')
    """
    if square == 0.0:
        return _linear_set(middle, constant)
    inner = middle**2 - square * constant
    if inner < 0:
        empty = square > 0
        return ConfidenceSet("nothing", math.nan, math.nan) if empty else _everything()
    roots = sorted((middle + sign * math.sqrt(inner)) / square for sign in (-1, 1))
    if square > 0:
        return ConfidenceSet("interval", roots[0], roots[1])
    return ConfidenceSet("outside", roots[0], roots[1]) if inner > 0 else _everything()


def _linear_set(middle: float, constant: float) -> ConfidenceSet:
    """Solve constant <= 2 middle d."""
    if middle == 0.0:
        return _everything() if constant <= 0 else ConfidenceSet("nothing", math.nan, math.nan)
    end = constant / (2 * middle)
    return ConfidenceSet("ray", end, math.inf) if middle > 0 else ConfidenceSet("ray", -math.inf, end)


def _everything() -> ConfidenceSet:
    """Make the set of all values."""
    return ConfidenceSet("everything", -math.inf, math.inf)
