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
# A news live blog of the week before the war in Ukraine, seventeen entries, printed in Central European Time and crossing
# midnight. The list is restated in this project's own words. The prices are real, so they are not part of the project: cells
# that need them read the market data kit beside the checkout, and are left out where there is none.

# %%
import os
from pathlib import Path

import aftershock as ash
from aftershock.plots import describe_reactions, described, plot_reactions

KIT = Path(os.environ.get("AFTERSHOCK_KIT", "../../../shared/data"))

# %% [markdown]
# ## The headlines, each at its instant
#
# "CET" is a place, not an offset. In February it is UTC+1, so 10:10 a.m. is 09:10 UTC. Had the page been of July, "CET" would
# still mean the clock on the wall in Berlin.

# %%
heads = ash.read_headlines("../../data/headlines/ukraine-2022-02-17.csv")
heads[["instant", "raw_time", "zone", "headline"]]

# %% [markdown]
# Half of them came while New York slept. For those no share price exists at the minute; futures and contracts that trade
# round the clock have one.

# %%
clock = heads["instant"].dt.tz_convert("America/New_York")
awake = clock.dt.hour.between(9, 15)
print(f"{int(awake.sum())} of {len(heads)} came between 09:00 and 16:00 in New York")

# %% [markdown]
# ## By session
#
# Which day's move can hold the reaction depends on the asset: oil settles at 14:30 in New York, gold at 13:30, shares close
# at 16:00.

# %% tags=["kit"]
kit = {"source": KIT, "description": "../../tests/kit/prices.toml"}
prices = ash.load_prices(["SPX", "UST10Y", "GOLD", "WTI"], start="2020-06-01", end="2022-02-25", **kit)
events = ash.align(heads, prices)
events.groupby(["asset", "session", "outcome"]).size().rename("headlines").reset_index()

# %% tags=["kit"]
study = ash.EventStudy(prices.moves(), events, window=(0, 0), estimation=(-410, -11)).fit()
rows = study.to_frame("car")
rows.loc[rows["outcome"] != "merged_into_episode", ["event_id", "asset", "estimate", "unit", "rank", "n_estimation"]]

# %% [markdown]
# `rank` counts from the smallest move: the session of 17 February against 400 quiet days. With two sessions and four assets
# there are eight tests, and the largest of eight is not as rare as it looks. Adjusted for their number:

# %% tags=["kit"]
study.adjusted(by=["event_id", "asset"], test="sample_quantile", method="holm")[
    ["event_id", "asset", "pvalue", "adjusted"]
]

# %% [markdown]
# ## By the hour
#
# The bars of these days are an hour long. A move is compared with what is usual at that hour on a day as lively as this one,
# and with the other hours of its own day.

# %% tags=["kit"]
bars = ash.load_prices(["SPX", "GOLD", "WTI"], start="2021-09-01", end="2022-02-25", interval="1h", **kit)
hours = ash.ReactionStudy(bars, heads, windows=["-60min/0", "0/+60min"]).fit()
hours

# %% tags=["kit"]
chosen = {"asset": "SPX", "window": "0/+60min"}
described(plot_reactions(hours, **chosen), describe_reactions(hours, **chosen))

# %% tags=["kit"]
counted = hours.adjusted(window="0/+60min", method="holm")
counted.nsmallest(5, "placebo_pvalue")[["headline_id", "asset", "placebo_pvalue", "adjusted_pvalue"]]

# %% [markdown]
# Where nothing stands out, the next table says what would have: the smallest move that a test of one headline would usually
# have noticed at that hour.

# %% tags=["kit"]
hours.detectable(window="0/+60min", asset="SPX").head(8)

# %% [markdown]
# ## What one may not conclude
#
# - **Not that these headlines moved the market**, even where a move is rare. Many headlines shared each hour, most of them not
#   on this page, and prices may have moved first.
# - **Not that the other headlines did nothing.** Hours blur: a reaction of ten minutes that is given back leaves no trace.
# - **Not a rule for other weeks.** Two sessions are two observations.
