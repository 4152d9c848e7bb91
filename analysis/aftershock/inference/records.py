"""The record every hypothesis test returns."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Literal, NoReturn

from scipy.special import ndtr, ndtri, stdtr, stdtrit

from aftershock.reprs import html_record
from aftershock.typing import Alternative, check_option

Distribution = Literal[
    "t", "normal", "F", "chi2", "binomial", "signed_rank", "empirical", "permutation", "bootstrap", "none"
]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HypothesisTest:
    """Hold one test: its numbers, its null hypothesis in words, and a reason when there is no number.

    It unpacks as ``statistic, pvalue``. It has no truth value, so that nobody writes ``if test:``.

    Parameters
    ----------
    statistic, pvalue : float
        NaN where the test cannot be computed; ``reason`` then says why.
    df : float
        Degrees of freedom of a t or chi-square distribution, numerator ones of an F; NaN for others.
    df_denominator : float
        Denominator degrees of freedom of an F distribution; NaN for others.
    distribution : str
        "t", "normal", "F", "chi2", "binomial", "signed_rank", "empirical", "permutation", "bootstrap" or "none":
        reference distribution of the statistic.
    estimate, std_error : float
        The quantity tested and its standard error, in ``unit``.
    n_events : int
        Events that entered.
    alternative : {"two-sided", "greater", "less"}
        Direction of the alternative.
    null : str
        The null hypothesis in words.
    method : str
        Name of the test, as in METHODS.md.
    unit : str
        Unit of ``estimate``.
    reason : str
        Why there is no number; empty otherwise.
    n_draws : int
        Draws or rearrangements behind a resampled p-value; zero for others.
    extra : mapping of str to float
        Further numbers of the test by name, e.g. the mean correlation it used. Do not change it.
    note : str
        What a reader must know beside the number, e.g. which assets were left out; empty otherwise.

    Examples
    --------
    >>> test = HypothesisTest(statistic=2.0, pvalue=0.05, df=30.0, distribution="t", estimate=0.01,
    ...                       std_error=0.005, n_events=31, null="mean is zero", method="t")
    >>> statistic, pvalue = test
    >>> statistic
    2.0
    """

    statistic: float
    pvalue: float
    n_events: int
    null: str
    method: str
    df: float = math.nan
    distribution: Distribution = "none"
    estimate: float = math.nan
    std_error: float = math.nan
    alternative: Alternative = "two-sided"
    unit: str = ""
    reason: str = ""
    df_denominator: float = math.nan
    n_draws: int = 0
    extra: Mapping[str, float] = field(default_factory=dict)
    note: str = ""

    def __iter__(self) -> Iterator[float]:
        """Unpack as statistic and p-value."""
        return iter((self.statistic, self.pvalue))

    def __eq__(self, other: object) -> bool:
        """Compare field by field; two missing numbers count as the same."""
        return (
            self._comparable() == other._comparable() if isinstance(other, HypothesisTest) else NotImplemented
        )

    def __hash__(self) -> int:
        """Hash in keeping with equality."""
        return hash(self._comparable())

    def _comparable(self) -> tuple[object, ...]:
        """Take the fields with None for a missing number."""
        values = [getattr(self, one.name) for one in fields(self) if one.name != "extra"]
        values += [number for name in sorted(self.extra) for number in (name, self.extra[name])]
        return tuple(None if isinstance(value, float) and math.isnan(value) else value for value in values)

    def __bool__(self) -> NoReturn:
        """Refuse to be a truth value."""
        raise TypeError("A hypothesis test is neither true nor false; compare its pvalue with your alpha.")

    def _repr_html_(self) -> str:
        """Show the test in a notebook: every number that is there, the null hypothesis, and the reason for none."""
        unit = f" ({self.unit})" if self.unit else ""
        numbers = {
            "statistic": self.statistic,
            "p-value": self.pvalue,
            "degrees of freedom": self.df,
            "of the denominator": self.df_denominator,
            f"estimate{unit}": self.estimate,
            f"standard error{unit}": self.std_error,
            **self.extra,
        }
        always = ("statistic", "p-value")
        shown = [(name, value) for name, value in numbers.items() if name in always or not math.isnan(value)]
        draws = [("draws", self.n_draws)] if self.n_draws else []
        pairs = [("null hypothesis", self.null), ("alternative", self.alternative), *shown]
        return html_record(
            [*pairs, ("events", self.n_events), *draws],
            caption=f"Test {self.method}",
            notes=[f"No number: {self.reason}" if self.reason else "", self.note],
        )

    def conf_int(self, alpha: float = 0.05) -> tuple[float, float]:
        """Compute the two-sided confidence interval of the estimate.

        Use it for tests with a standard error and a t or normal reference; others give NaN.

        Parameters
        ----------
        alpha : float
            One minus the coverage.

        Returns
        -------
        tuple of float
            Lower and upper limit, in ``unit``.

        Raises
        ------
        ValueError
            If ``alpha`` is not between 0 and 1.

        Examples
        --------
        >>> test = HypothesisTest(statistic=2.0, pvalue=0.05, distribution="normal", estimate=2.0,
        ...                       std_error=1.0, n_events=31, null="mean is zero", method="z")
        >>> [round(limit, 2) for limit in test.conf_int(0.05)]
        [0.04, 3.96]
        """
        check_alpha(alpha)
        if self.distribution == "t":
            quantile = -float(stdtrit(self.df, alpha / 2))
        elif self.distribution == "normal":
            quantile = -float(ndtri(alpha / 2))
        else:
            quantile = math.nan
        return self.estimate - quantile * self.std_error, self.estimate + quantile * self.std_error


def check_alpha(alpha: float) -> None:
    """Refuse a level that is not a share between 0 and 1."""
    if not 0 < alpha < 1:
        raise ValueError(
            f"alpha is {alpha!r}; give a share between 0 and 1, e.g. 0.05 for an interval of 95 %."
        )


def undefined(
    method: str,
    reason: str,
    *,
    null: str,
    n_events: int,
    alternative: Alternative,
    unit: str = "",
    extra: Mapping[str, float] | None = None,
) -> HypothesisTest:
    """Make the record of a test that cannot be computed, with the reason in words."""
    check_option("alternative", alternative, Alternative)
    return HypothesisTest(
        statistic=math.nan,
        pvalue=math.nan,
        n_events=n_events,
        null=null,
        method=method,
        alternative=alternative,
        unit=unit,
        reason=reason,
        extra=extra or {},
    )


def referred(
    method: str,
    statistic: float,
    *,
    null: str,
    n_events: int,
    alternative: Alternative,
    df: float = math.nan,
    estimate: float = math.nan,
    std_error: float = math.nan,
    unit: str = "",
    extra: Mapping[str, float] | None = None,
) -> HypothesisTest:
    """Make the record of a statistic that is referred to a t, or to the normal where ``df`` is NaN."""
    return HypothesisTest(
        statistic=statistic,
        pvalue=tail_probability(statistic, df, alternative),
        df=df,
        distribution="normal" if math.isnan(df) else "t",
        estimate=estimate,
        std_error=std_error,
        n_events=n_events,
        alternative=alternative,
        null=null,
        method=method,
        unit=unit,
        extra=extra or {},
    )


def tail_probability(statistic: float, df: float, alternative: Alternative) -> float:
    """Compute a p-value from the survival function; ``df`` NaN means the normal distribution."""
    check_option("alternative", alternative, Alternative)
    if alternative == "two-sided":
        return 2 * _upper_tail(abs(statistic), df)
    return _upper_tail(statistic if alternative == "greater" else -statistic, df)


def _upper_tail(value: float, df: float) -> float:
    """Compute the survival function as the mirrored distribution function, exact in the far tail."""
    return float(ndtr(-value)) if math.isnan(df) else float(stdtr(df, -value))


def doubled_tail(below: float, above: float, alternative: Alternative) -> float:
    """Choose the tail of a discrete distribution; two-sided doubles the smaller, at most to one."""
    check_option("alternative", alternative, Alternative)
    return {"two-sided": min(1.0, 2 * min(below, above)), "greater": above, "less": below}[alternative]


def unreachable(basis: str, smallest: float, alpha: float) -> str:
    """Say that a test has too few outcomes to reach the level, and how far it could have gone."""
    return (
        f"{basis} cannot reach the level {alpha:g} by this test whatever they show: "
        f"its smallest p-value is {smallest:.4g}"
    )
