#!/usr/bin/env python3
"""Makes a model of Llama 3.2 1B's shape with random weights, to measure training of that size with benchmarks/run.

    benchmarks/shape_1b.py --tokenizer MODEL_DIR --out shape-1b
    benchmarks/run --venv benchmarks/venv --model shape-1b --sft-data sft.jsonl --preference-data preference.jsonl --out benchmarks/out-1b \\
      --cases lora,dpo-lora --peers stock,glibc --batch-size 4 --steps 4 --warm 1 --rounds 3

The vocabulary has 128,256 words, of which the tokenizer of MODEL_DIR, whatever its size up to that, is the first part: the products are those of the real
model, the text is not. `herder init` draws the weights, 4.6 GiB in float32.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOKENIZER_FILES = ["tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "chat_template.jinja"]
SHAPE = {
    "architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": 128256, "hidden_size": 2048, "intermediate_size": 8192,
    "num_hidden_layers": 16, "num_attention_heads": 32, "num_key_value_heads": 8, "head_dim": 64, "hidden_act": "silu", "rms_norm_eps": 1e-05,
    "max_position_embeddings": 131072, "rope_theta": 500000.0, "tie_word_embeddings": True, "attention_bias": False, "mlp_bias": False,
    "rope_scaling": {"rope_type": "llama3", "factor": 32.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 8192},
    "initializer_range": 0.02,
}  # fmt: skip


def options():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--tokenizer", required=True, metavar="MODEL_DIR", help="Hugging Face folder whose tokenizer, chat template and ends are taken")
    p.add_argument("--out", required=True, help="folder of the new model")
    p.add_argument("--layers", type=int, default=SHAPE["num_hidden_layers"], help="fewer for a try; default 16")
    p.add_argument("--dtype", choices=["float32", "bfloat16"], default="float32", help="of the file; default float32")
    p.add_argument("--herder", default=os.path.join(os.path.dirname(HERE), "herder"))
    return p


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def shape(folder, layers, dtype):
    """The config, with the ends of the tokenizer's own model."""
    given = read(os.path.join(folder, "config.json"))
    if given.get("vocab_size", 0) > SHAPE["vocab_size"]:
        sys.exit(f"{folder} has {given['vocab_size']} words, more than {SHAPE['vocab_size']}: choose a smaller tokenizer")
    ends = {k: given[k] for k in ("bos_token_id", "eos_token_id", "pad_token_id") if given.get(k) is not None}
    return SHAPE | ends | {"num_hidden_layers": layers, "dtype": dtype, "torch_dtype": dtype}


def main(arguments=None):
    a = options().parse_args(arguments)
    for name in ("config.json", "tokenizer.json"):
        if not os.path.isfile(os.path.join(a.tokenizer, name)):
            sys.exit(f"--tokenizer {a.tokenizer} has no {name}")
    with tempfile.TemporaryDirectory() as folder:
        for name in TOKENIZER_FILES:
            if os.path.exists(os.path.join(a.tokenizer, name)):
                shutil.copy(os.path.join(a.tokenizer, name), folder)
        config = os.path.join(folder, "config.json")
        with open(config, "w", encoding="utf-8") as file:
            json.dump(shape(a.tokenizer, a.layers, a.dtype), file, indent=1)
        return subprocess.run([a.herder, "init", "--config", config, "--out", a.out]).returncode


if __name__ == "__main__":
    sys.exit(main())
