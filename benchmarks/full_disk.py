#!/usr/bin/env python3
"""Runs `herder round run` on disks of many sizes that are too small, gives each more room, runs it again to the end, and
compares models, data and ledger byte for byte with what a run with room leaves. Linux, as root: the disks are tmpfs.

    benchmarks/full_disk.py --sizes 12 --out OUT          # the reduced quickstart of kill_rounds.py

At each size the first run must end with exit status 1 or 2 and one line that tells of the disk. Then the run's folder is
made read-only, which must be refused, too. Prints a JSON line, and before that a line for each size on standard error; exit 1 if
anything else happened.
"""
import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path

from kill_rounds import HOME, ledger, result, small_recipe


def mount(*options):
    subprocess.run(["mount", *options], check=True)


def attempt(herder, recipe, run):
    argv = [str(herder), "round", "run", str(recipe), "--quiet", "--set", f"out={run}"]
    done = subprocess.run(argv, capture_output=True, text=True)
    return done.returncode, done.stderr.strip().splitlines()


def told(code, lines, words):
    return code in (1, 2) and len(lines) == 1 and any(word in lines[0] for word in words)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--sizes", type=int, default=12, help="how many sizes, from nearly nothing to nearly enough")
    p.add_argument("--skip", type=int, default=0, help="begin with a later size")
    p.add_argument("--out", type=Path, required=True, help="scratch folder; an uninterrupted run that is there is reused")
    p.add_argument("--herder", type=Path, default=HOME / "herder")
    a = p.parse_args()
    out = a.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    recipe = small_recipe(out)
    whole = out / "whole"
    code, lines = attempt(a.herder, recipe, whole)
    if code != 0:
        sys.exit(f"the run with room failed: {lines}")
    expected, words = result(whole), ledger(whole)
    needed = sum(f.stat().st_blocks * 512 for f in whole.rglob("*") if f.is_file() and f.stat().st_nlink == 1)
    disk = out / "disk"
    disk.mkdir(exist_ok=True)
    wrong, messages = [], {}
    for i in range(a.skip, a.sizes):
        size, before = 16 + needed // 1024 * i // a.sizes, len(wrong)
        mount("-t", "tmpfs", "-o", f"size={size}k", "tmpfs", str(disk))
        try:
            run = disk / "run"
            code, lines = attempt(a.herder, recipe, run)
            key = f"{code}: {lines[0].replace(str(disk), 'DISK')[:120]}" if lines else str(code)
            messages[key] = messages.get(key, 0) + 1
            if not told(code, lines, ["the disk is full", "free"]):
                wrong.append([size, code, lines])
            mount("-o", "remount,size=512m", str(disk))
            code, lines = attempt(a.herder, recipe, run)
            if code != 0 or result(run) != expected or ledger(run) != words:
                wrong.append([size, "after more room", code, lines])
            mount("-o", "remount,ro", str(disk))
            code, lines = attempt(a.herder, recipe, run)
            if not told(code, lines, ["no right to write"]):
                wrong.append([size, "read-only", code, lines])
            print(f"{size} KiB: {key}; {wrong[before:] or 'as it should be'}", file=sys.stderr, flush=True)
        finally:
            subprocess.run(["umount", str(disk)], check=True)
    shutil.rmtree(disk)
    print(json.dumps({"sizes": a.sizes - a.skip, "needed_kib": needed // 1024, "wrong": wrong, "messages": messages}, indent=1))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
