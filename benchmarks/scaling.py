#!/usr/bin/env python3
"""How herder's speed and memory grow with the length of rows, the batch, the rank of an adapter, the samples of a prompt, and the rows of a file.

    benchmarks/scaling.py --model MODEL_DIR --data sft.jsonl --prompts prompts.jsonl --out benchmarks/out-scaling
    benchmarks/scaling.py --model MODEL_DIR --data sft.jsonl --out benchmarks/out-scaling --points length=128,8192 --points check-rows

Every point is a fresh process, timed and its largest resident set read from outside. A point that fails is told and the next one begins.

  length      tokens of a row: sft of all weights, rows joined from those of --data and cut there, --step-tokens tokens a step
  batch       rows a step: sft of all weights, rows of --data
  rank        of LoRA on every projection: sft, --batch-size rows a step
  samples     answers to the first prompt of --prompts, --max-new-tokens tokens each, decoding alone (README.md, Decoding)
  check-rows  rows in a file of short rows: data check
  sft-rows    the same: sft up to its first step, which is not made
"""

import argparse
import json
import os
import shutil
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from encode_rows import SAID  # noqa: E402
from harness import decoding, machine, main, process, rows, summary, table  # noqa: E402

POINTS = {
    "length": [128, 512, 1024, 2048, 4096, 8192], "batch": [1, 2, 4, 8, 16, 32], "rank": [4, 16, 64, 256], "samples": [1, 4, 16, 64, 128, 256],
    "check-rows": [10_000, 100_000, 1_000_000, 10_000_000], "sft-rows": [10_000, 100_000, 1_000_000, 10_000_000],
}  # fmt: skip
NEEDS = {"length": "data", "batch": "data", "rank": "data", "samples": "prompts"}
HEADS = {
    "rows_a_step": "rows a step", "tokens_per_second": "tokens/s", "rows_per_second": "rows/s", "seconds": "seconds", "first_step_seconds": "first step, s",
    "prompt_seconds": "prompt, s", "peak_rss_mib": "peak memory, MiB", "others_share": "others' share of CPU",
}  # fmt: skip


def options():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--model", required=True, help="Hugging Face folder")
    p.add_argument("--data", help="JSON Lines with messages, or prompt and completion; for length, batch and rank")
    p.add_argument("--prompts", help="JSON Lines with prompt; for samples")
    p.add_argument("--out", required=True, help="folder for scaling.json, scaling.md and the rows")
    p.add_argument("--points", action="append", metavar="NAME[=N,N...]", help="what to measure, repeatable; default: everything above")
    p.add_argument("--steps", type=int, default=3, help="optimiser steps of a training run; default 3")
    p.add_argument("--warm", type=int, default=1, help="first steps left out of rates; default 1")
    p.add_argument("--step-tokens", type=int, default=4096, help="tokens of a step against length, at least one row; default 4096")
    p.add_argument("--batch-size", type=int, default=8, help="rows of a step against rank; default 8")
    p.add_argument("--max-new-tokens", type=int, default=128)
    p.add_argument("--dtype", default="float32", choices=["float32", "bfloat16", "auto"])
    p.add_argument("--threads", type=int, default=os.cpu_count())
    p.add_argument("--timeout", type=float, default=3600, help="seconds a run may take")
    p.add_argument("--herder", default=os.path.join(os.path.dirname(main.HERE), "herder"))
    p.add_argument("--herder-option", action="append", default=[], help="handed to sft and generate, repeatable: --herder-option=--gradient-checkpointing")
    return p


def chosen(a, p):
    """{name: values} of --points."""
    out = {}
    for text in a.points or POINTS:
        name, equals, values = text.partition("=")
        if name not in POINTS:
            p.error(f"--points {name} is none of {', '.join(POINTS)}")
        try:
            out[name] = [int(v) for v in values.split(",")] if equals else POINTS[name]
        except ValueError:
            p.error(f"--points {text}: expected whole numbers with commas between")
        if min(out[name]) < 1:
            p.error(f"--points {text}: expected numbers from 1")
        needed = NEEDS.get(name)
        if needed and not os.path.isfile(getattr(a, needed) or ""):
            p.error(f"--points {name} needs --{needed}, a file")
    if not 0 <= a.warm < a.steps:
        p.error(f"--warm {a.warm} leaves none of {a.steps} steps")
    return out


def dialogue(row):
    return row["messages"] if "messages" in row else row["prompt"] + row["completion"]


def long_rows(path, source, count, characters):
    """Rows joined from dialogues, each of at least so many characters."""
    with open(source, encoding="utf-8") as lines:
        given = [dialogue(json.loads(line)) for line in lines if line.strip()]
    taken = 0
    with open(path, "w", encoding="utf-8") as out:
        for _ in range(count):
            messages, size = [], 0
            while size < characters:
                more = given[taken % len(given)]
                taken += 1
                messages += more
                size += sum(len(m["content"]) for m in more)
            out.write(json.dumps({"messages": messages}, ensure_ascii=False) + "\n")
    return path


def short_rows(path, count):
    with open(path, "w", encoding="utf-8") as out:
        for i in range(count):
            out.write(f'{{"prompt": "How much is {i} + {i % 89}?", "completion": "{i + i % 89}"}}\n')
    return path


class Session:
    """The settings of a session and how each kind of point is run."""

    def __init__(self, a):
        self.a, self.folder = a, os.path.join(a.out, "run")

    def machine_options(self):
        return ["--dtype", self.a.dtype, "--threads", str(self.a.threads), "--seed", "0", *self.a.herder_option]

    def outcome(self, run):
        if run["exit"] and not run["until"]:
            said = [line for line in run["stderr_tail"].splitlines() if line.strip()]
            return {"failed": f"exit {run['exit']}{', timed out' if run['timed_out'] else ''}: {said[-1] if said else 'without a word'}"}
        return {"seconds": run["wall_seconds"], "peak_rss_mib": run["peak_rss_mib"], "others_share": run["others_share"]}

    def sft(self, data, batch, *more):
        out, a = os.path.join(self.folder, "out"), self.a
        command = [a.herder, "sft", "--model", a.model, "--data", data, "--out", out, "--batch-size", str(batch), "--max-steps", str(a.steps), "--no-shuffle"]
        command += ["--lr-scheduler-type", "constant", "--all-tokens-loss", *more, *self.machine_options(), "--json", "--quiet"]
        run = process.run(command, {}, os.path.join(out, "metrics.jsonl"), a.timeout)
        point = self.outcome(run)
        if "failed" in point or len(run["steps"]) != a.steps:
            return point if "failed" in point else {"failed": f"{len(run['steps'])} steps instead of {a.steps}"}
        numbers = summary.training(run, batch, a.warm)
        return {"rows_a_step": batch} | {k: numbers[k] for k in ("tokens_per_second", "first_step_seconds")} | point

    def length(self, value):
        batch = max(1, self.a.step_tokens // value)
        # A token has about 3 characters in English; twice that is enough for rows to be cut.
        data = long_rows(os.path.join(self.folder, "rows.jsonl"), self.a.data, batch * self.a.steps, 6 * value)
        return self.sft(data, batch, "--max-length", str(value), "--overlong", "truncate")

    def batch(self, value):
        return self.sft(rows.prepare("sft", self.a.data, value * self.a.steps, os.path.join(self.folder, "rows.jsonl")), value)

    def rank(self, value):
        data = rows.prepare("sft", self.a.data, self.a.batch_size * self.a.steps, os.path.join(self.folder, "rows.jsonl"))
        return self.sft(data, self.a.batch_size, "--lora-r", str(value), "--lora-alpha", str(2 * value))

    def answers(self, name, samples, tokens):
        a, out = self.a, os.path.join(self.folder, name)
        prompts = rows.prepare("prompts", a.prompts, 1, os.path.join(self.folder, "prompts.jsonl"))
        model = decoding.endless(a.model, os.path.join(a.out, "endless"))
        command = [a.herder, "generate", "--model", model, "--prompts", prompts, "--out", out, "--n", str(samples), "--max-new-tokens", str(tokens)]
        run = process.run([*command, "--temperature", "1", *self.machine_options(), "--json", "--quiet"], {}, None, a.timeout)
        seconds = decoding.manifest_seconds(out)
        return run if run["exit"] or seconds is None else run | {"result": run["result"] | {"seconds": seconds}}

    def samples(self, value):
        shorts = [self.answers(f"short-{i}.jsonl", value, 1) for i in range(3)]  # the least, since a slow start would make decoding look fast
        short = min(shorts, key=lambda r: (-abs(r["exit"]), (r["result"] or {}).get("seconds", 0)))
        run = short if short["exit"] else decoding.without_prompt(self.answers("samples.jsonl", value, self.a.max_new_tokens), short)
        point = self.outcome(run)
        if "failed" in point:
            return point
        numbers = summary.generation(run)
        return {k: numbers[k] for k in ("tokens_per_second", "prompt_seconds")} | point

    def check_rows(self, value):
        data = short_rows(os.path.join(self.folder, "rows.jsonl"), value)
        return self.rated(process.run([self.a.herder, "data", "check", data, "--json", "--quiet"], {}, None, self.a.timeout), value)

    def sft_rows(self, value):
        data, a = short_rows(os.path.join(self.folder, "rows.jsonl"), value), self.a
        command = [a.herder, "sft", "--model", a.model, "--data", data, "--out", os.path.join(self.folder, "out"), "--max-steps", "1", "--batch-size", "1"]
        return self.rated(process.run([*command, "--lora-r", "1", *self.machine_options()], {}, None, a.timeout, SAID), value)

    def rated(self, run, count):
        point = self.outcome(run)
        return point if "failed" in point else {"rows_per_second": count / run["wall_seconds"]} | point

    def point(self, name, value):
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        try:
            return getattr(self, name.replace("-", "_"))(value)
        finally:
            shutil.rmtree(self.folder)


def page(report):
    m = report["machine"]
    lines = ["# How herder scales", "", f"{m['cpu']}, {m['cores']} cores, {m['memory_gib']['MemTotal']} GiB; model {report['model']}, {report['dtype']}.", ""]
    for name, points in report["points"].items():
        keys = [k for k in HEADS if any(k in p for p in points.values())]
        failed = any("failed" in p for p in points.values())
        shown = lambda k, p: "–" if k not in p else table.percent(p[k]) if k == "others_share" else table.number(p[k])  # noqa: E731
        cells = [[f"{int(v):,}", *(shown(k, p) for k in keys), *([p.get("failed", "").replace("|", "/")] if failed else [])] for v, p in points.items()]
        lines += table.table([name, *(HEADS[k] for k in keys), *([""] if failed else [])], cells)
    return "\n".join(lines)


def run(arguments=None):
    p = options()
    a = p.parse_args(arguments)
    wanted = chosen(a, p)
    os.makedirs(a.out, exist_ok=True)
    model = os.path.basename(os.path.normpath(a.model))
    report = {"machine": machine.describe(), "model": model, "dtype": a.dtype, "options": vars(a), "points": {}}
    session = Session(a)
    for name, values in wanted.items():
        found = report["points"].setdefault(name, {})
        for value in values:
            found[str(value)] = session.point(name, value)
            print(f"{name} {value}: {json.dumps(found[str(value)])}", file=sys.stderr, flush=True)
            for file, text in (("scaling.json", json.dumps(report, indent=1)), ("scaling.md", page(report))):
                with open(os.path.join(a.out, file), "w", encoding="utf-8") as out:
                    out.write(text + "\n")
    print(page(report))
    return 1 if any("failed" in x for points in report["points"].values() for x in points.values()) else 0


if __name__ == "__main__":
    sys.exit(run())
