#!/usr/bin/env python3
"""Rows to token ids: herder against datasets' map and TRL's packing, on the same rows, by turns.

    benchmarks/encode_rows.py --python benchmarks/venv/bin/python --model MODEL_DIR --data sft.jsonl --rows 30000 --out benchmarks/out-encode

The first rows of the file are used, again from the beginning when there are not enough. herder is watched while it reads the rows of an `sft`, up to the line
that says how many there are, and is killed then, before any training; a second run with few rows tells what of that time is the start of the program.
The peer's seconds are its own, of map and packing alone: starting Python, loading the tokenizer and reading the file are left out. All programs are bound to
as many processors as there are threads. herder packs as it trains, one step at a time, which is not in its figure; it takes no second pass.
"""

import argparse
import itertools
import json
import os
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from harness import cases, machine, main, process, rows, summary, table  # noqa: E402

SAID = r"(?m)^(\d+) of (\d+) rows, (\d+) tokens, (\d+) learned"
WAYS = {"map": "rows", "map-batched": "batched"}


def options():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--model", required=True, help="Hugging Face folder with a tokenizer and a chat template")
    p.add_argument("--data", required=True, help="JSON Lines with messages, or prompt and completion")
    p.add_argument("--out", required=True, help="folder for encode.json, encode.md and the rows")
    p.add_argument("--rows", type=int, default=30_000)
    p.add_argument("--start-rows", type=int, default=64, help="rows of the run that tells what starting takes")
    p.add_argument("--kind", choices=["completion", "messages"], default="completion", help="what is learned: the answers, or every token")
    p.add_argument("--threads", default="1,2", help="each measured by itself; default 1,2")
    p.add_argument("--ways", default="map,map-batched", help="of the peer: map (row by row, as TRL does), map-batched (a thousand texts at once), or none")
    p.add_argument("--rounds", type=int, default=3)
    p.add_argument("--pack-length", type=int, default=2048)
    p.add_argument("--timeout", type=float, default=1800, help="seconds a run may take")
    p.add_argument("--herder", default=os.path.join(os.path.dirname(main.HERE), "herder"))
    p.add_argument("--venv", help="virtual environment of the peer; made with peers/requirements.txt when it is not there")
    p.add_argument("--python", default=sys.executable, help="Python of the peer, when there is no --venv")
    return p


def write(path, source, count, kind):
    with open(source, encoding="utf-8") as lines:
        given = [json.loads(line) for line in lines if line.strip()]
    if not given:
        sys.exit(f"{source} has no rows")
    with open(path, "w", encoding="utf-8") as out:
        for row in itertools.islice(itertools.cycle(given), count):
            out.write(json.dumps(rows.as_completion(row) if kind == "completion" else row, ensure_ascii=False) + "\n")
    return path


def bound(threads):
    processors = sorted(os.sched_getaffinity(0))
    if threads > len(processors):
        sys.exit(f"--threads {threads}, but this machine has {len(processors)} processors")
    return ["taskset", "-c", ",".join(str(x) for x in processors[:threads])]


def require(run, what):
    if run["exit"] and not run["until"]:
        sys.exit(f"{what} failed, exit {run['exit']}:\n{run['stderr_tail']}")
    return run


def read_by_herder(a, data, threads):
    """A run of herder up to the line that tells what it encoded."""
    folder = tempfile.mkdtemp(dir=a.out)
    loss = "--completion-only-loss" if a.kind == "completion" else "--all-tokens-loss"
    command = [*bound(threads), a.herder, "sft", "--model", a.model, "--data", data, "--out", os.path.join(folder, "run"), "--max-steps", "1"]
    command += ["--batch-size", "1", "--lora-r", "1", "--max-length", "1000000", loss]
    run = require(process.run(command, {}, None, a.timeout, SAID), "herder")
    shutil.rmtree(folder)
    if not run["until"]:
        sys.exit("herder ended without saying how many rows it encoded")
    return run


def herder(a, data, few, threads):
    short, whole = read_by_herder(a, few, threads), read_by_herder(a, data, threads)
    used, _, tokens, learned = (int(x) for x in whole["until"]["groups"])
    seconds = whole["until"]["at"] - short["until"]["at"]
    if seconds <= 0:
        sys.exit(f"{a.rows} rows took no longer than {a.start_rows}: more --rows")
    return {
        "rows_per_second": (used - a.start_rows) / seconds, "map_rows_per_second": (used - a.start_rows) / seconds,
        "whole_rows_per_second": used / whole["until"]["at"], "start_seconds": short["until"]["at"], "tokens": tokens, "learned": learned, **outside(whole),
    }  # fmt: skip


def peer(a, data, way, threads):
    command = [*bound(threads), a.python, os.path.join(cases.PEERS, "encode_rows.py"), "--model", a.model, "--data", data, "--threads", str(threads)]
    command += ["--num-proc", str(threads), "--way", WAYS[way], "--pack-length", str(a.pack_length)]
    run = require(process.run(command, {"TOKENIZERS_PARALLELISM": "false"}, None, a.timeout), way)
    r = run["result"]
    inside = r["map_seconds"] + r["pack_seconds"]
    return {k: r[k] for k in ("rows_per_second", "map_rows_per_second", "tokens", "learned")} | {
        "whole_rows_per_second": r["rows"] / run["wall_seconds"], "start_seconds": run["wall_seconds"] - inside, **outside(run),
    }  # fmt: skip


def outside(run):
    return {k: run[k] for k in ("peak_rss_mib", "others_share", "stolen_share")}


def measure(a, threads, data, few):
    names = ["herder", *([] if a.ways == "none" else a.ways.split(","))]
    runs = {n: [] for n in names}
    for turn in range(a.rounds):
        for name in names if turn % 2 == 0 else list(reversed(names)):
            numbers = herder(a, data, few, threads) if name == "herder" else peer(a, data, name, threads)
            print(f"{threads} threads, round {turn + 1}, {name}: {numbers['rows_per_second']:,.0f} rows/s", file=sys.stderr, flush=True)
            runs[name].append(numbers)
    keys = ("rows_per_second", "map_rows_per_second", "whole_rows_per_second")
    counts = {n: sorted({(r["tokens"], r["learned"]) for r in rs}) for n, rs in runs.items()}
    return {
        "programs": {n: summary.gather(rs) for n, rs in runs.items()},
        "ratios": {n: {k: summary.spread([o[k] / t[k] for o, t in zip(runs["herder"], rs)]) for k in keys} for n, rs in runs.items() if n != "herder"},
        "same_tokens": len({tuple(c) for c in counts.values()}) == 1, "counts": counts,
    }  # fmt: skip


def page(report):
    m = report["machine"]
    lines = ["# Rows to token ids", "", f"{m['cpu']}, {m['cores']} cores; {report['rows']:,} rows, {report['kind']}; {report['rounds']} rounds by turns.", ""]
    for threads, found in report["threads"].items():
        lines += [f"## {threads} thread{'s' if threads != '1' else ''}", ""]
        keys = ["rows_per_second", "map_rows_per_second", "whole_rows_per_second", "start_seconds", "peak_rss_mib"]
        shares = ["others_share", "stolen_share"]
        head = ["program", "rows/s", "without packing", "with the start", "start, s", "peak memory, MiB", "others' share of CPU", "taken by the host"]
        lines += table.table(head, [[n, *(table.cell(g[k]) for k in keys), *(table.percent(g[k]["median"]) for k in shares)] for n, g in found["programs"].items()])
        if found["ratios"]:
            head = ["herder divided by", "rows/s", "without packing", "with the start"]
            lines += table.table(head, [[n, *(table.cell(r[k]) for k in keys[:3])] for n, r in found["ratios"].items()])
            lines += [f"Same tokens, as many of them learned: {'yes' if found['same_tokens'] else 'NO: ' + str(found['counts'])}.", ""]
    return "\n".join(lines)


def run(arguments=None):
    p = options()
    a = p.parse_args(arguments)
    for way in [] if a.ways == "none" else a.ways.split(","):
        if way not in WAYS:
            p.error(f"{way} is none of {', '.join(WAYS)}, none")
    if a.rounds < 1 or not 0 < a.start_rows < a.rows:
        p.error("--rounds is at least 1, and --rows is more than --start-rows")
    os.makedirs(a.out, exist_ok=True)
    if a.venv:
        a.python = main.make_venv(a.venv)
    data, few = (write(os.path.join(a.out, f"rows-{n}.jsonl"), a.data, n, a.kind) for n in (a.rows, a.start_rows))
    report = {"machine": machine.describe(), "rows": a.rows, "kind": a.kind, "rounds": a.rounds, "threads": {}}
    for threads in a.threads.split(","):
        report["threads"][threads] = measure(a, int(threads), data, few)
        for name, text in (("encode.json", json.dumps(report, indent=1)), ("encode.md", page(report))):
            with open(os.path.join(a.out, name), "w", encoding="utf-8") as file:
                file.write(text + "\n")
    print(page(report))
    return 0 if all(f["same_tokens"] for f in report["threads"].values()) else 1


if __name__ == "__main__":
    sys.exit(run())
