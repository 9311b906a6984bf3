"""How fast llama.cpp decodes N answers to one prompt, all of them in one batch a step (llama-cpp-python's low-level interface).

    python llamacpp_batched.py MODEL.gguf --sequences 16 --prompt-tokens 100 --new-tokens 128 --threads 2
    python llamacpp_batched.py MODEL.gguf --requantize f32 --out MODEL-f32.gguf

The prompt is computed once and its keys and values are shared. Every answer has all its tokens; the end of a turn ends none. What is drawn is left out,
which favours llama.cpp, unless --sample asks for its own sampler at temperature 1. Seconds are of decoding alone, without loading and prompt, after
a pass that warms up. Prints one JSON line.
"""

import argparse
import ctypes
import json
import os
import random
import resource
import sys
import time

TYPES = {"f32": 0, "f16": 1, "q8_0": 7, "bf16": 32}  # llama.cpp's numbers of file types
KINDS = {"auto": -1, "off": 0, "on": 1}


def library():
    try:
        import llama_cpp
    except ImportError as e:
        sys.exit(f"llama-cpp-python is not there ({e}): install peers/requirements-llamacpp.txt as benchmarks/README.md says, which compiles it, or name its folder in PYTHONPATH")
    silent = llama_cpp.llama_log_callback(lambda *_: None)
    llama_cpp.llama_log_set(silent, None)
    llama_cpp.llama_backend_init()
    llama_cpp.silent = silent  # a callback must outlive its registration
    return llama_cpp


def requantize(L, a):
    settings = L.llama_model_quantize_default_params()
    settings.allow_requantize, settings.ftype, settings.nthread = True, TYPES[a.requantize], a.threads
    code = L.llama_model_quantize(a.model.encode(), a.out.encode(), ctypes.byref(settings))
    if code:
        sys.exit(f"llama.cpp could not write {a.out}: code {code}")
    print(json.dumps({"out": a.out, "type": a.requantize, "bytes": os.path.getsize(a.out)}))


class Session:
    """A context that decodes, with a batch that every step reuses."""

    def __init__(self, L, model, a):
        self.L, self.a = L, a
        settings = L.llama_context_default_params()
        each = a.prompt_tokens + a.new_tokens + 32
        settings.n_ctx, settings.n_seq_max = each * (a.sequences + 1), a.sequences
        settings.n_batch = settings.n_ubatch = max(512, a.sequences)
        settings.n_threads = settings.n_threads_batch = a.threads
        settings.kv_unified, settings.flash_attn_type = a.kv == "unified", KINDS[a.flash]
        self.context = L.llama_init_from_model(model, settings)
        if not self.context:
            sys.exit("llama.cpp made no context: fewer sequences, or fewer tokens")
        self.memory = L.llama_get_memory(self.context)
        self.batch = L.llama_batch_init(max(settings.n_batch, a.prompt_tokens), 0, 1)
        self.sampler = self.make_sampler() if a.sample else None

    def make_sampler(self):
        chain = self.L.llama_sampler_chain_init(self.L.llama_sampler_chain_default_params())
        self.L.llama_sampler_chain_add(chain, self.L.llama_sampler_init_temp(1.0))
        self.L.llama_sampler_chain_add(chain, self.L.llama_sampler_init_dist(self.a.seed))
        return chain

    def decode(self, tokens, positions, sequences, wanted):
        b = self.batch
        b.n_tokens = len(tokens)
        for i, token in enumerate(tokens):
            b.token[i], b.pos[i], b.n_seq_id[i], b.logits[i] = token, positions[i], 1, wanted[i]
            b.seq_id[i][0] = sequences[i]
        code = self.L.llama_decode(self.context, b)
        if code:
            sys.exit(f"llama.cpp could not decode: code {code}")

    def answer(self, draw, new):
        """Seconds of the prompt and of decoding."""
        self.L.llama_memory_clear(self.memory, True)
        n, length = self.a.sequences, self.a.prompt_tokens
        begun = time.perf_counter()
        self.decode([draw() for _ in range(length)], range(length), [0] * length, [0] * (length - 1) + [1])
        for other in range(1, n):
            self.L.llama_memory_seq_cp(self.memory, 0, other, -1, -1)
        current = [draw() for _ in range(n)]
        middle = time.perf_counter()
        for step in range(new):
            self.decode(current, [length + step] * n, range(n), [1] * n)
            current = [self.L.llama_sampler_sample(self.sampler, self.context, i) if self.sampler else draw() for i in range(n)]
        return middle - begun, time.perf_counter() - middle


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("model", help="GGUF file")
    p.add_argument("--sequences", type=int, default=16)
    p.add_argument("--prompt-tokens", type=int, default=100, help="random tokens; 1 to 512")
    p.add_argument("--new-tokens", type=int, default=128)
    p.add_argument("--threads", type=int, default=os.cpu_count())
    p.add_argument("--kv", choices=["unified", "streams"], default="unified", help="keys and values of all sequences in one buffer, or of each in its own")
    p.add_argument("--flash", choices=KINDS, default="auto", help="flash attention; default what llama.cpp chooses")
    p.add_argument("--sample", action="store_true", help="draw by llama.cpp's sampler at temperature 1")
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--requantize", choices=TYPES, help="write the model in this type to --out instead")
    p.add_argument("--out", help="GGUF file to write")
    a = p.parse_args()
    if not os.path.isfile(a.model):
        p.error(f"{a.model} is not a file")
    if bool(a.requantize) != bool(a.out):
        p.error("--requantize and --out belong together")
    if min(a.sequences, a.new_tokens, a.threads) < 1 or not 1 <= a.prompt_tokens <= 512:
        p.error("--sequences, --new-tokens and --threads are at least 1, --prompt-tokens is 1 to 512")
    L = library()
    if a.requantize:
        requantize(L, a)
        return
    model = L.llama_model_load_from_file(a.model.encode(), L.llama_model_default_params())
    if not model:
        sys.exit(f"llama.cpp could not load {a.model}")
    words = L.llama_vocab_n_tokens(L.llama_model_get_vocab(model))
    random.seed(a.seed)
    draw = lambda: random.randrange(words // 8, words)  # noqa: E731  (control tokens have low ids)
    session = Session(L, model, a)
    session.answer(draw, 2)
    prompt, seconds = session.answer(draw, a.new_tokens)
    tokens = a.sequences * a.new_tokens
    print(json.dumps({
        "program": "llamacpp_batched.py", "options": vars(a), "version": L.__version__,
        "tokens": tokens, "seconds": prompt + seconds, "prompt_seconds": prompt, "decode_tokens": tokens, "decode_seconds": seconds,
        "tokens_per_second": tokens / seconds, "peak_rss_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "system": L.llama_print_system_info().decode(),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
