#!/usr/bin/env python3
"""Kills a command with SIGKILL at random moments, runs it again until it is done, and compares what it left with what an
uninterrupted run leaves.

    benchmarks/kill_resume.py --times 20 --out OUT -- ./herder sft --model DIR --data rows.jsonl --save-steps 2 --out {}

{} stands for the folder (or file, with --file NAME inside it) that the command writes; each run has its own. Files whose
content tells times (see TIMED) are compared without these; logs, manifests and reports not at all. Prints a JSON line;
exit 1 if any run ended otherwise.
"""
import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

TIMED = {"tokens_per_second", "step_seconds", "mfu", "memory_mib", "seconds", "time", "at", "started", "finished"}
SKIPPED = {"manifest.json", "report.html", "README.md", ".lock"}


def without_times(value):
    if isinstance(value, dict):
        return {k: without_times(v) for k, v in value.items() if k not in TIMED}
    if isinstance(value, list):
        return [without_times(v) for v in value]
    return value


def digest(path):
    data = path.read_bytes()
    if path.suffix == ".jsonl":
        lines = [json.dumps(without_times(json.loads(line))) for line in data.splitlines()]
        data = "\n".join(lines).encode()
    return hashlib.sha256(data).hexdigest()


def tree(root, only):
    found = {}
    for path in sorted(root.rglob("*")):
        name = str(path.relative_to(root))
        skipped = path.name in SKIPPED or "tensorboard" in path.parts or path.name.endswith(".manifest.json")
        if path.is_file() and not skipped and (not only or any(o in name for o in only)):
            found[name] = digest(path)
    return found


def start(command, place):
    argv = [part.replace("{}", str(place)) for part in command]
    return subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)


def finish(process):
    error = process.communicate()[1].decode(errors="replace")
    if process.returncode not in (0, -signal.SIGKILL):
        sys.exit(f"exit status {process.returncode}: {error[-2000:]}")
    return process.returncode == 0


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--times", type=int, default=10, help="runs that are killed")
    p.add_argument("--kills", type=int, default=2, help="most kills of one run")
    p.add_argument("--out", type=Path, required=True, help="scratch folder, made anew")
    p.add_argument("--file", default="", help="name of the file in a run's folder that {} stands for")
    p.add_argument("--only", action="append", default=[], help="compare only files whose name contains this, repeatable")
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("command", nargs=argparse.REMAINDER)
    a = p.parse_args()
    command = a.command[1:] if a.command[:1] == ["--"] else a.command
    dice = random.Random(a.seed)
    shutil.rmtree(a.out, ignore_errors=True)

    def place(name):
        (a.out / name).mkdir(parents=True)
        return (a.out / name / a.file) if a.file else a.out / name / "out"

    begin = time.monotonic()
    if not finish(start(command, place("whole"))):
        sys.exit("the uninterrupted run was killed")
    whole_seconds = time.monotonic() - begin
    expected = tree(a.out / "whole", a.only)
    kills = different = 0
    for run in range(a.times):
        at = place(f"run-{run}")
        left = dice.randint(1, a.kills)
        done = False
        while not done:
            process = start(command, at)
            if left > 0:
                left -= 1
                try:
                    process.wait(dice.uniform(0, whole_seconds))
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    kills += 1
            done = finish(process)
        got = tree(a.out / f"run-{run}", a.only)
        if got != expected:
            different += 1
            names = [n for n in sorted(set(got) | set(expected)) if got.get(n) != expected.get(n)]
            print(f"run {run} differs in {', '.join(names)}", file=sys.stderr)
        else:
            shutil.rmtree(a.out / f"run-{run}")
    print(json.dumps({"runs": a.times, "kills": kills, "different": different, "files": len(expected), "whole_seconds": round(whole_seconds, 2)}))
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
