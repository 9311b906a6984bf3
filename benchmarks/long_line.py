#!/usr/bin/env python3
"""Gives herder a document and a row of 1 GB in one line, with a small heap, and looks what it says and how much memory it takes.

    benchmarks/long_line.py --out OUT

Makes OUT/long.txt (one line) and OUT/rows.jsonl (a good row, the long one, a good row), runs the commands below with -Xmx256m, and deletes both. Every command must name the reason and
keep what is good; `data check` fails, as it does for any bad row. Peak memory is that of the process and its children. Prints a JSON line for each; exit 1 if one did otherwise.
"""
import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

from scripted_endpoint import server

HOME = Path(__file__).resolve().parent.parent
ROW_REASON = "the row is longer than 67108864 bytes"


def make(out, size):
    block = ("many words and no end " * 50000).encode()
    with open(out / "documents" / "long.txt", "wb") as file:
        for _ in range(size // len(block) + 1):
            file.write(block)
    (out / "documents" / "short.md").write_text("A short document. It has two sentences.\n")
    with open(out / "rows.jsonl", "wb") as file:
        file.write(b'{"prompt": "first", "completion": "one two three"}\n{"prompt": "long", "completion": "')
        for _ in range(size // len(block) + 1):
            file.write(block)
        file.write(b'"}\n{"prompt": "last", "completion": "four five six"}\n')


def commands(out, address):
    rows = ["--data", str(out / "rows.jsonl")]
    ask = ["--endpoint", address, "--endpoint-model", "scripted", "--documents", str(out / "documents"), "--set"]
    return {
        "check": (["data", "check", str(out / "rows.jsonl")], ROW_REASON, None),
        "clean": (["data", "clean", *rows, "--out", str(out / "clean")], ROW_REASON, out / "clean/kept.jsonl"),
        "dedup": (["data", "dedup", *rows, "--out", str(out / "dedup")], ROW_REASON, out / "dedup/kept.jsonl"),
        "mix": (["data", "mix", "--source", str(out / "rows.jsonl"), "--out", str(out / "mix")], "unreadable", out / "mix/mixed.jsonl"),
        "synth": (["synth", "qa", *ask, "ask.window=4", "--out", str(out / "qa")], "is larger than 256 MiB", None),
        "synth, larger limit": (["synth", "qa", *ask, "documents.max-mib=4096", "--out", str(out / "qa2")], "has more text than allowed", None),
    }


def run(herder, command):
    environment = {**os.environ, "HERDER_JAVA_OPTS": "-Xmx256m"}
    begin = time.monotonic()
    process = subprocess.run([str(herder), *command], capture_output=True, text=True, env=environment)
    return process, round(time.monotonic() - begin, 1)


def said(out, command, process):
    """What the command said, and what it wrote beside the rows."""
    text = process.stdout + process.stderr
    folder = Path(command[command.index("--out") + 1]) if "--out" in command else None
    for name in ("dropped.jsonl", "summary.json", "documents.json"):
        if folder and (folder / name).exists():
            text += (folder / name).read_text()
    return text


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--out", type=Path, required=True, help="scratch folder, made anew")
    p.add_argument("--bytes", type=int, default=10**9)
    p.add_argument("--herder", type=Path, default=HOME / "herder")
    p.add_argument("--only", help="one command")
    a = p.parse_args()
    out = a.out.resolve()
    shutil.rmtree(out, ignore_errors=True)
    (out / "documents").mkdir(parents=True)
    endpoint = server(0, 10**9, 0)
    threading.Thread(target=endpoint.serve_forever, daemon=True).start()
    bad = 0
    try:
        make(out, a.bytes)
        for name, (command, reason, kept) in commands(out, f"http://127.0.0.1:{endpoint.server_address[1]}").items():
            if a.only and a.only != name:
                continue
            process, seconds = run(a.herder, command)
            text = said(out, command, process)
            good = reason in text and (process.returncode != 0 if name == "check" else process.returncode == 0)
            good = good and "OutOfMemory" not in text and (kept is None or len(kept.read_text().splitlines()) == 2)
            bad += not good
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
            print(json.dumps({"command": name, "as_wanted": good, "exit": process.returncode, "seconds": seconds, "peak_mib_so_far": peak}), flush=True)
            if not good:
                print(text[-1500:], file=sys.stderr)
    finally:
        endpoint.shutdown()
        shutil.rmtree(out, ignore_errors=True)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
