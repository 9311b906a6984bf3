"""Reward models of transformers with their scores, and what TRL's RewardTrainer reports for four steps. Run after sft.py and dpo.py.

    VENV/bin/python engine/src/test/golden/reward.py

Writes src/test/resources/golden/reward/NAME/ and, in golden/model/training/, encoded-reward.jsonl, reward-head.safetensors and reward-NAME.json.
"""

import shutil

import datasets
import golden
import models
import rows
import torch
import training
from peft import LoraConfig
from safetensors.torch import load_file, save_file
from transformers import AutoConfig, AutoModelForSequenceClassification, LlamaConfig, MistralConfig, Qwen2Config
from trl import RewardConfig, RewardTrainer

SCORED = {
    "llama": (LlamaConfig, dict(num_hidden_layers=1, rope_parameters=models.rope(100000.0))),
    "mistral": (MistralConfig, dict(
        num_hidden_layers=1, num_attention_heads=6, num_key_value_heads=2, head_dim=4, tie_word_embeddings=False, sliding_window=None,
        rope_parameters=models.rope(1000000.0))),
    "qwen2": (Qwen2Config, dict(num_hidden_layers=1, rms_norm_eps=1e-6, rope_parameters=models.rope(1000000.0))),
    "two-labels": (LlamaConfig, dict(num_hidden_layers=1, rope_parameters=models.rope(100000.0))),
}  # fmt: skip
# name: settings that differ from arguments below
RUNS = {
    "plain": dict(),
    "center": dict(center_rewards_coefficient=0.05),
    "cosine": dict(lr_scheduler_type="cosine", warmup_steps=0.25, max_grad_norm=0.5),
    "lora": dict(learning_rate=5e-3),
}
LORA = dict(r=4, lora_alpha=8, lora_dropout=0.0, target_modules=["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"])


def scored(name, seed):
    """A model with random weights; sequences of several lengths, one that ends with padding and one that has it inside."""
    kind, changes = SCORED[name]
    folder = golden.ROOT.parent / "reward" / name
    shutil.rmtree(folder, ignore_errors=True)
    config = kind(**{**models.SHAPE, **changes}, num_labels=2 if name == "two-labels" else 1)
    model = golden.randomise(AutoModelForSequenceClassification.from_config(config, attn_implementation="eager"), seed).eval()
    model.save_pretrained(folder)
    (folder / "model.safetensors").chmod(0o644)
    if name == "two-labels":
        return
    generator = torch.Generator().manual_seed(seed)
    tensors = {}
    for n, length in enumerate((5, 17, 30, 8)):
        ids = torch.randint(3, models.SHAPE["vocab_size"], (length,), generator=generator)
        if n == 2:
            ids[4] = models.SHAPE["pad_token_id"]
        if n == 3:
            ids[-2:] = models.SHAPE["pad_token_id"]
        with torch.no_grad():
            score = model(input_ids=ids[None]).logits[0]
        tensors |= {f"ids.{n}": ids, f"score.{n}": score}
    golden.save_tensors(folder / "expected.safetensors", tensors)
    print(name, [tensors[f"score.{n}"].item() for n in range(4)])


def load(attention, seed=5):
    config = AutoConfig.from_pretrained(training.BASE, num_labels=1)
    torch.manual_seed(seed)
    return AutoModelForSequenceClassification.from_pretrained(
        training.BASE, config=config, dtype=torch.float32, attn_implementation=attention
    ).eval()


def arguments(name):
    return training.arguments(**{"max_steps": 4, "learning_rate": 1e-3, **RUNS[name]})


def head_of(model):
    return next(w for n, w in model.named_parameters() if n.endswith("score.weight") and "original" not in n or n.endswith("default.weight") and "score" in n)


def once(name, attention):
    model = load(attention)
    peft = LoraConfig(**LORA, task_type="SEQ_CLS", modules_to_save=["score"]) if name == "lora" else None
    trainer = training.noting(RewardTrainer)(
        model=model, args=RewardConfig(**arguments(name)), train_dataset=datasets.Dataset.from_list(rows.preference()),
        processing_class=training.load_tokenizer(), peft_config=peft,
    )  # fmt: skip
    if peft:
        seed_adapter(trainer.model)
    head = head_of(trainer.model)
    head.data.copy_(load_file(training.ROOT / "reward-head.safetensors")["score.weight"])
    encoded = [{k: r[f"{k}_ids"] for k in ("chosen", "rejected")} for r in trainer.train_dataset]
    if peft:
        folder = training.ROOT / "reward-lora-start"
        trainer.model.save_pretrained(folder)
        config = folder / "adapter_config.json"
        golden.write_json(config, golden.json.loads(config.read_text()) | {"base_model_name_or_path": "base"})
        (folder / "README.md").unlink(missing_ok=True)
    return training.train(trainer), encoded, trainer.model


def seed_adapter(model):
    """A and B from a seed of their own, B not zero, so that its gradient reaches A from the first step."""
    generator = torch.Generator().manual_seed(9)
    with torch.no_grad():
        for n, p in sorted(model.named_parameters()):
            if "lora_" in n:
                p.copy_(torch.randn(p.shape, generator=generator) * 0.05)


def run(name):
    steps, encoded, model = once(name, "eager")
    other_steps, _, other = once(name, "sdpa")
    settings = arguments(name)
    settings.pop("output_dir")
    golden.write_jsonl(training.ROOT / "encoded-reward.jsonl", encoded)
    golden.write_json(training.ROOT / f"reward-{name}.json", {
        "rows": "preference.jsonl", "encoded": "encoded-reward.jsonl", "settings": settings, "steps": steps,
        "final_head": head_of(model).flatten().tolist(),
        "eager_against_sdpa": training.noise(steps, other_steps, training.weights(model), training.weights(other)),
    })  # fmt: skip
    return steps


def main():
    torch.set_num_threads(1)
    for seed, name in enumerate(SCORED):
        scored(name, 100 + seed)
    head = torch.randn((1, models.SHAPE["hidden_size"]), generator=torch.Generator().manual_seed(7)) * 0.2
    save_file({"score.weight": head}, training.ROOT / "reward-head.safetensors")
    (training.ROOT / "reward-head.safetensors").chmod(0o644)
    for name in RUNS:
        for step in run(name):
            print(name, *(f"{k} {v:.5g}" for k, v in step.items() if isinstance(v, (int, float))), flush=True)


if __name__ == "__main__":
    main()
