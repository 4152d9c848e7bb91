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
# reactions planted in them. So it runs without a network, and we can look at the end whether the method found what is
# there.
#
# Three things are needed: headlines with their exact times, prices, and a way to put one on the other.

# %%
import pandas as pd

import aftershock as ash
from aftershock.markets import sample_folder
from aftershock.plots import describe_paths, describe_reactions, described, plot_paths, plot_reactions

# %% [markdown]
# ## 1. Headlines
#
# The page is a live blog. It prints only clock times, newest first, with "All times CET" on top. `date=` is the day of the
# newest entry; the walk back over midnight is found from the times themselves.

# %%
heads = ash.read_headlines(sample_folder() / "live-blog.txt", date="2019-03-21")
heads[["instant", "uncertainty", "raw_time", "zone", "headline"]]

# %% [markdown]
# `instant` is in UTC. A stamp to the minute may be up to a minute late, and `uncertainty` says so.

# %%
print(heads.attrs["assumption"])

# %% [markdown]
# ## 2. Prices
#
# Each asset has its own *strike*, the instant at which its daily price is set. Oil settles at 14:30 in New York and shares
# close at 16:00, so one headline can belong to two different sessions.

# %%
prices = ash.load_prices(["SPX", "UST10Y", "GOLD", "WTI"], start="2017-07-03", end="2019-03-29", source="sample")
prices

# %% [markdown]
# ## 3. Which session does each headline belong to?
#
# Nothing is dropped in silence: each pair of headline and asset has an outcome. Headlines that daily prices cannot tell
# apart are one *episode*; the later ones are `merged_into_episode`.

# %%
events = ash.align(heads, prices)
events.groupby(["asset", "outcome"]).size().unstack(fill_value=0)

# %% [markdown]
# ## 4. Daily moves: more than noise?
#
# The abnormal move is the move minus what the asset does on an average day. 390 days before the event say what is usual.

# %%
sessions = ash.EventStudy(prices.moves(), events, window=(0, 1), estimation=(-400, -11)).fit()
sessions

# %% [markdown]
# There are two episodes only. The table shows what two events can prove about their mean: next to nothing. Each
# episode against its own quiet days says more: the rank of its move among them.

# %%
print(sessions.summary(window=(0, 0)))

# %%
described(plot_paths(sessions, asset="WTI"), describe_paths(sessions, asset="WTI"))

# %% [markdown]
# ## 5. By the hour
#
# Bars inside the day tell headlines apart that daily prices cannot. A move is measured in *usual moves*: how much that
# asset usually moves at that time of day, on a day as lively as this one.

# %%
bars = ash.load_prices(["WTI"], start="2018-12-03", end="2019-03-29", source="sample", interval="1h")
hours = ash.ReactionStudy(bars, heads, windows=["-60min/0", "0/+60min"]).fit()
hours

# %%
described(plot_reactions(hours, window="0/+60min"), describe_reactions(hours, window="0/+60min"))

# %% [markdown]
# Each filled point is judged alone. Of twenty headlines that mean nothing one is filled, so all of them must be counted:

# %%
counted = hours.adjusted(window="0/+60min", method="holm")
counted.nsmallest(5, "placebo_pvalue")[["headline_id", "asset", "placebo_pvalue", "adjusted_pvalue"]]

# %% [markdown]
# ## 6. What was planted?
#
# In a real study nobody knows. Here we do:

# %%
planted = pd.read_csv(sample_folder() / "planted.csv")
planted.loc[planted["asset"] == "WTI", ["instant", "asset", "size", "retraced", "headline"]]

# %% [markdown]
# ## What one may not conclude
#
# - **Not that a headline caused a move.** They came together. Something else may have come at the same minute, and the move
#   may have come before the headline: look at the window `-60min/0`.
# - **Not that there was no reaction** where nothing stands out. Say instead which size would have been seen; `detectable()`
#   lists it.
# - **Not that this always works so well.** The seed of the sample was picked for a clear example.
