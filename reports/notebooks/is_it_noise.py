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
# # Is it noise? Placebos and power
#
# Two questions go with every result. *How often would I find this where there is nothing?* And: *would I have found it, had
# it been there?* This page answers both by experiment, on simulated prices, with headlines that mean nothing.

# %%
import numpy as np
import pandas as pd

import aftershock as ash
from aftershock.plots import described, house_axes, house_style

bars = ash.load_prices(["GOLD"], start="2018-12-03", end="2019-03-15", source="sample", interval="1h")
gold = bars["GOLD"].table
bars

# %% [markdown]
# ## Headlines that mean nothing
#
# Two hundred instants drawn at random while the market traded, long before the fictional crisis of the sample. Nothing
# happened at any of them.

# %%
rng = np.random.default_rng(20190320)
hours_open = gold.index[(gold.index > "2019-01-07") & (gold.index < "2019-03-08")]
instants = np.sort(rng.choice(hours_open, size=200, replace=False)) + pd.Timedelta(minutes=7)
listed = "\n".join(f"{at.isoformat()},Nothing happens ({number})" for number, at in enumerate(instants))
heads = ash.read_headlines("time,headline\n" + listed)
len(heads)

# %%
study = ash.ReactionStudy(bars, heads, windows=["0/+60min"]).fit()
rows = study.to_frame("event").dropna(subset=["placebo_pvalue"])
study

# %% [markdown]
# Each is compared with windows of the same length that no headline touches. How many are called rare?

# %%
share = (rows["placebo_pvalue"] <= 0.05).mean()
error = np.sqrt(0.05 * 0.95 / len(rows))
print(f"{share:.1%} of {len(rows)} p-values are at or below 5 % (5 % expected, give or take {2 * error:.1%})")

# %%
with house_style():
    ax = house_axes(None, height=2.6)
    ax.hist(rows["placebo_pvalue"], bins=np.linspace(0, 1, 21), color="#14406b", edgecolor="#fdfcfa")
    ax.axhline(len(rows) / 20, color="#a5371a", linewidth=1.2)
    ax.set_title("p-values of headlines that mean nothing: flat, as they should be")
    ax.set_xlabel("placebo p-value, bins of 0.05; line: expected")
described(ax, "Histogram of the placebo p-values of headlines that mean nothing, where the bars scatter about the line.")

# %% [markdown]
# So one headline in twenty looks remarkable although none is. Read the list from its top and you will find a story for each:

# %%
rows.nsmallest(5, "placebo_pvalue")[["instant", "move", "standardized", "placebo_pvalue"]]

# %% [markdown]
# Counted together, they are what they are:

# %%
counted = study.adjusted(method="holm")
print(f"smallest adjusted p-value: {counted['adjusted_pvalue'].min():.2f}")
study.test("placebo")

# %% [markdown]
# ## Would I have found it?
#
# `detectable` is the smallest move that the test of one headline would usually have noticed at that time of day. It depends
# on the hour: at night gold hardly moves, so a small move stands out.

# %%
sizes = study.detectable()
sizes.assign(detectable_percent=100 * np.expm1(sizes["detectable"])).head(24)

# %% [markdown]
# Let us check the claim. We add a reaction of a given size to each of the two hundred moves and count how often it exceeds
# what each headline's own `detectable` says.

# %%
usual = rows["usual"].to_numpy()
needed = rows["detectable"].to_numpy()
power = pd.DataFrame(
    {
        "reaction in usual moves": size,
        "found": np.mean(np.abs(rows["move"].to_numpy() + size * usual) >= needed),
    }
    for size in (0, 1, 2, 3, 4, 5, 6)
)
power

# %% [markdown]
# A reaction of one usual move is as good as invisible. That is no fault of the test: one hour in three is as large by
# itself. Averages over many headlines see more, see the page on a thousand events.
#
# ## What one may not conclude
#
# - **Not "no reaction" from "not significant".** Say: nothing larger than the noticeable size at that hour.
# - **Not "a reaction" from the smallest of many p-values.** Count the headlines, the assets and the windows you looked at, and
#   those you looked at and did not write down.
# - **Not that placebos cure everything.** They compare with other hours of the same market. If headlines come *because* prices
#   move, every headline hour is special before the headline does anything.
