"""Tiny reference models, one for each combination of features, with what transformers computes for them.

    python -m venv VENV && VENV/bin/pip install -r engine/src/test/golden/requirements.txt
    VENV/bin/python engine/src/test/golden/models.py

Writes src/test/resources/golden/model/NAME/: README.md beside this file describes the files. Same versions, same bytes.
"""

import json
import shutil

import golden
import torch
from transformers import AutoModelForCausalLM, LlamaConfig, MistralConfig, Qwen2Config, Qwen3Config

SHAPE = dict(
    vocab_size=64, hidden_size=24, intermediate_size=40, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
    max_position_embeddings=256, rms_norm_eps=1e-5, tie_word_embeddings=True, bos_token_id=1, eos_token_id=2, pad_token_id=0,
    initializer_range=0.2,
)  # fmt: skip


def rope(theta, **scaling):
    return {"rope_theta": theta, "rope_type": "default", **scaling}


LLAMA3 = dict(rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=64)

# name: (configuration class, changes to SHAPE, spelling of config.json, lengths of the sequences)
MODELS = {
    "llama-mha": (LlamaConfig, dict(num_key_value_heads=4, tie_word_embeddings=False, rope_parameters=rope(10000.0)), "old", (7, 19, 33)),
    "llama-gqa-tied": (LlamaConfig, dict(rope_parameters=rope(100000.0)), "new", (7, 19, 33)),
    "llama3-rope": (LlamaConfig, dict(
        hidden_size=32, num_hidden_layers=1, num_attention_heads=2, num_key_value_heads=1, tie_word_embeddings=False,
        rope_parameters=rope(500000.0, **LLAMA3), eos_token_id=[2, 3, 5]), "new", (7, 19, 70)),
    "llama-bias": (LlamaConfig, dict(attention_bias=True, mlp_bias=True, rms_norm_eps=1e-6, rope_parameters=rope(10000.0)), "new", (7, 19, 33)),
    "llama-head-dim": (LlamaConfig, dict(num_attention_heads=3, num_key_value_heads=1, head_dim=10, rope_parameters=rope(10000.0)), "new", (7, 19, 33)),
    "llama-linear-rope": (LlamaConfig, dict(num_hidden_layers=1, rope_parameters=rope(10000.0, rope_type="linear", factor=4.0)), "new", (7, 19, 33)),
    "mistral": (MistralConfig, dict(
        num_attention_heads=6, num_key_value_heads=2, head_dim=4, tie_word_embeddings=False, sliding_window=None, rope_parameters=rope(1000000.0)),
        "new", (7, 19, 33)),
    "qwen2": (Qwen2Config, dict(rms_norm_eps=1e-6, rope_parameters=rope(1000000.0)), "new", (7, 19, 33)),
    "qwen3": (Qwen3Config, dict(num_attention_heads=3, num_key_value_heads=1, head_dim=12, rms_norm_eps=1e-6, rope_parameters=rope(1000000.0)), "new", (7, 19, 33)),
    "llama-gqa-tied-bf16": (LlamaConfig, dict(rope_parameters=rope(100000.0)), "old", (7, 19, 33)),
    "llama-f16-sharded": (LlamaConfig, dict(tie_word_embeddings=False, rope_parameters=rope(100000.0)), "new", (7, 19)),
}  # fmt: skip
STORED = {"llama-gqa-tied-bf16": torch.bfloat16, "llama-f16-sharded": torch.float16}


def old_spelling(config):
    """A config.json as transformers 4 wrote it: rope_theta and rope_scaling at the top, torch_dtype."""
    config = dict(config)
    parameters = dict(config.pop("rope_parameters"))
    config["rope_theta"] = parameters.pop("rope_theta")
    kind = parameters.pop("rope_type")
    # "type" is the older name of "rope_type"; files with either are about
    config["rope_scaling"] = None if kind == "default" else {"type" if kind == "linear" else "rope_type": kind, **parameters}
    config["torch_dtype"] = config.pop("dtype")
    config["transformers_version"] = "4.46.3"
    config.pop("layer_types", None)
    if config["model_type"].startswith("qwen"):
        # As published Qwen files have it: a window is named but not in use
        config |= {"sliding_window": 16, "use_sliding_window": False, "max_window_layers": 2}
    return config


def load(folder, attention="eager"):
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation=attention).eval()


def make(name, seed):
    kind, changes, spelling, lengths = MODELS[name]
    folder = golden.ROOT / name
    shutil.rmtree(folder, ignore_errors=True)
    model = AutoModelForCausalLM.from_config(kind(**{**SHAPE, **changes}))
    golden.randomise(model, seed)
    stored = STORED.get(name, torch.float32)
    model.to(stored)
    model.save_pretrained(folder, max_shard_size="15KB" if "sharded" in name else "1GB")
    (folder / "generation_config.json").unlink()
    for file in folder.glob("*.safetensors"):
        file.chmod(0o644)

    new = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    files = {"new": new, "old": old_spelling(new)}
    data = golden.sequences(model.config.vocab_size, lengths, seed)
    results = {}
    for style in ("old", "new"):
        golden.write_json(folder / "config.json", files[style])
        results[style] = golden.expected(load(folder), data, gradients=name not in STORED)
    assert all(torch.equal(results["old"][k], results["new"][k]) for k in results["new"]), name
    other = golden.expected(load(folder, "sdpa"), data, gradients=name not in STORED)
    golden.write_json(folder / "config.json", files[spelling])
    if stored == torch.float32:
        golden.write_json(folder / f"config.{'old' if spelling == 'new' else 'new'}.json", files["old" if spelling == "new" else "new"])
    golden.save_tensors(folder / "expected.safetensors", results["new"])
    result = results["new"]
    return {
        "config": spelling, "stored": str(stored).removeprefix("torch."), "lengths": list(lengths), "loss": result["loss"].item(),
        "supervised_tokens": sum((labels != -100).sum().item() for _, labels in data),
        "largest_logit": max(v.abs().max().item() for k, v in result.items() if k.startswith("logits.")),
        "eager_against_sdpa": golden.differences(result, other),
    }  # fmt: skip


def main():
    torch.set_num_threads(1)
    golden.write_json(golden.ROOT / "models.json", {name: make(name, 100 + i) for i, name in enumerate(MODELS)})


if __name__ == "__main__":
    main()
