"""What is compared: for each case the rows, herder's command and the peer's."""

import dataclasses
import glob
import os

PEERS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "peers")

# The settings of one peer: program options, and what is put into its environment.
GLIBC = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "1000000000000", "MALLOC_TOP_PAD_": "268435456"}
LLAMACPP = "llamacpp_batched.py"
PLAIN = ["--precision", "float32", "--recompute", "off"]
MIXED = ["--precision", "bfloat16", "--recompute", "off"]


@dataclasses.dataclass(frozen=True)
class Peer:
    what: str
    options: list
    environment: dict
    program: str | None = None  # instead of the case's
    weights: tuple = ("float32",)  # of the cases it takes part in
    dtype: str = "float32"  # of transformers when it samples
    lookup: int = 0  # tokens that transformers proposes by prompt lookup, which it does for one sequence alone


def library(name):
    found = sorted(glob.glob(f"/usr/lib/*/lib{name}.so*") + glob.glob(f"/usr/lib/lib{name}.so*"))
    return {"LD_PRELOAD": found[0]} if found else None


def peers():
    """Every configuration of the peer that this machine can run."""
    known = {
        "stock": Peer("TRL as it is when not told otherwise (bfloat16 autocast, activation recomputation)", ["--precision", "default", "--recompute", "default"], {}),
        "plain": Peer("TRL or transformers in float32, without recomputation", PLAIN, {}),
        "glibc": Peer("plain, glibc told to keep memory", PLAIN, GLIBC),
        "fused": Peer("glibc, fused AdamW", [*PLAIN, "--optim", "adamw_torch_fused"], GLIBC),
        "bfloat16": Peer("TRL in bfloat16 (autocast) or transformers with bfloat16 weights, without recomputation", MIXED, {}, dtype="bfloat16"),
        "bfloat16-glibc": Peer("bfloat16, glibc told to keep memory", MIXED, GLIBC, dtype="bfloat16"),
    }  # fmt: skip
    for name, dtype in (("lookup", "float32"), ("bfloat16-lookup", "bfloat16")):
        known[name] = Peer(f"transformers in {dtype} with prompt lookup, a single answer", [], {}, dtype=dtype, lookup=10)
    for name, file in (("tcmalloc", "tcmalloc_minimal"), ("jemalloc", "jemalloc"), ("mimalloc", "mimalloc")):
        environment = library(file)
        if environment:
            known[name] = Peer(f"plain, with {name}", PLAIN, environment)
    both = ("float32", "int8")
    known["llamacpp"] = Peer("llama.cpp, weights of the case's type, keys and values in one buffer", ["--kv", "unified"], {}, LLAMACPP, both)
    known["llamacpp-streams"] = Peer("llama.cpp, keys and values of each sequence in its own buffer", ["--kv", "streams"], {}, LLAMACPP, both)
    for dtype in ("float32", "bfloat16"):
        known[f"herder-{dtype}"] = Peer(f"herder in {dtype}, in cases with int8 weights without these", [], {}, "herder", both, dtype)
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
    shape: tuple | None = None  # prompts and answers to each, all decoded together and none ended early
    weights: str = "float32"


def decoding(prompts, answers, weights="float32"):
    what = f"decoding {prompts * answers} answer{'s' if prompts * answers > 1 else ''} together ({prompts} x {answers}), temperature 1"
    options = ["--sampler-dtype", "int8"] if weights == "int8" else []
    return Case(what + (", int8 weights" if options else ""), "prompts", "hf_generate.py", ["--prompt-pass"], "generate", options, shape=(prompts, answers), weights=weights)


CASES = {
    "sft": Case("fine-tuning of all weights, loss on every token", "sft", "trl_sft.py", [], "sft", ["--all-tokens-loss"], 6),
    "completion": Case("fine-tuning of all weights, loss on the answer", "completion", "trl_sft.py", [], "sft", ["--completion-only-loss"], 6),
    # Frozen weights have no gradient of their own. Adapters start at random, but with B = 0 the first loss is the same.
    "lora": Case("LoRA r=16 on every projection, loss on every token", "sft", "trl_sft.py", ["--lora-r", "16"], "sft",
                 ["--all-tokens-loss", "--lora-r", "16", "--lora-alpha", "32"], 4, 1),
    "dpo": Case("DPO, beta 0.1", "preference", "trl_dpo.py", ["--beta", "0.1"], "dpo", ["--beta", "0.1", "--nll-weight", "0", "--no-format-mask"]),
    # A new adapter changes nothing, so the first loss is log 2 on both sides whatever else differs: it is compared all the same.
    "dpo-lora": Case("DPO, beta 0.1, LoRA r=16 on every projection", "preference", "trl_dpo.py", ["--beta", "0.1", "--lora-r", "16"], "dpo",
                     ["--beta", "0.1", "--nll-weight", "0", "--no-format-mask", "--lora-r", "16", "--lora-alpha", "32"], 0, 1),
    "dpo-nll": Case("DPO, beta 0.1, plus 0.2 times the chosen answer's loss", "preference", "trl_dpo.py", ["--beta", "0.1", "--nll-weight", "0.2"], "dpo",
                    ["--beta", "0.1", "--nll-weight", "0.2", "--no-format-mask"]),
    # herder computes the reference beforehand, too, in both cases: "cached" leaves TRL's second model out of its steps.
    "dpo-cached": Case("DPO, beta 0.1, the reference computed beforehand by both", "preference", "trl_dpo.py", ["--beta", "0.1", "--precompute"], "dpo",
                       ["--beta", "0.1", "--nll-weight", "0", "--no-format-mask"]),
    # The score head is new and random on both sides, so no step is comparable.
    "reward": Case("a reward model, all weights", "preference", "trl_reward.py", [], "reward", [], 0, 0),
    "generate": Case("sampling, 16 answers a prompt, temperature 0.8", "prompts", "hf_generate.py", [], "generate", []),
    **{f"generate-{p * n}": decoding(p, n) for p, n in ((1, 1), (1, 16), (4, 16))},
    **{f"int8-{p * n}": decoding(p, n, "int8") for p, n in ((1, 1), (1, 16), (4, 16))},
}  # fmt: skip


def is_training(case):
    return CASES[case].rows != "prompts"


def takes_part(case, peer):
    """Whether a peer (by name) is compared in a case: those that differ in training alone have no part in generate, llama.cpp has none elsewhere, and prompt lookup has one where there is a single answer."""
    c, p = CASES[case], peers()[peer]
    if p.program == LLAMACPP and not c.shape or p.lookup and c.shape != (1, 1):
        return False
    return is_training(case) or (peer not in ("stock", "fused") and c.weights in p.weights)


def uses_llamacpp(case, peer):
    return takes_part(case, peer) and peers()[peer].program == LLAMACPP


def gguf(case, a):
    return a.gguf_q8 if CASES[case].weights == "int8" else a.gguf


def common(case, a):
    if is_training(case):
        return {"batch-size": a.batch_size, "max-length": a.max_length, "learning-rate": a.learning_rate}
    shape = CASES[case].shape
    return {"n": shape[1] if shape else a.n, "max-new-tokens": a.max_new_tokens, "temperature": 1 if shape else 0.8, "top-p": 1}


def model_of(case, a):
    """Where answers are all to be of one length, a copy that ends none of them; see decoding.py."""
    return os.path.join(a.out, "endless") if CASES[case].shape else a.model


def flags(values):
    return [x for k, v in values.items() for x in (f"--{k}", str(v))]


def peer_command(case, peer, a, data, metrics):
    c = CASES[case]
    if peer.program == LLAMACPP:
        command = [a.python, os.path.join(PEERS, LLAMACPP), gguf(case, a), "--sequences", str(c.shape[0] * c.shape[1]), "--threads", str(a.threads)]
        return [*command, "--prompt-tokens", str(a.prompt_tokens), "--new-tokens", str(a.max_new_tokens), *peer.options]
    command = [a.python, os.path.join(PEERS, c.peer_program), "--model", model_of(case, a), "--data", data, "--threads", str(a.threads), "--seed", "0"]
    command += flags(common(case, a)) + c.peer_options
    if is_training(case):
        return [*command, "--steps", str(a.steps), "--metrics", metrics, *peer.options]
    command += ["--prompt-lookup", str(peer.lookup)] if peer.lookup else []
    return [*command, "--dtype", peer.dtype, "--prompts-per-call", str(c.shape[0] if c.shape else a.prompts_per_call)]


def herder_command(case, a, data, out, changes=None, dtype=None):
    """CHANGES replace settings of the case; a DTYPE is instead of that of all, and of int8 weights."""
    c = CASES[case]
    plain = dtype is not None and c.weights == "int8"
    command = [a.herder, c.herder_command, "--model", model_of(case, a), "--prompts" if c.rows == "prompts" else "--data", data, "--out", out]
    command += flags(common(case, a) | {"dtype": dtype or a.dtype, "threads": a.threads, "seed": 0} | (changes or {})) + ([] if plain else c.herder_options)
    if is_training(case):
        command += ["--max-steps", str(a.steps), "--lr-scheduler-type", "constant", "--warmup-ratio", "0", "--weight-decay", "0", "--max-grad-norm", "1"]
        command += ["--no-shuffle"]
    return [*command, "--json", "--quiet", *a.herder_option]
