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
bars

# %% [markdown]
# ## Headlines that mean nothing
#
# Instants drawn at random while the market traded, long before the fictional crisis of the sample. Nothing happened at any
# of them.

# %%
rng = np.random.default_rng(20190320)
ends = bars["GOLD"].table.index
ends = ends[(ends > "2019-01-07") & (ends < "2019-03-08")]
instants = np.sort(rng.choice(ends, size=200, replace=False)) + pd.Timedelta(minutes=7)
listed = [f"{at.isoformat()},Nothing happens ({number})" for number, at in enumerate(instants)]
heads = ash.read_headlines("\n".join(["time,headline", *listed]))
print(f"{len(heads)} headlines")

# %%
study = ash.ReactionStudy(bars, heads, windows=["0/+60min"]).fit()
rows = study.to_frame("event").dropna(subset=["placebo_pvalue"])
study

# %% [markdown]
# Each is compared with placebos: windows of the same length that no headline touches. How many are called rare?

# %%
share = (rows["placebo_pvalue"] <= 0.05).mean()
error = np.sqrt(0.05 * 0.95 / len(rows))
print(f"{share:.1%} of {len(rows)} p-values are at or below 5 %; 5 % expected, give or take {2 * error:.1%}")

# %%
with house_style():
    ax = house_axes(None, height=2.6)
    counts, _, _ = ax.hist(rows["placebo_pvalue"], bins=np.linspace(0, 1, 21), color="#14406b", edgecolor="#fdfcfa")
    ax.axhline(len(rows) / 20, color="#a5371a", linewidth=1.2)
    ax.set_title("p-values of headlines that mean nothing")
    ax.set_xlabel("placebo p-value, bins of 0.05; line: as many as expected")
span = f"{counts.min():.0f} to {counts.max():.0f} headlines"
described(ax, f"Histogram of placebo p-values, where bins hold {span} and {len(rows) / 20:.1f} are expected.")

# %% [markdown]
# So one headline in twenty looks remarkable although none is, on average. Read the list from its top and you will find a
# story for each:

# %%
rows.nsmallest(5, "placebo_pvalue")[["instant", "move", "standardized", "placebo_pvalue"]]

# %% [markdown]
# Counted together, they are what they are. `adjusted` counts the headlines; `test("placebo")` asks of all of them at once
# whether their times were like any other of their days.

# %%
counted = study.adjusted(method="holm")
print(f"smallest adjusted p-value: {counted['adjusted_pvalue'].min():.2f}")
study.test("placebo")

# %% [markdown]
# ## Would I have found it?
#
# `detectable` is the size from which a single move is rarer than 5 % among its placebos. It depends on the hour: where gold
# usually moves little, a small move stands out.

# %%
sizes = study.detectable().dropna(subset=["detectable"])
with house_style():
    ax = house_axes(None, height=2.8)
    ax.bar(sizes["clock"].astype(str).str[:2], 100 * np.expm1(sizes["detectable"]), color="#14406b")
    ax.set_title("From which size a move of gold within the hour stands out, %")
    ax.set_xlabel("hour in New York")
low, high = (100 * np.expm1(sizes["detectable"].agg(end)) for end in ("min", "max"))
described(ax, f"Bar chart of the detectable move of gold by hour, where it runs from {low:.2f} to {high:.2f} %.")

# %% [markdown]
# Now the experiment. Add a reaction to each of the headlines that mean nothing, as large as its own `detectable` times a
# factor, and count how many are found.

# %%
move, needed = rows["move"].to_numpy(), rows["detectable"].to_numpy()
factors = np.array([0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2])
found = [np.mean(np.abs(move + factor * needed) >= needed) for factor in factors]
power = pd.DataFrame({"reaction / detectable": factors, "share found": found})
power

# %% [markdown]
# A reaction of exactly the detectable size is found about every second time: noise adds to one half of them and takes from the
# other. To find four in five it has to be larger:

# %%
enough = power.loc[power["share found"] >= 0.8, "reaction / detectable"].min()
assert 1 < enough <= 1.5
print(f"four in five are found from {enough} times the detectable size, among the factors tried")

# %% [markdown]
# Means over many headlines see smaller reactions: see the page on a thousand events.
#
# ## What one may not conclude
#
# - **Not "no reaction" from "not significant".** Say: no move larger than the noticeable size at that hour.
# - **Not "a reaction" from the smallest of many p-values.** Count the headlines, the assets and the windows you looked at, and
#   those you looked at and did not write down.
# - **Not that placebos cure everything.** They compare with other hours of the same market. If headlines come *because* prices
#   move, every headline hour is special before the headline does anything.
