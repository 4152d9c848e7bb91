# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # War risk: what moves together when the news is loud
#
# On days of war news shares are said to fall and gold to rise. But on any day shares and gold move for many reasons, and
# those do not rest when there is news. A plain correlation or regression on news days mixes the news with all the rest.
#
# Rigobon and Sack (2005) use that the news shock is *louder* on news days, and the rest is not. The covariance of news days
# minus that of other days then holds the news alone, and its ratios say how much each asset moves with one unit of news risk.

# %%
import os
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

import aftershock as ash
from aftershock.comovement import war_risk
from aftershock.headlines import read_gpr
from aftershock.plots import describe_war_risk, described, plot_war_risk
from aftershock.simulate import simulate_war_risk

# %% [markdown]
# ## Where the truth is known
#
# Simulated moves with a news shock that is more variable in news rows, and a second shock that never rests. `truth` is how
# each asset moves with the news shock.

# %%
truth = pd.Series({"SPX": -1.0, "UST10Y": -0.6, "GOLD": 0.5, "WTI": 0.8})
market = simulate_war_risk(truth.to_dict(), n_news=150, n_other=600, variance_ratio=8.0, rng=11)
found = war_risk(market.moves, market.news, numeraire="SPX", n_draws=299, rng=1)
found

# %%
described(plot_war_risk(found), describe_war_risk(found))

# %% [markdown]
# Beside it the truth, and the slope of a regression on news days, which is what one would read off a scatter plot. A 90 % set
# misses the truth in one of ten cases, on average; `covers` says whether it did here.

# %%
loud = market.moves[market.news]
table = found.to_frame()[["estimate", "low", "high"]]
table["regression"] = [-np.polyfit(loud["SPX"], loud[asset], 1)[0] for asset in table.index]
table["truth"] = truth
table["covers"] = table["truth"].between(table["low"], table["high"])
table.round(3)

# %% [markdown]
# ## When the news is hardly louder
#
# Then next to nothing is identified. The estimates look as tidy as before; the sets say what is known, and may be wide,
# without an end, or in two pieces. That is why the sets are what to read.

# %%
quiet = simulate_war_risk(truth.to_dict(), n_news=150, n_other=600, variance_ratio=1.15, rng=11)
with warnings.catch_warnings(record=True) as told:
    warnings.simplefilter("always")
    unknown = war_risk(quiet.moves, quiet.news, numeraire="SPX", n_draws=299, rng=1)
print(told[-1].message)

# %%
described(plot_war_risk(unknown), describe_war_risk(unknown))

# %% [markdown]
# ## 2022, by the newspapers' own count
#
# News days here are those whose papers wrote most about geopolitical risk: the top tenth of the year in the index of Caldara
# and Iacoviello (2022). A paper prints the news of the day before, so each is moved back by a day.

# %% tags=["kit"]
KIT = Path(os.environ.get("AFTERSHOCK_KIT", "../../../shared/data"))
index = read_gpr(str(KIT / "events" / "gpr_daily.csv"))
year = index.set_axis(pd.DatetimeIndex(index.index)).loc["2022"].iloc[:, 0]
days = year.index[year >= year.quantile(0.9)] - pd.Timedelta(days=1)

# %% [markdown]
# Daily prices are struck at different hours, so moves over two sessions that overlap are compared. A news day that is no
# session goes to the next one.

# %% tags=["kit"]
kit = {"source": KIT, "description": "../../tests/kit/prices.toml"}
prices = ash.load_prices(["BRENT", "SPX", "UST10Y", "GOLD"], start="2021-12-20", end="2022-12-30", **kit)
moves = prices.overlapping_moves(2).loc["2022"]
places = np.unique(np.searchsorted(moves.index, days))
news = moves.index[places[places < len(moves)]]
print(f"{len(news)} sessions of loud news out of {len(moves)}")

# %% [markdown]
# `window=(0, 1)` takes the session after as well, whose two-session move holds the same day. `lags` allows for the overlap.

# %% tags=["kit"]
with warnings.catch_warnings(record=True) as told:
    warnings.simplefilter("always")
    risk = war_risk(moves, news, numeraire="BRENT", window=(0, 1), per=1.0, lags=5, n_draws=299)
print(*(warning.message for warning in told), sep="\n")
risk

# %% tags=["kit"]
described(plot_war_risk(risk), describe_war_risk(risk))

# %% [markdown]
# ## What one may not conclude
#
# - **Not that war news caused the moves of these days.** The method shows what moved together more than usual when
#   the news was loud. If something else was louder on those days too, a central bank or an earnings season, it is in the numbers.
# - **Not a number where the set has no end.** A weak first stage means that the data cannot tell.
# - **Not a forecast.** The vector is a mean over a year of very different days.
