#!/usr/bin/env python3
"""Kills `herder generate`, `score` and `rejection-sample` with SIGKILL at random moments, runs the same command again until it
is done, and compares every file byte for byte with what an uninterrupted run leaves.

    benchmarks/kill_sampling.py --kills 50 --out OUT

Cases, by turns: `generate`; `score-verifier`, `score-reward`; `rejection-verifier`, `rejection-reward` (this one with --keep top:2 and a
min-gap for pairs), and `rejection-answers` (chooses among a file of answers). Model and prompts are those of examples/quickstart;
the reward model is trained from it by a few steps of `herder reward`. A run is killed up to --per-run times, each time at a moment
drawn evenly from the length of the uninterrupted run, from its start to its last writes; then it is let finish.

Every run has a folder of its own and is started there with the same relative paths, so all that may differ are the moments
named in TIMES, and who holds what ends in .lock: of every other file each byte is compared, and none may be missing or left over.

Work done again: whole rows on the disk at a kill must be there at the next kill, and the run that finishes may make none of
them again (told by the rows or tokens of its --json line). Prints a JSON line; exit 1 if a run differs or a row was made again.
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

HOME = Path(__file__).resolve().parent.parent
QUICKSTART = HOME / "examples/quickstart"
CASES = ["generate", "score-verifier", "score-reward", "rejection-verifier", "rejection-reward", "rejection-answers"]
# The only fields that may differ, by the file's name.
TIMES = {"manifest.json": ("started", "finished", "seconds"), "answers.jsonl.manifest.json": ("started", "finished")}
# The file of the rows that a case makes one by one.
ROWS = {"generate": "answers.jsonl", "score": "scored.jsonl", "rejection": "best/candidates.jsonl"}


def parse():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--kills", type=int, default=10, help="kills of a live process in all (default: %(default)s)")
    p.add_argument("--per-run", type=int, default=3, help="most kills of one run (default: %(default)s)")
    p.add_argument("--cases", default=",".join(CASES), help="some of %(default)s (default: all)")
    p.add_argument("--prompts", type=int, default=800, help="prompts, up to 1000 (default: %(default)s)")
    p.add_argument("--k", type=int, default=8, help="answers to each (default: %(default)s)")
    p.add_argument("--repeat", type=int, default=20, help="how often the verifier's case has each answer (default: %(default)s)")
    p.add_argument("--seed", type=int, default=0, help="of the moments and of the draws (default: %(default)s)")
    p.add_argument("--out", type=Path, required=True, help="scratch folder; material and uninterrupted runs in it are made anew")
    p.add_argument("--herder", type=Path, default=HOME / "herder", help="default: %(default)s")
    a = p.parse_args()
    a.names = a.cases.split(",")
    unknown = [n for n in a.names if n not in CASES]
    if unknown:
        p.error(f"unknown cases {', '.join(unknown)}, expected some of {', '.join(CASES)}")
    if a.kills < 0 or a.per_run < 1 or a.prompts < 1 or a.k < 1 or a.repeat < 1:
        p.error("expected --kills of 0 or more, and 1 or more of everything else")
    return a


def preferences(path, prompts):
    with open(path, "w") as file:
        for line in prompts:
            row = json.loads(line)
            right = int(row["answer"])
            file.write(json.dumps({"prompt": row["prompt"], "chosen": f"#### {right}", "rejected": f"#### {right + 7}"}) + "\n")


def material(a, out):
    """Prompts, answers and a reward model, in a folder that the commands name by ../material."""
    at = out / "material"
    shutil.rmtree(at, ignore_errors=True)
    at.mkdir(parents=True)
    prompts = (QUICKSTART / "prompts.jsonl").read_text().splitlines(keepends=True)[: a.prompts]
    (at / "prompts.jsonl").write_text("".join(prompts))
    preferences(at / "preferences.jsonl", prompts[:64])
    shutil.copytree(QUICKSTART / "model", at / "model")
    draw = commands(a)["generate"]
    finish(start(a.herder, [*draw[:-1], "answers.jsonl"], at))
    answers = (at / "answers.jsonl").read_text()
    (at / "many.jsonl").write_text(answers * a.repeat)
    train = ["reward", "--model", "model", "--data", "preferences.jsonl", "--max-steps", "4", "--batch-size", "8", "--dtype", "float32"]
    finish(start(a.herder, [*train, "--learning-rate", "1e-3", "--out", "reward"], at))


def commands(a):
    at = "../material"
    draw = ["--model", f"{at}/model", "--temperature", "1", "--max-new-tokens", "12", "--seed", str(a.seed)]
    ask = ["--prompts", f"{at}/prompts.jsonl"]
    verify, reward = ["--verifier", "gsm8k:strict"], ["--reward", f"{at}/reward"]
    choose = ["--k", str(a.k), "--out", "best"]
    return {
        "generate": ["generate", *draw, *ask, "--n", str(a.k), "--out", "answers.jsonl"],
        "score-verifier": ["score", *verify, "--data", f"{at}/many.jsonl", "--out", "scored.jsonl"],
        "score-reward": ["score", "--model", f"{at}/reward", "--data", f"{at}/answers.jsonl", "--out", "scored.jsonl"],
        "rejection-verifier": ["rejection-sample", *draw, *ask, *verify, *choose],
        "rejection-reward": ["rejection-sample", *draw, *ask, *reward, *choose, "--keep", "top:2", "--set", "min-gap=0.01"],
        "rejection-answers": ["rejection-sample", "--answers", f"{at}/answers.jsonl", *ask, *verify, *choose, "--keep", "best"],
    }


def start(herder, command, folder):
    argv = [str(herder.resolve()), *command, "--quiet", "--json"]
    return subprocess.Popen(argv, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)


def finish(process):
    """The object of its --json line; ends everything if it failed."""
    said, error = process.communicate()
    if process.returncode:
        sys.exit(f"exit status {process.returncode} of {' '.join(process.args)}: {error.decode(errors='replace')[-2000:]}")
    return json.loads(said)


def digest(path):
    data = path.read_bytes()
    if path.name in TIMES:
        content = json.loads(data)
        for key in TIMES[path.name]:
            if content.pop(key, None) is None:
                sys.exit(f"{path}: has no {key}")
        data = json.dumps(content).encode()
    return hashlib.sha256(data).hexdigest()


def tree(root):
    return {str(p.relative_to(root)): digest(p) for p in sorted(root.rglob("*")) if p.is_file() and not p.name.endswith(".lock")}


def whole_lines(path):
    if not path.exists():
        return []
    lines = path.read_bytes().split(b"\n")
    return lines[:-1]


def answers_on_disk(name, run, k):
    """Answers in the file, and those to prompts that were answered ahead of their turn, beside it."""
    file = run / ROWS[name.split("-")[0]]
    lines = whole_lines(file)
    prompts = len(lines) // k  # what a kill tore of a prompt is drawn again
    rows = [json.loads(line) for line in lines[: prompts * k]]
    for line in whole_lines(file.with_name(file.name + ".ahead")):
        ahead = json.loads(line)
        if ahead["place"] >= prompts:
            rows += ahead["answers"]
    return rows


def scores_on_disk(run):
    file = run / ROWS["score"]
    return whole_lines(file if file.exists() else file.with_name(file.name + ".partial"))


def made(name, run, k):
    """Rows on the disk, and the tokens of answers in them."""
    if name.startswith("score"):
        return len(scores_on_disk(run)), 0
    answers = answers_on_disk(name, run, k)
    return len(answers), sum(answer["tokens"] for answer in answers)


def newest(run):
    return max((p.stat().st_mtime for p in run.rglob("*") if p.is_file() and not p.name.endswith(".lock")), default=None)


class Tally:
    def __init__(self):
        self.runs = self.kills = self.missed = self.different = self.again = 0
        self.where = {"before the first row": 0, "among the rows": 0, "after the last row": 0}
        self.waits = []


def kill(process, seconds):
    """Whether it was alive at that moment, and is dead by the signal."""
    try:
        process.wait(seconds)
        return False
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return process.returncode == -signal.SIGKILL


def one_run(a, name, command, run, seconds, rows, dice, tally, kills):
    """Kills a run and lets it finish. Rows that were made twice are added up."""
    shutil.rmtree(run, ignore_errors=True)
    run.mkdir()
    before = tokens = 0
    for _ in range(kills):
        process = start(a.herder, command, run)
        if not kill(process, dice.uniform(0, seconds)):
            tally.missed += 1
            finish(process)
        else:
            tally.kills += 1
            written = newest(run)
            if written:
                tally.waits.append(time.time() - written)
        now, tokens = made(name, run, a.k)
        tally.again += max(0, before - now)
        before = now
        tally.where[list(tally.where)[(now > 0) + (now >= rows)]] += 1
    said = finish(start(a.herder, command, run))
    if name.startswith("score"):
        tally.again += max(0, said["scored"] - (rows - before))
    elif "tokens" in said:
        missing = made(name, run, a.k)[1] - tokens
        if said["tokens"] != missing:
            print(f"{run}: {said['tokens']} tokens were drawn, {missing} were missing", file=sys.stderr)
            tally.again += 1
    tally.runs += 1


def main():
    a = parse()
    out = a.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    dice = random.Random(a.seed)
    every = commands(a)
    material(a, out)
    seconds, expected, rows = {}, {}, {}
    tallies = {name: Tally() for name in a.names}
    for name in a.names:
        whole = out / f"whole-{name}"
        shutil.rmtree(whole, ignore_errors=True)
        whole.mkdir()
        begin = time.monotonic()
        finish(start(a.herder, every[name], whole))
        seconds[name] = time.monotonic() - begin
        expected[name], rows[name] = tree(whole), made(name, whole, a.k)[0]
    turn = kills = 0
    while kills < a.kills:
        name = a.names[turn % len(a.names)]
        tally, run = tallies[name], out / f"run-{a.seed}-{turn}"
        turn += 1
        one_run(a, name, every[name], run, seconds[name], rows[name], dice, tally, min(dice.randint(1, a.per_run), a.kills - kills))
        kills = sum(t.kills for t in tallies.values())
        got = tree(run)
        if got == expected[name]:
            shutil.rmtree(run)
        else:
            tally.different += 1
            names = [n for n in sorted(set(got) | set(expected[name])) if got.get(n) != expected[name].get(n)]
            print(f"{run}: {name}: differs in {', '.join(names)}", file=sys.stderr)
    waits = sorted(w for t in tallies.values() for w in t.waits)
    figures = {
        "kills": kills,
        "kills_too_late": sum(t.missed for t in tallies.values()),
        "runs": sum(t.runs for t in tallies.values()),
        "different": sum(t.different for t in tallies.values()),
        "rows_made_again": sum(t.again for t in tallies.values()),
        "seconds_since_written_median": round(waits[len(waits) // 2], 2) if waits else None,
        "seconds_since_written_most": round(waits[-1], 2) if waits else None,
        "may_differ": {file: list(keys) for file, keys in TIMES.items()},
        "by_case": {
            n: {"kills": t.kills, "killed": t.where, "runs": t.runs, "different": t.different, "rows": rows[n],
                "files": len(expected[n]), "whole_seconds": round(seconds[n], 2)}
            for n, t in tallies.items()
        },
    }
    print(json.dumps(figures))
    sys.exit(1 if figures["different"] or figures["rows_made_again"] else 0)


if __name__ == "__main__":
    main()
