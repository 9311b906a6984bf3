"""The command line: rounds of runs by turns, then a report as JSON and Markdown."""

import argparse
import datetime
import glob
import json
import os
import shlex
import shutil
import subprocess
import sys
import venv

from . import cases, decoding, machine, model, process, rows, summary, table

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FILES = {"sft": "sft_data", "completion": "sft_data", "preference": "preference_data", "prompts": "prompts"}


def options():
    p = argparse.ArgumentParser(prog="benchmarks/run", description="Runs herder and TRL or transformers by turns on the same rows and compares them.")
    p.add_argument("--model", required=True, help="Hugging Face folder")
    p.add_argument("--sft-data", help="JSON Lines with messages (or prompt and completion), for sft, completion and lora")
    p.add_argument("--preference-data", help="JSON Lines with prompt, chosen and rejected, for dpo, dpo-lora, dpo-nll, dpo-cached and reward")
    p.add_argument("--prompts", help="JSON Lines with prompt, for generate and int8")
    p.add_argument("--out", required=True, help="folder for report.json, report.md and every run's files")
    p.add_argument("--cases", default="sft,lora", help=f"of {', '.join(cases.CASES)}; default sft,lora")
    p.add_argument("--peers", default="plain,glibc", help=f"of {', '.join(cases.peers())}, or none; default plain,glibc")
    p.add_argument("--rounds", type=int, default=5, help="every program runs once a round; default 5")
    p.add_argument("--steps", type=int, default=8, help="optimiser steps of a training run; default 8")
    p.add_argument("--warm", type=int, default=2, help="first steps left out of steady rates; default 2")
    p.add_argument("--batch-size", type=int, default=8, help="rows (or pairs) a step; default 8")
    p.add_argument("--max-length", type=int, default=512)
    p.add_argument("--learning-rate", type=float, default=1e-5)
    p.add_argument("--prompt-rows", type=int, default=8, help="prompts of a generate run; default 8")
    p.add_argument("--prompts-per-call", type=int, default=4, help="of the peer; default 4")
    p.add_argument("--gguf", help="the model as GGUF in float32, for llama.cpp in the cases generate-N")
    p.add_argument("--gguf-q8", help="the model as GGUF in Q8_0, for llama.cpp in the cases int8-N")
    p.add_argument("--llamacpp", help="folder that llama-cpp-python was installed into (pip install --target); default: that of --python or --venv")
    p.add_argument("--prompt-tokens", type=int, default=100, help="length of llama.cpp's random prompt; default 100, about a prompt of GSM8K")
    p.add_argument("--n", type=int, default=16, help="answers to a prompt; default 16")
    p.add_argument("--max-new-tokens", type=int, default=128)
    p.add_argument("--dtype", default="float32", choices=["float32", "bfloat16", "auto"], help="of herder; the peers have theirs by name; default float32")
    p.add_argument("--threads", type=int, default=os.cpu_count())
    p.add_argument("--timeout", type=float, default=3600, help="seconds a run may take")
    p.add_argument("--herder", default=os.path.join(os.path.dirname(HERE), "herder"))
    p.add_argument("--herder-option", action="append", default=[], help="handed to every herder command, repeatable: --herder-option=--micro-batch-tokens=2048")
    p.add_argument("--no-herder", action="store_true", help="peers only")
    p.add_argument("--venv", help="virtual environment of the peers; made with peers/requirements.txt when it is not there")
    p.add_argument("--python", default=sys.executable, help="Python of the peers, when there is no --venv")
    p.add_argument("--no-peak", action="store_true", help="do not measure the matrix-product peak")
    return p


def check(a, p):
    a.cases, a.peers = a.cases.split(","), [] if a.peers == "none" else a.peers.split(",")
    for wanted, known in ((a.cases, cases.CASES), (a.peers, cases.peers())):
        for name in wanted:
            if name not in known:
                p.error(f"{name} is none of {', '.join(known)}")
    for case in a.cases:
        option = FILES[cases.CASES[case].rows]
        flag, path = f"--{option.replace('_', '-')}", getattr(a, option)
        if not path:
            p.error(f"case {case} needs {flag}")
        if not os.path.isfile(path):
            p.error(f"{flag} {path} is not a file")
    if not glob.glob(os.path.join(a.model, "*.safetensors")):
        p.error(f"--model {a.model} has no .safetensors file")
    if not 0 <= a.warm < a.steps:
        p.error(f"--warm {a.warm} leaves none of {a.steps} steps")
    if a.rounds < 1:
        p.error("--rounds is at least 1")


def check_llamacpp(a, p):
    """Before anything is measured: llama.cpp's files, and whether its library is there."""
    wanted = [c for c in a.cases if any(cases.uses_llamacpp(c, x) for x in a.peers)]
    for case in wanted:
        flag = "--gguf-q8" if cases.CASES[case].weights == "int8" else "--gguf"
        path = cases.gguf(case, a)
        if not path:
            p.error(f"peer llamacpp in case {case} needs {flag}")
        if not os.path.isfile(path):
            p.error(f"{flag} {path} is not a file")
    if wanted:
        probe = subprocess.run([a.python, "-c", "import llama_cpp"], env=os.environ | llamacpp_environment(a), capture_output=True, text=True)
        if probe.returncode:
            reason = (probe.stderr.strip().splitlines() or ["it ended without a word"])[-1]
            p.error(f"llama-cpp-python is not there for {a.python} ({reason}): README.md, llama.cpp, says how it is built; or leave the peer out")


def llamacpp_environment(a):
    return {"PYTHONPATH": os.path.abspath(a.llamacpp)} if a.llamacpp else {}


def make_venv(folder):
    python = os.path.join(folder, "bin", "python")
    if not os.path.exists(python):
        print(f"making {folder}", file=sys.stderr)
        venv.create(folder, with_pip=True)
        try:
            subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", os.path.join(HERE, "peers", "requirements.txt")], check=True, stdout=sys.stderr)
        except BaseException:
            shutil.rmtree(folder)  # half an environment would be taken for a whole one the next time
            raise
    return python


def programs(a, case):
    """herder and the peers that have a part in the case."""
    return ([] if a.no_herder else ["herder"]) + [n for n in a.peers if cases.takes_part(case, n)], cases.peers()


def one(a, case, program, known, data, folder):
    shutil.rmtree(folder, ignore_errors=True)  # herder would resume what an earlier session left
    os.makedirs(folder)
    metrics = os.path.join(folder, "metrics.jsonl") if cases.is_training(case) else None
    if program.startswith("herder"):
        dtype = None if program == "herder" else known[program].dtype
        if not metrics:
            return herder_answers(a, case, dtype, data, folder)
        out = os.path.join(folder, "out")
        return process.run(cases.herder_command(case, a, data, out, dtype=dtype), {}, os.path.join(out, "metrics.jsonl"), a.timeout)
    peer = known[program]
    environment = peer.environment | (llamacpp_environment(a) if peer.program else {})
    return process.run(cases.peer_command(case, peer, a, data, metrics), environment, metrics, a.timeout)


def herder_answers(a, case, dtype, data, folder):
    """A generate run with seconds from the loaded model on; where decoding alone is compared, a run of one token each tells what the prompts took."""
    def answers(name, changes):
        out = os.path.join(folder, name)
        run = process.run(cases.herder_command(case, a, data, out, changes, dtype), {}, None, a.timeout)
        seconds = decoding.manifest_seconds(out)
        return run if run["exit"] or seconds is None else run | {"result": run["result"] | {"seconds": seconds}}

    if not cases.CASES[case].shape:
        return answers("samples.jsonl", {})
    short = answers("short.jsonl", {"max-new-tokens": 1})
    return short if short["exit"] else decoding.without_prompt(answers("samples.jsonl", {}), short)


def usable(run, case, a):
    if run["exit"] != 0:
        return False
    return len(run["steps"]) == a.steps if cases.is_training(case) else bool(run["result"])


def measure(a, case, failures):
    """Runs of every program, by program and round; a program that fails is left out of the later rounds."""
    names, known = programs(a, case)
    kind, shape = cases.CASES[case].rows, cases.CASES[case].shape
    limit = a.steps * a.batch_size if cases.is_training(case) else shape[0] if shape else a.prompt_rows
    if shape:
        decoding.endless(a.model, cases.model_of(case, a))
    data = rows.prepare(kind, getattr(a, FILES[kind]), limit, os.path.join(a.out, f"rows-{case}.jsonl"))
    runs = {n: [] for n in names}
    for turn in range(a.rounds):
        for name in names if turn % 2 == 0 else list(reversed(names)):
            if name not in runs:
                continue
            folder = os.path.join(a.out, "runs", case, f"{turn + 1}-{name}")
            run = one(a, case, name, known, data, folder)
            good = usable(run, case, a)
            print(f"{case} round {turn + 1} {name}: {run['wall_seconds']:.1f} s{'' if good else ' FAILED, exit ' + str(run['exit'])}", file=sys.stderr, flush=True)
            if good:
                shutil.rmtree(folder)  # checkpoints of many runs fill a disk
                runs[name].append(run)
            else:
                print(run["stderr_tail"], file=sys.stderr)
                failures.append({"case": case, "program": name, "round": turn + 1, **run})
                del runs[name]
    return runs


def numbers(case, run, a):
    return summary.training(run, a.batch_size, a.warm) if cases.is_training(case) else summary.generation(run)


def compare(a, case, runs, weights, peak):
    c = cases.CASES[case]
    runs = {n: decoding.against_the_quickest(rs) if c.shape and n.startswith("herder") else rs for n, rs in runs.items()}
    each = {n: [numbers(case, r, a) for r in rs] for n, rs in runs.items()}
    gathered = {n: summary.gather(v) for n, v in each.items()}
    others = [n for n in runs if n != "herder"]
    ours = "herder" in runs
    fastest = max(others, key=lambda n: gathered[n].get("rows_per_second", gathered[n].get("tokens_per_second"))["median"], default=None)
    return {
        "what": c.what,
        "programs": {
            n: {"numbers": g, "utilisation": summary.utilisation(g, c.flops_per_weight_and_token, weights, peak), "runs": runs[n]} for n, g in gathered.items()
        },
        "ratios": {n: summary.ratios(each["herder"], each[n]) for n in others} if ours else {},
        "fastest_peer": fastest if ours else None,
        "parity": parity(case, runs, others) if ours else {},
    }  # fmt: skip


def parity(case, runs, others):
    c = cases.CASES[case]
    if c.shape:
        return {n: summary.same_counts(runs["herder"], runs[n]) for n in others}
    if not cases.is_training(case) or c.comparable_steps == 0:
        return {}
    return {n: summary.parity(runs["herder"][0], runs[n][0], c.comparable_steps) for n in others}


def peak(a):
    dtype = "bfloat16" if a.dtype == "bfloat16" else "float32"
    run = process.run([a.python, os.path.join(cases.PEERS, "gemm_peak.py"), "--threads", str(a.threads), "--dtype", dtype], {}, None, a.timeout)
    if run["exit"]:
        sys.exit(f"the matrix-product peak could not be measured:\n{run['stderr_tail']}")
    return run["result"]


def main(arguments=None):
    p = options()
    a = p.parse_args(arguments)
    check(a, p)
    os.makedirs(a.out, exist_ok=True)
    if a.venv:
        a.python = make_venv(a.venv)
    check_llamacpp(a, p)
    peaks = [] if a.no_peak else [peak(a) for _ in range(a.rounds)]
    best = max((x["peak_gflops"] for x in peaks), default=None)
    weights, failures = model.matmul_weights(a.model), []
    report = {
        "date": datetime.date.today().isoformat(), "command": shlex.join(["benchmarks/run", *(sys.argv[1:] if arguments is None else arguments)]),
        "machine": machine.describe(), "model": os.path.basename(os.path.normpath(a.model)), "matmul_weights": weights, "rounds": a.rounds, "dtype": a.dtype,
        "peak_gflops": best, "peaks": peaks, "programs": {n: cases.peers()[n].what for n in a.peers}, "cases": {}, "failures": failures,
    }  # fmt: skip
    for case in a.cases:
        runs = measure(a, case, failures)
        if runs:
            report["cases"][case] = compare(a, case, runs, weights, best)
        for name, text in (("report.json", json.dumps(report, indent=1)), ("report.md", table.page(report))):
            with open(os.path.join(a.out, name + ".part"), "w", encoding="utf-8") as file:
                file.write(text + "\n")
            os.replace(os.path.join(a.out, name + ".part"), os.path.join(a.out, name))
    print(table.page(report))
    return 1 if failures else 0
