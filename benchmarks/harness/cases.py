"""What is compared: for each case the rows, herder's command and the peer's."""

import dataclasses
import glob
import os

PEERS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "peers")

# The settings of one peer: program options, and what is put into its environment.
GLIBC = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "1000000000000", "MALLOC_TOP_PAD_": "268435456"}
PLAIN = ["--precision", "float32", "--recompute", "off"]


@dataclasses.dataclass(frozen=True)
class Peer:
    what: str
    options: list
    environment: dict


def library(name):
    found = sorted(glob.glob(f"/usr/lib/*/lib{name}.so*") + glob.glob(f"/usr/lib/lib{name}.so*"))
    return {"LD_PRELOAD": found[0]} if found else None


def peers():
    """Every configuration of the peer that this machine can run."""
    known = {
        "stock": Peer("TRL as it is when not told otherwise (bfloat16 autocast, activation recomputation)", ["--precision", "default", "--recompute", "default"], {}),
        "plain": Peer("TRL in float32 without recomputation", PLAIN, {}),
        "glibc": Peer("plain, glibc told to keep memory", PLAIN, GLIBC),
        "fused": Peer("glibc, fused AdamW", [*PLAIN, "--optim", "adamw_torch_fused"], GLIBC),
    }  # fmt: skip
    for name, file in (("tcmalloc", "tcmalloc_minimal"), ("jemalloc", "jemalloc"), ("mimalloc", "mimalloc")):
        environment = library(file)
        if environment:
            known[name] = Peer(f"plain, with {name}", PLAIN, environment)
    return known


@dataclasses.dataclass(frozen=True)
class Case:
    what: str
    rows: str  # sft, completion, preference or prompts
    peer_program: str
    peer_options: list
    herder_command: str
    herder_options: list
    flops_per_weight_and_token: int = 0  # 0: no model FLOPs utilisation
    comparable_steps: int | None = None  # how many steps start from the same weights; None: all


CASES = {
    "sft": Case("fine-tuning of all weights, loss on every token", "sft", "trl_sft.py", [], "sft", ["--all-tokens-loss"], 6),
    "completion": Case("fine-tuning of all weights, loss on the answer", "completion", "trl_sft.py", [], "sft", ["--completion-only-loss"], 6),
    # Frozen weights have no gradient of their own. Adapters start at random, but with B = 0 the first loss is the same.
    "lora": Case("LoRA r=16 on every projection, loss on every token", "sft", "trl_sft.py", ["--lora-r", "16"], "sft",
                 ["--all-tokens-loss", "--lora-r", "16", "--lora-alpha", "32"], 4, 1),
    "dpo": Case("DPO, beta 0.1", "preference", "trl_dpo.py", ["--beta", "0.1"], "dpo", ["--beta", "0.1", "--nll-weight", "0", "--no-format-mask"]),
    "dpo-nll": Case("DPO, beta 0.1, plus 0.2 times the chosen answer's loss", "preference", "trl_dpo.py", ["--beta", "0.1", "--nll-weight", "0.2"], "dpo",
                    ["--beta", "0.1", "--nll-weight", "0.2", "--no-format-mask"]),
    # herder computes the reference beforehand, too, in both cases: "cached" leaves TRL's second model out of its steps.
    "dpo-cached": Case("DPO, beta 0.1, the reference computed beforehand by both", "preference", "trl_dpo.py", ["--beta", "0.1", "--precompute"], "dpo",
                       ["--beta", "0.1", "--nll-weight", "0", "--no-format-mask"]),
    # The score head is new and random on both sides, so no step is comparable.
    "reward": Case("a reward model, all weights", "preference", "trl_reward.py", [], "reward", [], 0, 0),
    "generate": Case("sampling, 16 answers a prompt, temperature 0.8", "prompts", "hf_generate.py", [], "generate", []),
}  # fmt: skip


def is_training(case):
    return CASES[case].rows != "prompts"


def common(case, a):
    if is_training(case):
        return {"batch-size": a.batch_size, "max-length": a.max_length, "learning-rate": a.learning_rate}
    return {"n": a.n, "max-new-tokens": a.max_new_tokens, "temperature": 0.8, "top-p": 1}


def flags(values):
    return [x for k, v in values.items() for x in (f"--{k}", str(v))]


def peer_command(case, peer, a, data, metrics):
    c = CASES[case]
    command = [a.python, os.path.join(PEERS, c.peer_program), "--model", a.model, "--data", data, "--threads", str(a.threads), "--seed", "0"]
    command += flags(common(case, a)) + c.peer_options
    if is_training(case):
        return [*command, "--steps", str(a.steps), "--metrics", metrics, *peer.options]
    return [*command, "--prompts-per-call", str(a.prompts_per_call)]


def herder_command(case, a, data, out):
    c = CASES[case]
    command = [a.herder, c.herder_command, "--model", a.model, "--prompts" if c.rows == "prompts" else "--data", data, "--out", out]
    command += flags(common(case, a) | {"dtype": a.dtype, "threads": a.threads, "seed": 0}) + c.herder_options
    if is_training(case):
        command += ["--max-steps", str(a.steps), "--lr-scheduler-type", "constant", "--warmup-ratio", "0", "--weight-decay", "0", "--max-grad-norm", "1"]
        command += ["--no-shuffle"]
    return [*command, "--json", "--quiet", *a.herder_option]
