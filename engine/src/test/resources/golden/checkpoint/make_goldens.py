"""Makes the golden checkpoints, adapters and configurations in this folder.

Run it with Python 3 and torch, transformers 5.23, peft 0.21 and safetensors 0.8, from any folder:

    python make_goldens.py

Weights are random from fixed seeds; nothing is downloaded. Values are recorded as SHA-256 of the
little-endian float32 bytes, so a reader is right only if every bit is.
"""

import copy
import hashlib
import json
import os
import pathlib
import shutil

os.environ["HF_HUB_OFFLINE"] = "1"

import peft
import torch
import transformers
from safetensors.torch import load_file, save_file
from transformers import (
    LlamaConfig,
    LlamaForCausalLM,
    LlamaForSequenceClassification,
    LlamaModel,
    MistralConfig,
    MistralForCausalLM,
    Qwen2Config,
    Qwen2ForCausalLM,
    Qwen3Config,
    Qwen3ForCausalLM,
)

HERE = pathlib.Path(__file__).resolve().parent
TINY = dict(
    vocab_size=48,
    hidden_size=16,
    intermediate_size=24,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    max_position_embeddings=64,
)


def sha(tensor):
    return hashlib.sha256(tensor.detach().float().contiguous().numpy().tobytes()).hexdigest()


def write_json(path, content):
    path.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n")


def fill(model, seed):
    """Distinct values everywhere, norms and biases too."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            noise = torch.randn(parameter.shape, generator=generator, dtype=torch.float32)
            parameter.copy_((noise * 0.3).to(parameter.dtype))
    return model


def expected_values(directory, tensors):
    names = {
        name: {"shape": list(tensor.shape), "sha256": sha(tensor)}
        for name, tensor in sorted(tensors.items())
    }
    write_json(directory / "expected.json", names)


def canonical(model):
    tensors = dict(model.state_dict())
    if model.config.tie_word_embeddings:
        tensors.pop("lm_head.weight", None)
    return tensors


def checkpoint(name, model, seed, dtype=torch.float32, **options):
    directory = HERE / "checkpoints" / name
    model = fill(model.to(dtype), seed)
    model.config.dtype = dtype
    model.save_pretrained(directory, **options)
    generation = directory / "generation_config.json"
    if generation.exists():
        generation.unlink()
    expected_values(directory, canonical(model))
    return directory, model


def change_config(directory, change):
    path = directory / "config.json"
    config = json.loads(path.read_text())
    change(config)
    path.write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")


def old_spelling(config):
    rope = config.pop("rope_parameters")
    config["rope_theta"] = rope.pop("rope_theta")
    kind = rope.pop("rope_type")
    config["rope_scaling"] = None if kind == "default" else {"type": kind, **rope}
    config["torch_dtype"] = config.pop("dtype")


def checkpoints():
    llama3 = dict(
        rope_type="llama3",
        rope_theta=500000.0,
        factor=8.0,
        low_freq_factor=1.0,
        high_freq_factor=4.0,
        original_max_position_embeddings=32,
    )
    checkpoint("llama-tied", LlamaForCausalLM(LlamaConfig(tie_word_embeddings=True, **TINY)), 1)
    checkpoint(
        "llama-sharded",
        LlamaForCausalLM(LlamaConfig(rope_parameters=llama3, eos_token_id=[2, 5, 7], **TINY)),
        2,
        torch.bfloat16,
        max_shard_size="4KB",
    )
    checkpoint(
        "llama-biases",
        LlamaForCausalLM(LlamaConfig(attention_bias=True, mlp_bias=True, head_dim=6, **TINY)),
        3,
        torch.float16,
    )
    directory, _ = checkpoint(
        "llama-old-spelling", LlamaForCausalLM(LlamaConfig(rope_parameters=llama3, **TINY)), 4
    )
    change_config(directory, old_spelling)
    checkpoint(
        "mistral",
        MistralForCausalLM(MistralConfig(sliding_window=None, head_dim=8, **TINY)),
        5,
        torch.bfloat16,
    )
    checkpoint("qwen2", Qwen2ForCausalLM(Qwen2Config(tie_word_embeddings=True, **TINY)), 6)
    checkpoint("qwen3", Qwen3ForCausalLM(Qwen3Config(head_dim=8, **TINY)), 7, torch.bfloat16)
    checkpoint(
        "llama-score", LlamaForSequenceClassification(LlamaConfig(num_labels=1, **TINY)), 8
    )

    # A bare trunk stores its names without "model."; tied, it is a whole language model.
    trunk = LlamaModel(LlamaConfig(tie_word_embeddings=True, **TINY))
    directory, trunk = checkpoint("llama-trunk", trunk, 9)
    expected_values(directory, {"model." + k: v for k, v in trunk.state_dict().items()})

    # As old Llama 2 files are: rotary frequencies stored, and the tied head too.
    old = HERE / "checkpoints" / "llama-surplus"
    shutil.copytree(HERE / "checkpoints" / "llama-tied", old)
    tensors = load_file(old / "model.safetensors")
    for layer in range(2):
        tensors[f"model.layers.{layer}.self_attn.rotary_emb.inv_freq"] = torch.tensor([1.0, 0.01])
    tensors["lm_head.weight"] = tensors["model.embed_tokens.weight"].clone()
    save_file(tensors, old / "model.safetensors", {"format": "pt"})


def formats():
    """One file of many dtypes, and rounding as torch does it."""
    generator = torch.Generator().manual_seed(11)
    values = torch.randn(3, 5, generator=generator)
    tensors = {
        "z_f64": values.double() * 1e-3,
        "a_f32": values,
        "b/f16": values.half(),
        "ü_bf16": values.bfloat16(),
        "a_bf16": (values * 7).bfloat16(),
        "i64": torch.tensor([[1, -2], [3, 4]]),
        "u8": torch.tensor([1, 255, 7], dtype=torch.uint8),
        "bool": torch.tensor([True, False]),
        "i32": torch.tensor(-5, dtype=torch.int32),
        "empty": torch.zeros(0, 4),
        "i16": torch.tensor([[[9]]], dtype=torch.int16),
    }
    save_file(tensors, HERE / "dtypes.safetensors", {"format": "pt"})
    floats = {k: v for k, v in tensors.items() if v.dtype.is_floating_point}
    write_json(HERE / "dtypes.json", {k: sha(v) for k, v in floats.items()})

    bits = torch.randint(-(2**31), 2**31, (2000,), generator=generator, dtype=torch.int64)
    # Random bits seldom hit the range of float16: another part has exponents from 2^-27 to 2^18.
    near = (bits & 0x807FFFFF) | ((100 + bits.abs() % 46) << 23)
    # Ties: the bits below the cut are exactly one half.
    ties_bf16 = (near & ~0xFFFF) | 0x8000
    ties_f16 = (near & ~0x1FFF) | 0x1000
    edges = torch.tensor([0, 1, 0x7F800000, 0x7F7FFFFF, 0x477FEFFF, 0x477FF000, 0x33000000,
                          0x33000001, 0x38800000, 0x387FFFFF, 0x387FE000, 0x7F7F8000])
    pattern = torch.cat([bits, near, ties_bf16, ties_f16, edges, edges | 0x80000000])
    pattern = ((pattern + 2**31) % 2**32 - 2**31).to(torch.int32)
    floats = pattern.view(torch.float32)
    floats = floats[~floats.isnan()].contiguous()
    save_file(
        {"f32": floats, "f16": floats.half(), "bf16": floats.bfloat16()},
        HERE / "rounding.safetensors",
    )


def adapters():
    base = HERE / "checkpoints"

    def adapter(name, model, config, seed):
        base_name = pathlib.Path(model.config._name_or_path).name
        adapted = peft.get_peft_model(model, config)
        generator = torch.Generator().manual_seed(seed)
        with torch.no_grad():
            for key, parameter in adapted.named_parameters():
                if parameter.requires_grad:
                    noise = torch.randn(parameter.shape, generator=generator)
                    parameter.copy_(noise * 0.1)
        directory = HERE / "adapters" / name
        adapted.save_pretrained(directory)
        (directory / "README.md").unlink()
        settings = json.loads((directory / "adapter_config.json").read_text())
        settings["base_model_name_or_path"] = base_name
        settings["target_modules"] = sorted(settings["target_modules"])
        (directory / "adapter_config.json").write_text(json.dumps(settings, indent=2) + "\n")
        merged = adapted.merge_and_unload()
        tensors = {
            k: v.contiguous()
            for k, v in merged.state_dict().items()
            if "proj.weight" in k or k == "score.weight"
        }
        save_file(tensors, directory / "merged.safetensors")

    adapter(
        "plain",
        LlamaForCausalLM.from_pretrained(base / "llama-tied"),
        peft.LoraConfig(
            r=3, lora_alpha=5, target_modules=["q_proj", "v_proj"], task_type="CAUSAL_LM"
        ),
        21,
    )
    adapter(
        "rslora-all",
        Qwen3ForCausalLM.from_pretrained(base / "qwen3", dtype=torch.float32),
        peft.LoraConfig(
            r=2, lora_alpha=4, use_rslora=True, target_modules="all-linear", task_type="CAUSAL_LM"
        ),
        22,
    )
    adapter(
        "score",
        LlamaForSequenceClassification.from_pretrained(base / "llama-score"),
        peft.LoraConfig(
            r=2, lora_alpha=3, target_modules=["self_attn.o_proj", "down_proj"], task_type="SEQ_CLS"
        ),
        23,
    )


SHAPE = dict(
    vocab_size=1000,
    hidden_size=64,
    intermediate_size=96,
    num_hidden_layers=3,
    num_attention_heads=8,
)


def configs():
    """What transformers makes of configurations with keys left out or spelt otherwise."""
    linear = {"type": "linear", "factor": 4.0}
    llama3 = {
        "rope_type": "llama3",
        "factor": 32.0,
        "low_freq_factor": 1.0,
        "high_freq_factor": 4.0,
        "original_max_position_embeddings": 8192,
    }
    changes = [
        {"model_type": "llama"},
        {"model_type": "llama", "num_key_value_heads": 2, "head_dim": 10},
        {"model_type": "llama", "num_key_value_heads": None, "head_dim": None},
        {"model_type": "llama", "rope_theta": 500000, "rope_scaling": llama3},
        {"model_type": "llama", "rope_parameters": {**llama3, "rope_theta": 25.5}},
        {"model_type": "llama", "rope_theta": 7.0, "rope_parameters": {"rope_type": "default"}},
        {"model_type": "llama", "rope_theta": 7.0, "rope_parameters": {"rope_theta": 8.0}},
        {"model_type": "llama", "rope_scaling": linear},
        {"model_type": "llama", "rope_scaling": {}, "rope_parameters": {"rope_theta": 9.0}},
        {
            "model_type": "llama",
            "max_position_embeddings": 4096,
            "rope_scaling": {
                k: v for k, v in llama3.items() if k != "original_max_position_embeddings"
            },
        },
        {"model_type": "llama", "attention_bias": True},
        {"model_type": "llama", "mlp_bias": True, "tie_word_embeddings": True},
        {"model_type": "llama", "eos_token_id": [5, 6], "bos_token_id": None},
        {"model_type": "llama", "eos_token_id": None, "rms_norm_eps": 1e-5},
        {"model_type": "llama", "initializer_range": 0.041, "hidden_act": "silu"},
        {"model_type": "llama", "torch_dtype": "bfloat16"},
        {"model_type": "llama", "dtype": "float16"},
        {"model_type": "mistral", "sliding_window": None},
        {"model_type": "mistral", "sliding_window": None, "num_key_value_heads": 4},
        {"model_type": "mistral", "max_position_embeddings": 4096},
        {"model_type": "mistral", "sliding_window": None, "head_dim": 32, "mlp_bias": True},
        {"model_type": "qwen2", "num_key_value_heads": 4},
        {"model_type": "qwen2", "num_key_value_heads": 8, "attention_bias": False},
        {"model_type": "qwen2", "num_key_value_heads": 8, "use_sliding_window": False},
        {"model_type": "qwen2", "num_key_value_heads": 2, "head_dim": 16, "eos_token_id": 11},
        {"model_type": "qwen3", "num_key_value_heads": 4},
        {"model_type": "qwen3", "num_key_value_heads": 8, "attention_bias": True},
        {"model_type": "qwen3", "num_key_value_heads": 8, "head_dim": 16, "bos_token_id": 3},
        {"model_type": "qwen3", "num_key_value_heads": 8, "layer_types": ["full_attention"] * 3},
    ]
    cases = []
    for change in changes:
        given = {**SHAPE, **change}
        read = transformers.CONFIG_MAPPING[given["model_type"]].from_dict(copy.deepcopy(given))
        with torch.device("meta"):
            names = dict(transformers.AutoModelForCausalLM.from_config(read).state_dict())
        layer = "model.layers.1."
        eos = read.eos_token_id
        rope = dict(read.rope_parameters)
        expected = {
            "keyValueHeads": read.num_key_value_heads,
            "headDim": names[layer + "self_attn.k_proj.weight"].shape[0] // read.num_key_value_heads,
            "rmsNormEps": read.rms_norm_eps,
            "tieWordEmbeddings": read.tie_word_embeddings,
            "attentionBias": layer + "self_attn.q_proj.bias" in names,
            "attentionOutputBias": layer + "self_attn.o_proj.bias" in names,
            "mlpBias": layer + "mlp.up_proj.bias" in names,
            "queryKeyNorm": layer + "self_attn.q_norm.weight" in names,
            "maxPositionEmbeddings": read.max_position_embeddings,
            "initializerRange": read.initializer_range,
            "bosTokenId": -1 if read.bos_token_id is None else read.bos_token_id,
            "eosTokenIds": [] if eos is None else eos if isinstance(eos, list) else [eos],
            "rope": {k: v for k, v in rope.items() if k != "type"},
            "shapes": {k: list(v.shape) for k, v in names.items() if layer in k},
        }
        if read.dtype is not None:
            expected["storedDtype"] = str(read.dtype).removeprefix("torch.")
        cases.append({"given": given, "expected": expected})
    write_json(HERE / "configs.json", cases)


for made in ("checkpoints", "adapters"):
    shutil.rmtree(HERE / made, ignore_errors=True)
    (HERE / made).mkdir()
checkpoints()
formats()
adapters()
configs()
