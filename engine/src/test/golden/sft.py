"""What TRL's SFTTrainer reports for six steps on a tiny model, under several settings. Run after models.py.

    VENV/bin/python engine/src/test/golden/sft.py

Writes src/test/resources/golden/model/training/: base/ (the model), rows, and sft-NAME.json (README.md describes them).
"""

import datasets
import golden
import rows
import torch
import training
from transformers import get_scheduler
from trl import SFTConfig, SFTTrainer

DATA = {"chat": rows.chat, "completion": rows.completion}
COSINE = dict(lr_scheduler_type="cosine", warmup_steps=0.25)
LINEAR = dict(lr_scheduler_type="linear", warmup_steps=0.1)
# name: (rows, settings that differ from training.arguments)
RUNS = {
    "all-constant": ("chat", dict()),
    "all-cosine": ("chat", COSINE),
    "all-cosine-accumulate2": ("chat", COSINE | dict(per_device_train_batch_size=2, gradient_accumulation_steps=2)),
    "assistant-linear": ("chat", LINEAR | dict(assistant_only_loss=True)),
    "assistant-linear-accumulate4": (
        "chat", LINEAR | dict(assistant_only_loss=True, per_device_train_batch_size=1, gradient_accumulation_steps=4)),
    "completion-inverse-sqrt": ("completion", dict(lr_scheduler_type="inverse_sqrt", warmup_steps=2, completion_only_loss=True, max_grad_norm=0.3)),
    "all-truncated": ("chat", dict(max_length=64, weight_decay=0.1, adam_beta2=0.95, learning_rate=5e-3, max_grad_norm=3.0)),
}  # fmt: skip
WITH_WEIGHTS = {"all-cosine"}


def once(name, attention):
    kind, changes = RUNS[name]
    model, rows_of_run = training.models.load(training.BASE, attention), datasets.Dataset.from_list(DATA[kind]())
    config = SFTConfig(**training.arguments(max_steps=6, **changes))
    trainer = training.noting(SFTTrainer)(model=model, args=config, train_dataset=rows_of_run, processing_class=training.load_tokenizer())
    encoded = [{"ids": r["input_ids"], "labels": r["labels"]} for r in trainer.train_dataset]
    return training.train(trainer), encoded, model


def run(name):
    kind, changes = RUNS[name]
    steps, encoded, model = once(name, "eager")
    other_steps, _, other = once(name, "sdpa")
    settings = training.arguments(max_steps=6, **changes)
    settings.pop("output_dir")
    loss_on = name.split("-")[0]
    encoded_file = f"encoded-{loss_on}.jsonl"
    if "truncated" not in name:
        golden.write_jsonl(training.ROOT / encoded_file, encoded)
    golden.write_json(training.ROOT / f"sft-{name}.json", {
        "rows": f"{kind}.jsonl", "encoded": encoded_file, "loss_on": loss_on, "settings": settings, "steps": steps,
        "final": training.probes(model), "eager_against_sdpa": training.noise(steps, other_steps, training.weights(model), training.weights(other)),
    })  # fmt: skip
    if name in WITH_WEIGHTS:
        golden.save_tensors(training.ROOT / f"sft-{name}.safetensors", training.weights(model))
    return steps


def schedules():
    """Factors of transformers' schedules, by optimiser step, peak 1."""
    out = []
    for name, warmup, total in [
        ("constant", 0, 6), ("constant_with_warmup", 3, 8), ("linear", 0, 6), ("linear", 2, 10), ("cosine", 0, 6), ("cosine", 3, 12),
        ("inverse_sqrt", 0, 6), ("inverse_sqrt", 4, 12), ("cosine", 1, 1), ("linear", 6, 6),
    ]:  # fmt: skip
        optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
        schedule = get_scheduler(name, optimizer, num_warmup_steps=warmup, num_training_steps=total)
        factors = []
        for _ in range(total):
            factors.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            schedule.step()
        out.append({"lr_scheduler_type": name, "warmup_steps": warmup, "max_steps": total, "factors": factors})
    return out


def main():
    torch.set_num_threads(1)
    training.make_base()
    for kind, make in DATA.items():
        golden.write_jsonl(training.ROOT / f"{kind}.jsonl", make())
    golden.write_json(training.ROOT / "schedules.json", schedules())
    for name in RUNS:
        for step in run(name):
            print(name, *(f"{k} {v:.5g}" for k, v in step.items() if isinstance(v, (int, float))), flush=True)


if __name__ == "__main__":
    main()
