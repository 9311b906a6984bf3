#!/usr/bin/env python3
"""Kills data steps and synth with SIGKILL at random moments, runs them again until they are done, and compares every file
with what an uninterrupted run leaves.

    benchmarks/kill_data.py --kills 50 --out OUT

Cases, by turns: `synth qa`, `data grade` (both asking a scripted endpoint of this program's), `data clean`, `data dedup`, `data dedup-semantic` (with a
local model), `data decontaminate`, `data mix`. Rows are made from the seed. Compared are all files, reports too; of manifests all but the times. Prints a
JSON line; exit 1 if any run ended otherwise.
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
import threading
import time
from pathlib import Path

from kill_resume import finish, without_times
from scripted_endpoint import server

HOME = Path(__file__).resolve().parent.parent
CASES = ["synth", "grade", "clean", "dedup", "dedup-semantic", "decontaminate", "mix"]
QUIET = {".lock"}


def rows(path, count, dice, more=""):
    words = ["".join(dice.choice("abcdefghijklmnoprstuw") for _ in range(dice.randint(2, 9))) for _ in range(4000)]
    before = []
    with open(path, "w") as file:
        for i in range(count):
            text = " ".join(dice.choice(words) for _ in range(dice.randint(8, 30)))
            kind = dice.random()
            if before and kind < 0.2:
                text = dice.choice(before)  # a duplicate, exact or nearly so
                text = text if kind < 0.1 else text + " again"
            elif kind < 0.23:
                text = "I'm sorry, but " + text
            elif kind < 0.25:
                text += f" write to {words[i % 4000]}@{words[7]}.org"
            before.append(text)
            file.write(json.dumps({"prompt": f"{more}What of {text[:40]}?", "completion": text, "quality": 1 + i % 3}) + "\n")
            if kind > 0.999:
                file.write('{"prompt": \n')
    return before


def documents(folder, dice):
    folder.mkdir()
    for i in range(6):
        sentences = [f"Sentence {j} of document {i} tells of {dice.randint(0, 10**6)} boats." for j in range(150)]
        (folder / f"doc-{i}.md").write_text(" ".join(sentences) + "\n")


def commands(a, out, address):
    dice = random.Random(7)
    folder = out / "material"
    if not (folder / "done").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        texts = rows(folder / "rows.jsonl", a.rows, dice)
        rows(folder / "others.jsonl", a.rows // 4, dice, "Once more: ")
        rows(folder / "few.jsonl", a.rows // 60, dice)
        picked = dice.sample(texts, 200)
        (folder / "test.jsonl").write_text("".join(json.dumps({"question": t}) + "\n" for t in picked))
        documents(folder / "documents", dice)
        (folder / "done").write_text("")
    at = {name: str(folder / name) for name in ("rows.jsonl", "others.jsonl", "few.jsonl", "test.jsonl", "documents")}
    ask = ["--endpoint", address, "--endpoint-model", "scripted"]
    data = ["--data", at["rows.jsonl"]]
    return {
        "synth": ["synth", "qa", "--documents", at["documents"], "--judge", "--chunk-tokens", "64", "--chunk-overlap", "8", "--set", "ask.window=4", *ask],
        "grade": ["data", "grade", "--data", at["few.jsonl"], *ask],
        "clean": ["data", "clean", *data],
        "dedup": ["data", "dedup", *data],
        "dedup-semantic": ["data", "dedup-semantic", "--data", at["few.jsonl"], "--model", str(a.model), "--threshold", "0.97"],
        "decontaminate": ["data", "decontaminate", *data, "--against", at["test.jsonl"]],
        "mix": ["data", "mix", "--source", at["rows.jsonl"] + ":weight=3", "--source", at["others.jsonl"] + ":weight=1,epochs=2"],
    }


def digest(path):
    if path.name == "manifest.json":
        return hashlib.sha256(json.dumps(without_times(json.loads(path.read_text()))).encode()).hexdigest()
    return hashlib.sha256(path.read_bytes()).hexdigest()


def tree(root):
    return {str(p.relative_to(root)): digest(p) for p in sorted(root.rglob("*")) if p.is_file() and p.name not in QUIET}


def start(herder, command, place):
    argv = [str(herder), *command, "--quiet", "--out", str(place)]
    return subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--kills", type=int, default=10, help="kills in all")
    p.add_argument("--per-run", type=int, default=3, help="most kills of one run")
    p.add_argument("--cases", default=",".join(CASES), help="of " + ", ".join(CASES))
    p.add_argument("--rows", type=int, default=60000, help="rows that are made")
    p.add_argument("--model", type=Path, default=HOME / "examples/quickstart/model", help="for dedup-semantic")
    p.add_argument("--out", type=Path, required=True, help="scratch folder")
    p.add_argument("--herder", type=Path, default=HOME / "herder")
    p.add_argument("--seed", type=int, default=0)
    a = p.parse_args()
    out = a.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    endpoint = server(0, 7, 0.01)
    threading.Thread(target=endpoint.serve_forever, daemon=True).start()
    all_commands = commands(a, out, f"http://127.0.0.1:{endpoint.server_address[1]}")
    names = a.cases.split(",")
    unknown = [n for n in names if n not in all_commands]
    if unknown:
        sys.exit(f"unknown cases {unknown}, expected some of {', '.join(CASES)}")
    dice = random.Random(a.seed)
    expected, seconds, kills, runs, different = {}, {}, {}, {}, []
    for name in names:
        whole = out / f"whole-{name}"
        shutil.rmtree(whole, ignore_errors=True)
        begin = time.monotonic()
        if not finish(start(a.herder, all_commands[name], whole)):
            sys.exit("the uninterrupted run was killed")
        seconds[name] = round(time.monotonic() - begin, 2)
        expected[name] = tree(whole)
        kills[name] = runs[name] = 0
    turn = 0
    while sum(kills.values()) < a.kills:
        name = names[turn % len(names)]
        run = out / f"run-{a.seed}-{turn}"
        turn += 1
        shutil.rmtree(run, ignore_errors=True)
        left, done = min(dice.randint(1, a.per_run), a.kills - sum(kills.values())), False
        while not done:
            process = start(a.herder, all_commands[name], run)
            if left > 0:
                left -= 1
                try:
                    process.wait(dice.uniform(0.1, 1.0) * seconds[name])
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    kills[name] += 1
            done = finish(process)
        runs[name] += 1
        got = tree(run)
        if got == expected[name]:
            shutil.rmtree(run)
        else:
            files = [n for n in sorted(set(got) | set(expected[name])) if got.get(n) != expected[name].get(n)]
            different.append(f"{run}: {name}: {', '.join(files)}")
            print(different[-1], file=sys.stderr)
    endpoint.shutdown()
    print(json.dumps({"kills": sum(kills.values()), "runs": sum(runs.values()), "different": len(different),
                      "by_case": {n: {"kills": kills[n], "runs": runs[n], "files": len(expected[n]), "whole_seconds": seconds[n]} for n in names}}))
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
