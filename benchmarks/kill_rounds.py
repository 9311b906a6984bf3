#!/usr/bin/env python3
"""Kills `herder round run` with SIGKILL at random moments, runs it again until it is done, and compares models, data
and ledger byte for byte with what an uninterrupted run leaves.

    benchmarks/kill_rounds.py --kills 100 --out OUT                      # a reduced quickstart that takes seconds
    benchmarks/kill_rounds.py --kills 10 --out OUT --recipe examples/quickstart.yaml

A run is killed up to --per-run times, each time at a moment drawn evenly from the length of the uninterrupted run; then a new one
begins, until there were --kills kills in all. Called again with the same OUT it reuses the uninterrupted run (give another --seed).

Compared are all files but logs of times (manifests, reports, TensorBoard); of metrics all but the times; of the journal the
last word on every step: what its fingerprint was made of, its outputs' hashes and its numbers. At each kill it looks what
the next run will have to do again: training steps since the last checkpoint, and seconds since anything was last written.
Prints a JSON line; exit 1 if any run ended otherwise, or if more training steps were lost than lie between two checkpoints.
"""
import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from kill_resume import finish, tree

HOME = Path(__file__).resolve().parent.parent
SMALL = """model: {home}/examples/quickstart/model
out: {out}
rounds: 2
data: [{rows}/seed.jsonl]
prompts: {rows}/prompts.jsonl
held-out:
  file: {rows}/held-out.jsonl
verifier: gsm8k:strict
sampling: {{k: 4, temperature: 1.0, max-new-tokens: 12}}
start: best
sft-on-selected: true
sft: {{learning-rate: 5e-4, batch-size: 16, max-steps: 8, save-steps: 2, dtype: float32}}
dpo: {{learning-rate: 2e-5, batch-size: 8, max-steps: 6, save-steps: 2, dtype: float32}}
"""
SMALL_ROWS = {"seed.jsonl": 96, "prompts.jsonl": 64, "held-out.jsonl": 32}


def small_recipe(out):
    rows = out / "rows"
    rows.mkdir(parents=True, exist_ok=True)
    for name, count in SMALL_ROWS.items():
        lines = (HOME / "examples/quickstart" / name).read_text().splitlines(keepends=True)
        (rows / name).write_text("".join(lines[:count]))
    recipe = out / "recipe.yaml"
    recipe.write_text(SMALL.format(home=HOME, out=out / "unused", rows=rows))
    return recipe


def events(run):
    """The whole lines of the journal; a kill may have torn the last."""
    journal = run / "journal.jsonl"
    lines = journal.read_bytes().split(b"\n")[:-1] if journal.exists() else []
    return [json.loads(line) for line in lines]


def ledger(run):
    """The journal's last word on every step, in the order of the steps, without times and attempts."""
    words = {}
    for event in events(run):
        word = {k: v for k, v in event.items() if k not in ("at", "seconds")}
        if event["event"] in ("Started", "Finished"):
            words.setdefault(event["step"], {})[event["event"]] = word
    return words


def result(run):
    found = tree(run, [])
    found.pop("journal.jsonl", None)
    return found


def lost(run):
    """Training steps since the last checkpoint, in the step that was going on."""
    last = events(run)[-1:]
    if not last or last[0]["event"] != "Started":
        return 0
    folder = run / last[0]["step"]
    metrics = folder / "metrics.jsonl"
    if not metrics.exists():
        return 0
    done = metrics.read_bytes().count(b"\n")
    states = [int(p.name.split("-")[1]) for p in folder.glob("checkpoint-*") if p.name.split("-")[1].isdigit()]
    return max(0, done - max(states, default=0))


def newest(run):
    times = [p.stat().st_mtime for p in run.rglob("*") if p.is_file() and p.name != ".lock"]
    return max(times, default=None)


class Command:
    def __init__(self, herder, recipe):
        self.argv = [str(herder), "round", "run", str(recipe), "--quiet"]

    def start(self, run):
        return subprocess.Popen(
            self.argv + ["--set", f"out={run}"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
        )


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--kills", type=int, default=20, help="kills in all")
    p.add_argument("--per-run", type=int, default=8, help="most kills of one run")
    p.add_argument("--minutes", type=float, default=0, help="begin no new run after so many minutes; 0: no limit")
    p.add_argument("--out", type=Path, required=True, help="scratch folder")
    p.add_argument("--recipe", type=Path, help="without it: a reduced quickstart")
    p.add_argument("--interval", type=int, default=2, help="the recipe's save-steps")
    p.add_argument("--herder", type=Path, default=HOME / "herder")
    p.add_argument("--seed", type=int, default=0)
    a = p.parse_args()
    out = a.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    command = Command(a.herder, a.recipe or small_recipe(out))
    dice = random.Random(a.seed)
    begin = time.monotonic()
    whole = out / "whole"
    told = out / "whole-seconds"
    if not told.exists():
        shutil.rmtree(whole, ignore_errors=True)
        if not finish(command.start(whole)):
            sys.exit("the uninterrupted run was killed")
        told.write_text(str(time.monotonic() - begin))
    whole_seconds = float(told.read_text())
    expected, words = result(whole), ledger(whole)
    kills = runs = different = most_steps = 0
    waits = []
    where = {}
    while kills < a.kills and (not a.minutes or time.monotonic() - begin < 60 * a.minutes):
        run = out / f"run-{a.seed}-{runs}"
        shutil.rmtree(run, ignore_errors=True)
        left, done = min(a.per_run, a.kills - kills), False
        while not done:
            process = command.start(run)
            if left > 0:
                try:
                    process.wait(dice.uniform(0, whole_seconds))
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()
                    now = time.time()
                    kills, left = kills + 1, left - 1
                    most_steps = max(most_steps, lost(run))
                    written = newest(run)
                    if written:
                        waits.append(now - written)
                    last = events(run)[-1:] if run.exists() else []
                    name = last[0]["step"].split("/")[-1] if last else "start"
                    where[name] = where.get(name, 0) + 1
            done = finish(process)
        runs += 1
        got, said = result(run), ledger(run)
        if got != expected or said != words:
            different += 1
            names = [n for n in sorted(set(got) | set(expected)) if got.get(n) != expected.get(n)]
            steps = [s for s in sorted(set(said) | set(words)) if said.get(s) != words.get(s)]
            print(f"{run} differs in files {names}, ledger {steps}", file=sys.stderr)
        else:
            shutil.rmtree(run)
    figures = {
        "runs": runs,
        "kills": kills,
        "different": different,
        "files": len(expected),
        "whole_seconds": round(whole_seconds, 1),
        "most_training_steps_lost": most_steps,
        "seconds_since_written_median": round(sorted(waits)[len(waits) // 2], 2) if waits else None,
        "seconds_since_written_most": round(max(waits), 2) if waits else None,
        "killed_in": dict(sorted(where.items())),
    }
    print(json.dumps(figures))
    sys.exit(1 if different or most_steps > a.interval else 0)


if __name__ == "__main__":
    main()
