"""Golden numbers of the suites' own arithmetic: pass@k from exact binomials, length-controlled win rates from SciPy's minimiser.

    VENV/bin/python eval/src/test/resources/golden/suites/make_suites.py

Writes suites.json beside itself. Needs NumPy and SciPy.
"""

import json
import math
from fractions import Fraction
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

PASS = [(1, 0, 1), (1, 1, 1), (10, 3, 1), (10, 3, 5), (10, 3, 10), (200, 1, 100), (200, 7, 10), (200, 150, 51), (20, 20, 3), (5000, 3, 1000)]


def published(n, c, k):
    """The estimator as the paper's figure 3 computes it."""
    if n - c < k:
        return 1.0
    return float(1.0 - np.prod(1.0 - k / np.arange(n - c + 1, n + 1)))


def pass_at_k():
    rows = []
    for n, c, k in PASS:
        exact = float(1 - Fraction(math.comb(n - c, k), math.comb(n, k)))
        assert abs(exact - published(n, c, k)) < 1e-12
        rows.append({"n": n, "c": c, "k": k, "value": exact})
    return rows


def fit(preferences, differences):
    y, d = np.asarray(preferences, float), np.asarray(differences, float)
    t = np.tanh(d / d.std()) if d.std() > 0 else np.zeros_like(d)

    def loss(w):
        z = w[0] + w[1] * t
        return float(np.sum(np.logaddexp(0, z) - y * z) + 0.5 * w[1] ** 2)

    found = minimize(loss, [0.0, 0.0], method="BFGS", options={"gtol": 1e-10})
    return found.x


def length_controlled():
    rng = np.random.default_rng(7)
    cases = []
    for size, effect, base in [(12, 2.0, 0.0), (60, 1.0, 0.8), (60, -1.5, -0.4), (400, 3.0, -1.0), (5, 0.0, 0.0)]:
        d = np.round(rng.normal(80, 200, size))
        p = 1 / (1 + np.exp(-(base + effect * np.tanh(d / d.std()))))
        u = rng.random(size)
        y = np.where(u < p * 0.9, 1.0, np.where(u < p * 0.9 + 0.1, 0.5, 0.0))
        if size == 5:
            y, d = np.array([1.0, 1.0, 0.5, 1.0, 0.0]), np.full(5, 30.0)
        theta, phi = fit(y, d)
        cases.append({
            "preferences": y.tolist(), "differences": d.tolist(), "raw": float(y.mean()), "rate": float(1 / (1 + np.exp(-theta))), "effect": float(phi),
        })  # fmt: skip
    return cases


if __name__ == "__main__":
    out = Path(__file__).with_name("suites.json")
    out.write_text(json.dumps({"pass_at_k": pass_at_k(), "length_controlled": length_controlled()}, indent=1) + "\n", encoding="utf-8")
