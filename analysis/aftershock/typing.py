"""Array aliases, and every option of the package as one ``Literal``."""

from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
SingleArray = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]
CodeArray = npt.NDArray[np.int8]
InstantArray = npt.NDArray[np.datetime64]
SpanArray = npt.NDArray[np.timedelta64]

UTC = "datetime64[ns, UTC]"
SPAN = "timedelta64[ns]"

MoveKind = Literal["log", "simple", "difference"]
AssetClass = Literal["equity", "rates", "metals", "energy", "currency", "volatility"]
BarLabel = Literal["start", "end"]
HeadlineFormat = Literal[
    "liveblog",
    "jsonld",
    "feed",
    "table",
    "parquet",
    "json_lines",
    "gdelt_events",
    "gdelt_mentions",
    "gdelt_doc",
    "acled",
    "news_api",
]
AbbreviationRule = Literal["local", "literal"]
DateOrder = Literal["day_first", "month_first"]
Alternative = Literal["two-sided", "greater", "less"]
SessionRule = Literal["calendar", "panel", "observed"]
EventTest = Literal[
    "forecast_t",
    "sample_quantile",
    "nguyen_wolf_permutation",
    "cross_sectional_t",
    "skewness_adjusted_t",
    "brown_warner_1985_t",
    "brown_warner_1980_t",
    "lamb_z",
    "patell_z",
    "patell_z_pooledQ",
    "patell_z_scar",
    "kp_patell_z",
    "bmp_t",
    "bmp_t_csar",
    "kp_bmp_t",
    "sign_z",
    "sign_exact_binomial",
    "generalized_sign_z",
    "wilcoxon_z",
    "wilcoxon_exact",
    "corrado_rank_z",
    "corrado_zivney_rank_z",
    "corrado_zivney_sign_z",
    "rank_multiday_z",
    "grank_t",
    "grank_z",
    "calendar_time_t",
    "ibragimov_mueller_t",
    "date_block_permutation",
    "wild_cluster_bootstrap",
]
StudyLevel = Literal["event", "car", "window", "fit"]
RegressionCovariance = Literal["hc3", "cluster_date"]
ReactionLevel = Literal["event", "window"]
Outcome = Literal[
    "used",
    "market_closed_next_open",
    "merged_into_episode",
    "no_price",
    "stale_price",
    "contract_change",
    "out_of_range",
    "short_estimation",
    "gap_in_window",
    "is_the_market",
    "too_uncertain",
]


def options(literal: Any) -> tuple[str, ...]:
    """List the words a ``Literal`` allows.

    Examples
    --------
    >>> options(MoveKind)
    ('log', 'simple', 'difference')
    """
    return get_args(literal)


def check_option(name: str, value: str, literal: Any) -> None:
    """Refuse a word that the ``Literal`` does not hold, listing those it does.

    Raises
    ------
    ValueError
        Names the parameter, what arrived and every word allowed.

    Examples
    --------
    >>> check_option("move", "ratio", MoveKind)
    Traceback (most recent call last):
    ValueError: move is 'ratio'; allowed are 'log', 'simple', 'difference'.
    """
    allowed = options(literal)
    if value not in allowed:
        listed = ", ".join(repr(word) for word in allowed)
        raise ValueError(f"{name} is {value!r}; allowed are {listed}.")


Interval = Literal["1d", "1h", "30min", "15min", "5min", "3min", "1min", "30s", "10s", "5s", "1s"]
MissingRule = Literal["raise", "report"]

ChartWidth = Literal["wide", "narrow"]

EpisodeMethod = Literal["chained", "complete"]
ClockVerdict = Literal["agrees", "differs", "wrong", "missing"]

QuoteConvention = Literal["money", "index_points", "yield", "points_of_par", "exchange_rate"]
AlternateRole = Literal["future", "fund", "index"]
ExpiryRule = Literal[
    "nymex_crude", "nymex_gas", "brent", "comex", "equity_quarterly", "treasury_long", "treasury_short"
]
ResampleAnchor = Literal["clock", "session"]
ClosedSide = Literal["left", "right"]
StoreProblem = Literal["damaged", "wrong_place", "order", "repeat", "mixed", "foreign", "unfinished", "hole"]
LabelArray = npt.NDArray[Any]
Rng = int | np.random.Generator
WildWeights = Literal["rademacher", "webb"]
PermutationScheme = Literal["shifts", "days"]
DiscreteTest = Literal[
    "sign_exact_binomial",
    "wilcoxon_exact",
    "date_block_permutation",
    "wild_cluster_bootstrap",
    "sample_quantile",
    "nguyen_wolf_permutation",
]
EventCondition = Literal[
    "independent", "common_date", "event_variance", "common_date_event_variance", "close_dates"
]

JumpConvention = Literal["published", "standardized"]
SeasonalMethod = Literal["sd", "wsd", "fourier"]
LevelEstimator = Literal["medrv", "minrv", "bipower"]
PlaceboStatistic = Literal["rank", "size"]
PlaceboReason = Literal[
    "", "no_window", "broken_window", "no_season", "no_level", "few_placebos", "unreachable"
]
QuietEvents = Literal["counted", "all"]
Adjustment = Literal["holm", "benjamini_hochberg", "benjamini_yekutieli", "romano_wolf"]
Comparison = Literal["group_permutation", "welch_t"]
LeftOut = Literal["event", "date"]
PriceKind = Literal["last", "median"]
PlaceboSource = Literal["", "own_day", "all_days"]
UsualSource = Literal["", "own_day", "days_before", "like_gaps"]
ReactionTest = Literal["placebo", "cross_episode_t", "sign_flip"]
ReactionAdjustment = Literal["romano_wolf", "holm"]
JumpTable = Literal["jump", "headline"]
ShareTable = Literal["asset", "day"]
Asynchronous = Literal["refuse", "allow"]
NewsPart = Literal["all", "news", "calm"]
LeadVerdict = Literal["undefined", "unrelated", "no_lead", "stale", "within_bar", "first", "second"]
DriftKind = Literal["rolling", "ewma"]
FlightCriterion = Literal["negative_correlation", "high_volatility"]
BondQuote = Literal["price", "yield"]
EpisodeWord = Literal["", "risk-off", "risk-on", "mixed", "not told from noise"]
QuietRows = Literal["before", "all"]
SignatureDistance = Literal["mahalanobis", "cosine"]
VarianceInstrument = Literal["numeraire", "asset"]
SetShape = Literal["interval", "outside", "ray", "everything", "nothing"]
WarRiskMethod = Literal["gmm", "iv"]
StudyKind = Literal["headlines", "events"]
SectionName = Literal[
    "verdict",
    "clock_chart",
    "explorer",
    "heatmap",
    "paths",
    "planted",
    "sessions",
    "tests",
    "top_moves",
    "comovement",
    "news_share",
    "themes",
    "caveats",
    "methods",
    "provenance",
    "outcomes",
    "downloads",
]
ProjectionResponse = Literal["move", "volatility"]
ProjectionErrors = Literal["lag_augmented", "newey_west"]
SeasonSlots = Literal["auto", "none", "clock", "weekday", "weekday_clock"]
GprComponent = Literal["all", "threats", "acts"]
GprTransform = Literal["surprise", "log"]
GprTiming = Literal["paper", "news"]
Overnight = Literal["include", "missing"]
GrangerReference = Literal["wild_bootstrap", "f"]
LagCriterion = Literal["akaike", "schwarz"]
CorrelationMethod = Literal["pearson", "spearman", "kendall"]
RegimeVolatility = Literal["constant", "shared", "own"]
CalmNewsTable = Literal["pair", "response"]
RankMethod = Literal["spearman", "kendall"]
FormatName = Literal["pdf", "markdown", "latex", "excel"]
ComparisonSection = Literal["studies", "real", "simulated", "links", "risk", "left_out"]
