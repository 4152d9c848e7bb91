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
# # Seventeen headlines: 17 and 18 February 2022
#
# A news live blog of the week before the war in Ukraine, printed in Central European Time and crossing midnight. The list is
# restated in this project's own words. The prices are real, so they are not part of the project: cells that need them read
# the market data kit beside the checkout, and are left out where there is none.

# %%
import os
from pathlib import Path

import pandas as pd

import aftershock as ash
from aftershock.alignment import outcome_table
from aftershock.plots import describe_reactions, described, plot_reactions

pd.set_option("display.max_colwidth", 90)
KIT = Path(os.environ.get("AFTERSHOCK_KIT", "../../../shared/data"))

# %% [markdown]
# ## The headlines, each at its instant
#
# "CET" is a place, not an offset: the clock on the wall in Berlin. In February that is UTC+1, in July it would be UTC+2.

# %%
heads = ash.read_headlines("../../data/headlines/ukraine-2022-02-17.csv")
assert len(heads) == 17
heads[["instant", "raw_time", "zone", "headline"]]

# %% [markdown]
# New York shares have a price at the minute only while their exchange is open. Futures, and contracts that trade nearly
# round the clock, have one for the rest.

# %%
clock = heads["instant"].dt.tz_convert("America/New_York")
minute = clock.dt.hour * 60 + clock.dt.minute
is_open = minute.between(9 * 60 + 30, 16 * 60 - 1)
print(f"{is_open.sum()} of {len(heads)} came between 09:30 and 16:00 in New York")

# %% [markdown]
# ## By session
#
# Which day's move can hold the reaction depends on the asset: oil, gold and shares are each struck at their own time.

# %% tags=["kit"]
kit = {"source": KIT, "description": "../../tests/kit/prices.toml"}
prices = ash.load_prices(["SPX", "UST10Y", "GOLD", "WTI"], start="2020-06-01", end="2022-02-25", **kit)
prices

# %% tags=["kit"]
events = ash.align(heads, prices)
outcome_table(events)

# %% tags=["kit"]
study = ash.EventStudy(prices.moves(), events, window=(0, 0), estimation=(-410, -11)).fit()
rows = study.to_frame("car").dropna(subset=["estimate"])
rows[["event_id", "asset", "estimate", "unit", "rank", "n_estimation"]]

# %% [markdown]
# `rank` is the place of the move among its quiet days, counted from the smallest. There are as many tests as rows, and the
# rarest of several is not as rare as it looks. `adjusted` counts them all:

# %% tags=["kit"]
counted = study.adjusted(by=["event_id", "asset"], test="sample_quantile", method="holm")
counted[["event_id", "asset", "pvalue", "adjusted_pvalue"]]

# %% [markdown]
# ## By the hour
#
# The bars of these days are an hour long. A move is compared with what is usual at that hour on a day as lively as this one.

# %% tags=["kit"]
bars = ash.load_prices(["SPX", "GOLD", "WTI"], start="2021-09-01", end="2022-02-25", interval="1h", **kit)
bars

# %% tags=["kit"]
hours = ash.ReactionStudy(bars, heads, windows=["-60min/0", "0/+60min"]).fit()
hours

# %% tags=["kit"]
chosen = {"asset": "SPX", "window": "0/+60min"}
described(plot_reactions(hours, **chosen), describe_reactions(hours, **chosen))

# %% [markdown]
# Again all of them counted, three assets together:

# %% tags=["kit"]
counted = hours.adjusted(window="0/+60min", method="holm")
counted.nsmallest(5, "placebo_pvalue")[["headline_id", "asset", "placebo_pvalue", "adjusted_pvalue"]]

# %% [markdown]
# "Nothing stands out" is worth as much as the size that would have stood out. `detectable` is the move from which a single
# headline is rarer than 5 % among the placebos of its own hour and day:

# %% tags=["kit"]
own = hours.to_frame("event").query("asset == 'SPX' and window == '0/+60min'").dropna(subset=["detectable"])
percent = 100 * own[["move", "detectable"]]
own[["instant"]].join(percent.add_suffix(", %").round(2)).join(own[["placebo_pvalue"]].round(3))

# %% [markdown]
# ## What one may not conclude
#
# - **Not that these headlines moved the market**, even where a move is rare. Many headlines shared each hour, most of them not
#   on this page, and prices may have moved first: compare the window `-60min/0`.
# - **Not that the other headlines did nothing.** Hours blur: a reaction of ten minutes that is given back leaves no trace.
# - **Not a rule for other weeks.** Two sessions are two observations.
