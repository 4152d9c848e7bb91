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
# # Quick start: from headlines to a verdict
#
# Everything on this page is made up: a fictional crisis in a fictional strait, and prices drawn by a computer with a few
# reactions planted in them. So it runs without a network, and at the end we can look whether the method found what is there.
#
# Three things are needed: headlines with their exact times, prices, and a way to put one on the other.

# %%
import pandas as pd

import aftershock as ash
from aftershock.alignment import outcome_table
from aftershock.markets import sample_folder
from aftershock.plots import describe_paths, describe_reactions, described
from aftershock.plots import plot_paths, plot_reactions

pd.set_option("display.max_colwidth", 90)

# %% [markdown]
# ## 1. Headlines
#
# The page is a live blog. It prints only clock times, newest first, with "All times CET" on top. `date=` is the day of the
# newest entry; the walk back over midnight is found from the times themselves.

# %%
heads = ash.read_headlines(sample_folder() / "live-blog.txt", date="2019-03-21")
heads[["instant", "raw_time", "zone", "headline"]]

# %% [markdown]
# `instant` is in UTC, and the column `uncertainty` says how late each stamp may be. What had to be assumed is kept:

# %%
print(heads.attrs["assumption"])

# %% [markdown]
# ## 2. Prices
#
# Each asset has its own *strike*, the instant at which its daily price is set. Oil is struck before shares are, so one
# headline can belong to two different sessions.

# %%
prices = ash.load_prices(
    ["SPX", "UST10Y", "GOLD", "WTI"], start="2017-07-03", end="2019-03-29", source="sample"
)
prices

# %% [markdown]
# ## 3. Which session does each headline belong to?
#
# Nothing is dropped in silence: each pair of headline and asset has an outcome. Headlines that daily prices cannot tell
# apart are one *episode*, measured once.

# %%
events = ash.align(heads, prices)
outcome_table(events)

# %% [markdown]
# ## 4. Daily moves: more than noise?
#
# The abnormal move is the move less what the asset does on an average day. `estimation=` names the sessions before the event
# that say what is average and what is usual.

# %%
daily = ash.EventStudy(prices.moves(), events, window=(0, 1), estimation=(-400, -11)).fit()
daily

# %% [markdown]
# The intervals are wide: with this few episodes a mean says next to nothing. Each episode beside its own quiet days says
# more. `rank` is the place of its move among the `n_estimation` quiet ones, counted from the smallest.

# %%
rows = daily.to_frame("car", window=(0, 0)).dropna(subset=["estimate"])
rows[["event_id", "asset", "estimate", "unit", "rank", "n_estimation", "sample_quantile_pvalue"]]

# %%
described(plot_paths(daily, asset="WTI"), describe_paths(daily, asset="WTI"))

# %% [markdown]
# ## 5. By the hour
#
# Bars inside the day tell headlines apart that daily prices cannot. A move is counted in *usual moves*: how much that
# asset usually moves at that time of day, on a day as lively as this one.

# %%
bars = ash.load_prices(["WTI"], start="2018-12-03", end="2019-03-29", source="sample", interval="1h")
hours = ash.ReactionStudy(bars, heads, windows=["-60min/0", "0/+60min"]).fit()
hours

# %%
described(plot_reactions(hours, window="0/+60min"), describe_reactions(hours, window="0/+60min"))

# %% [markdown]
# Each filled point is judged alone: of twenty headlines that mean nothing one is filled, on average. So their number has to be
# counted in. `adjusted` bounds the chance of even one false find.

# %%
counted = hours.adjusted(window="0/+60min", method="holm")
counted.nsmallest(5, "placebo_pvalue")[["headline_id", "asset", "placebo_pvalue", "adjusted_pvalue"]]

# %% [markdown]
# ## 6. What was planted?
#
# In a real study nobody knows. Here we do, so we can put what was planted beside what was measured.

# %%
planted = pd.read_csv(sample_folder() / "planted.csv", parse_dates=["instant"])
planted = planted.loc[planted["asset"] == "WTI", ["instant", "size", "retraced"]]
measured = hours.to_frame("event").query("window == '0/+60min'")
planted.merge(measured[["instant", "move", "standardized", "placebo_pvalue"]], on="instant")

# %% [markdown]
# `retraced` is the share of the move that the price gave back soon after. A bar of an hour keeps little of such a move:
# finer bars would show more of it.
#
# ## What one may not conclude
#
# - **Not that a headline caused a move.** They came together. Something else may have come at the same minute, and the move
#   may have come before the headline: look at the window `-60min/0`.
# - **Not that there was no reaction** where nothing stands out. Say instead which size would have been seen; `detectable()`
#   lists it.
# - **Not that this always works so well.** The seed of the sample was picked for a clear example.
