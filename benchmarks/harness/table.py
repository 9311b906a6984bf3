"""The Markdown page of a comparison."""


def number(value):
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def cell(spread):
    if spread is None:
        return "–"
    if spread["runs"] == 1:
        return number(spread["median"])
    return f"{number(spread['median'])} ({number(spread['least'])} – {number(spread['most'])})"


def row(cells):
    return "| " + " | ".join(cells) + " |"


def table(head, rows):
    return [row(head), row(["---"] * len(head)), *(row(r) for r in rows), ""]


def percent(value):
    return "–" if value is None else f"{100 * value:.1f} %"


HEADS = {
    "tokens_per_second": "tokens/s", "rows_per_second": "rows/s", "whole_rows_per_second": "rows/s from the start", "first_step_seconds": "first step, s",
    "whole_tokens_per_second": "tokens/s from the start", "prompt_seconds": "prompts, s", "peak_rss_mib": "peak memory, MiB",
}  # fmt: skip


def keys_of(c):
    """The numbers that any program of the case has."""
    return [k for k in HEADS if any(k in entry["numbers"] for entry in c["programs"].values())]


def case_page(name, c):
    lines = [f"## {name}: {c['what']}", ""]
    head = ["program", *(HEADS[k] for k in keys_of(c)), "MFU", "others' share of CPU", "taken by the host"]
    keys = keys_of(c)
    rows = []
    for program, entry in c["programs"].items():
        n = entry["numbers"]
        shares = [percent(n[k]["median"]) for k in ("others_share", "stolen_share")]
        rows.append([program, *(cell(n.get(k)) for k in keys), percent(entry["utilisation"]), *shares])
    lines += table(head, rows)
    if not c["ratios"]:
        return lines
    lines += ["herder divided by the peer, of neighbouring runs (speed: more is better; memory and first step: less is better):", ""]
    names = {"speed": "speed", "whole_speed": "speed from the start", "memory": "memory", "first_step": "first step"}
    shown = [n for n in names if any(n in r for r in c["ratios"].values())]
    lines += table(["against", *(names[n] for n in shown)], [[p, *(cell(r.get(n)) for n in shown)] for p, r in c["ratios"].items()])
    if c["fastest_peer"]:
        lines += [f"Fastest peer: **{c['fastest_peer']}**, speed {cell(c['ratios'][c['fastest_peer']]['speed'])}.", ""]
    counted = {p: v for p, v in c["parity"].items() if "steps" not in v and "same_tokens" in v}
    if counted:
        lines += ["As many tokens as herder made: " + "; ".join(f"{p} {'yes' if v['same_tokens'] else 'NO, ' + v['error']}" for p, v in counted.items()) + ".", ""]
    elif c["parity"]:
        lines += ["Same numbers? Largest relative difference over the steps from equal weights:", ""]
        shown = lambda v: "–" if v is None else f"{v:.1e}" if isinstance(v, float) else str(v)  # noqa: E731
        lines += table(["against", "steps", "loss", "grad_norm", "same token counts", ""],
                       [[p, *(shown(v.get(k)) for k in ("steps", "loss", "grad_norm", "same_tokens")), v.get("error", "")] for p, v in c["parity"].items()])  # fmt: skip
    return lines


def page(report):
    m = report["machine"]
    lines = [
        f"# herder and its peers, {report['date']}", "",
        f"{m['cpu']}, {m['cores']} cores, {' '.join(m['vector'])}, {m['memory_gib']['MemTotal']} GiB, kernel {m['kernel']}.",
        f"Model {report['model']} ({report['matmul_weights']:,} weights in products), {report['rounds']} round{'s' if report['rounds'] > 1 else ''} by turns, median (least – most).", "",
        f"Matrix-product peak, {report['dtype']}: " + (f"{report['peak_gflops']:,.0f} GFLOP/s, the best of {len(report['peaks'])}."
                                                        if report["peak_gflops"] else "not measured."), "",
        "```", report["command"], "```", "",
    ]  # fmt: skip
    if report["programs"]:
        lines += table(["program", "what it is"], [[k, v] for k, v in report["programs"].items()])
    for name, case in report["cases"].items():
        lines += case_page(name, case)
    if report["failures"]:
        lines += ["## Failed runs", ""] + [f"* {f['case']}, {f['program']}, round {f['round']}: exit {f['exit']}{', timed out' if f['timed_out'] else ''}" for f in report["failures"]] + [""]
    return "\n".join(lines)
