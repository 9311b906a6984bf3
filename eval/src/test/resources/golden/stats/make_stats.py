"""Makes stats.json: figures of SciPy and statsmodels that the classes of dev.herder.eval.stats must give.

Needs scipy and statsmodels:

    python make_stats.py > stats.json
"""

import json

import numpy as np
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import proportion_confint, proportion_effectsize

R = np.random.default_rng(20240731)


def numbers(values):
    return [float(v) for v in values]


def wilson():
    cases = [(0, 1), (1, 1), (0, 541), (541, 541), (3, 10), (162, 541), (7, 1319), (50000, 99999)]
    return [
        {"successes": k, "n": n, "confidence": c, "interval": numbers(proportion_confint(k, n, 1 - c, "wilson"))}
        for k, n in cases for c in (0.95, 0.99)
    ]


def mcnemars():
    rows = []
    for b, c in [(0, 0), (1, 0), (5, 5), (3, 12), (12, 3), (40, 61), (500, 570), (1200, 1100)]:
        row = {"first": b, "second": c, "exact": float(mcnemar([[9, b], [c, 9]], exact=True).pvalue)}
        if b + c:
            test = mcnemar([[9, b], [c, 9]], exact=False, correction=True)
            row["statistic"], row["chi_square"] = float(test.statistic), float(test.pvalue)
        rows.append(row)
    return rows


def ks():
    rows = []
    for n, m, shift in [(1, 1, 0.0), (5, 8, 0.5), (20, 20, 1.0), (50, 31, 0.3), (300, 280, 0.1), (120, 120, 2.0)]:
        x, y = numbers(R.normal(0, 1, n).round(6)), numbers(R.normal(shift, 1, m).round(6))
        exact = stats.ks_2samp(x, y, method="exact")
        limit = stats.kstwobign.sf(exact.statistic * np.sqrt(n * m / (n + m)))
        rows.append({"x": x, "y": y, "statistic": float(exact.statistic), "exact": float(exact.pvalue), "limit": float(limit)})
    x, y = [1.0, 1.0, 2.0, 3.0, 3.0], [1.0, 2.0, 2.0, 4.0]
    tied = stats.ks_2samp(x, y, method="exact")
    rows.append({"x": x, "y": y, "statistic": float(tied.statistic), "exact": float(tied.pvalue), "limit": -1})
    return rows


def effects():
    x, y = R.normal(0.1, 1, 30).round(6), R.normal(0.6, 1.4, 30).round(6)
    pooled = np.sqrt((29 * x.var(ddof=1) + 29 * y.var(ddof=1)) / 58)
    return {
        "x": numbers(x), "y": numbers(y),
        "pairs": float((y - x).mean() / (y - x).std(ddof=1)),
        "samples": float((y.mean() - x.mean()) / pooled),
        "shares": [[a, b, float(proportion_effectsize(b, a))] for a, b in [(0.3, 0.35), (0.0, 1.0), (0.9, 0.5), (0.2, 0.2)]],
    }


def corrections():
    rows = []
    for p in ([0.01, 0.04, 0.03, 0.005], [0.5], [0.9, 0.8, 0.7], [0.001, 0.001, 0.02, 0.5, 0.049, 0.03]):
        rows.append({"p": p, "holm": numbers(multipletests(p, method="holm")[1]), "bh": numbers(multipletests(p, method="fdr_bh")[1])})
    return rows


def detectable():
    rows = []
    for level, power, n in [(0.05, 0.8, 541), (0.01, 0.9, 100), (0.05, 0.5, 1319)]:
        # ratio=0 is the test of one sample: here that of the paired differences. The chance of
        # finding the difference on the wrong side, which statsmodels adds, is below 1e-4 here.
        d = NormalIndPower().solve_power(None, n, level, power, ratio=0)
        rows.append({"level": level, "power": power, "n": n, "deviation": 0.6, "paired": float(0.6 * d)})
    return rows


def bootstrap():
    x, y = (R.random(200) < 0.6).astype(float), (R.random(200) < 0.7).astype(float)
    values = R.gamma(2, 1, 150).round(6)
    mean = stats.bootstrap((values,), np.mean, n_resamples=200000, method="percentile", rng=R).confidence_interval
    difference = stats.bootstrap((y - x,), np.mean, n_resamples=200000, method="percentile", rng=R).confidence_interval
    return {"values": numbers(values), "mean": numbers(mean), "x": numbers(x), "y": numbers(y), "difference": numbers(difference)}


def seeds():
    values = [0.31, 0.28, 0.335, 0.30]
    low, high = stats.t.interval(0.95, 3, np.mean(values), stats.sem(values))
    return {"values": values, "mean": float(np.mean(values)), "deviation": float(np.std(values, ddof=1)), "interval": [float(low), float(high)]}


print(json.dumps({"wilson": wilson(), "mcnemar": mcnemars(), "ks": ks(), "effects": effects(), "corrections": corrections(),
                  "detectable": detectable(), "bootstrap": bootstrap(), "seeds": seeds()}))
