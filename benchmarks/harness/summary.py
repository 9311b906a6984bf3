"""From runs to numbers: rates, ratios of neighbours in time, and whether both computed the same."""

import statistics


def training(run, batch_size, warm):
    """A training run in numbers. Steady rates leave out the first WARM steps; whole ones count from the start of the program."""
    steps = run["steps"]
    first, last = steps[warm - 1] if warm else None, steps[-1]
    begun, done = (first["at"], first.get("num_tokens", 0)) if first else (0.0, 0)
    seconds = last["at"] - begun
    numbers = {
        "rows_per_second": batch_size * (len(steps) - warm) / seconds,
        "whole_rows_per_second": batch_size * len(steps) / last["at"],
        "first_step_seconds": steps[0]["at"],
    }
    if "num_tokens" in last:
        numbers["tokens_per_second"] = (last["num_tokens"] - done) / seconds
    return numbers | outside(run)


def generation(run):
    """A generate run in numbers: the rate of decoding alone where it is known, else that of everything after loading."""
    result = run["result"]
    tokens, seconds = (result[k if k in result else k.removeprefix("decode_")] for k in ("decode_tokens", "decode_seconds"))
    rates = {"tokens_per_second": tokens / seconds, "whole_tokens_per_second": result["tokens"] / run["wall_seconds"]}
    if "prompt_seconds" in result:
        rates["prompt_seconds"] = result["prompt_seconds"]
    return rates | outside(run)


def same_counts(ours, theirs):
    """Whether all runs of both made as many tokens."""
    counts = sorted({r["result"]["tokens"] for r in (*ours, *theirs)})
    return {"same_tokens": len(counts) == 1} | ({} if len(counts) == 1 else {"error": f"tokens: {counts}"})


def outside(run):
    return {k: run[k] for k in ("wall_seconds", "cpu_seconds", "peak_rss_mib", "others_share", "stolen_share")}


def spread(values):
    return {"median": statistics.median(values), "least": min(values), "most": max(values), "runs": len(values)}


def gather(numbers):
    """[{name: value}, ...] of several rounds as {name: spread}."""
    return {k: spread([n[k] for n in numbers]) for k in numbers[0]}


# What is compared, by name of the result: the number of a run, and whether more is better.
RATIOS = {
    "speed": ("rows_per_second", "tokens_per_second"),
    "whole_speed": ("whole_rows_per_second", "whole_tokens_per_second"),
    "memory": ("peak_rss_mib", "peak_rss_mib"),
    "first_step": ("first_step_seconds", "first_step_seconds"),
}


def ratios(ours, theirs):
    """Spread of herder's number divided by the peer's number of the same round."""
    out = {}
    for name, keys in RATIOS.items():
        key = next((k for k in keys if k in ours[0]), None)
        if key:
            out[name] = spread([a[key] / b[key] for a, b in zip(ours, theirs, strict=True)])
    return out


def relative(a, b):
    return abs(a - b) / max(abs(b), 1e-12)


def parity(ours, theirs, limit):
    """Largest relative differences of loss and gradient norm over the steps that start from the same weights, and the token counts."""
    pairs = list(zip(ours["steps"], theirs["steps"]))[:limit]
    if len(ours["steps"]) != len(theirs["steps"]):
        return {"error": f"herder made {len(ours['steps'])} steps, the peer {len(theirs['steps'])}"}
    keys = ["loss"] if limit else ["loss", "grad_norm"]
    out = {k: max(relative(a[k], b[k]) for a, b in pairs) for k in keys}
    return out | {"steps": len(pairs), "same_tokens": all(a.get("num_tokens") == b.get("num_tokens") for a, b in pairs)}


def utilisation(numbers, flops, weights, peak_gflops):
    """Model FLOPs utilisation: FLOPS a weight and token, of the best product rate that was measured in the same session."""
    if not flops or not peak_gflops or "tokens_per_second" not in numbers:
        return None
    return flops * weights * numbers["tokens_per_second"]["median"] / (peak_gflops * 1e9)
