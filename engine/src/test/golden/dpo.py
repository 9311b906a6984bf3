"""What TRL's DPOTrainer reports for four steps on a tiny model, under several settings. Run after sft.py, which makes the model.

    VENV/bin/python engine/src/test/golden/dpo.py

Writes src/test/resources/golden/model/training/: preference.jsonl, encoded-preference.jsonl and dpo-NAME.json (see README.md).
"""

import datasets
import golden
import rows
import torch
import training
from trl import DPOConfig, DPOTrainer

# name: settings that differ from training.arguments; the reference is the model before the first step
RUNS = {
    "sigmoid": dict(),
    "sigmoid-sft": dict(loss_type=["sigmoid", "sft"], loss_weights=[1.0, 0.2]),
    "sigmoid-sft-accumulate2": dict(
        loss_type=["sigmoid", "sft"], loss_weights=[1.0, 0.2], per_device_train_batch_size=2, gradient_accumulation_steps=2),
    "sigmoid-cosine": dict(beta=0.5, lr_scheduler_type="cosine", warmup_steps=0.25, max_grad_norm=0.5),
}  # fmt: skip
WITH_WEIGHTS = {"sigmoid-sft"}


def arguments(name):
    return training.arguments(**{"max_steps": 4, "beta": 0.1, "loss_type": ["sigmoid"], "learning_rate": 1e-3, **RUNS[name]})


def once(name, attention):
    model, reference = (training.models.load(training.BASE, attention) for _ in range(2))
    trainer = training.noting(DPOTrainer)(
        model=model, ref_model=reference, args=DPOConfig(**arguments(name)),
        train_dataset=datasets.Dataset.from_list(rows.preference()), processing_class=training.load_tokenizer(),
    )  # fmt: skip
    encoded = [{k: r[f"{k}_ids"] for k in ("prompt", "chosen", "rejected")} for r in trainer.train_dataset]
    return training.train(trainer), encoded, model


def logps(encoded):
    """Summed log-probabilities of both answers under the reference, from plain logits rather than by TRL."""
    model, out = training.models.load(training.BASE), []
    for row in encoded:
        line = dict(row)
        for side in ("chosen", "rejected"):
            ids = torch.tensor(row["prompt"] + row[side])
            with torch.no_grad():
                line[f"ref_{side}_logps"] = golden.forward(model, ids)[1][len(row["prompt"]) - 1 :].double().sum().item()
        out.append(line)
    return out


def run(name):
    steps, encoded, model = once(name, "eager")
    other_steps, _, other = once(name, "sdpa")
    settings = arguments(name)
    settings.pop("output_dir")
    encoded = logps(encoded)
    for side in ("chosen", "rejected"):
        mean = sum(r[f"ref_{side}_logps"] for r in encoded[:4]) / 4
        assert abs(mean - steps[0][f"logps/{side}"]) < 1e-3, (mean, steps[0])
    golden.write_jsonl(training.ROOT / "encoded-preference.jsonl", encoded)
    golden.write_json(training.ROOT / f"dpo-{name}.json", {
        "rows": "preference.jsonl", "encoded": "encoded-preference.jsonl", "settings": settings, "steps": steps,
        "final": training.probes(model), "eager_against_sdpa": training.noise(steps, other_steps, training.weights(model), training.weights(other)),
    })  # fmt: skip
    if name in WITH_WEIGHTS:
        golden.save_tensors(training.ROOT / f"dpo-{name}.safetensors", training.weights(model))
    return steps


def main():
    torch.set_num_threads(1)
    golden.write_jsonl(training.ROOT / "preference.jsonl", rows.preference())
    for name in RUNS:
        for step in run(name):
            print(name, *(f"{k} {v:.5g}" for k, v in step.items() if isinstance(v, (int, float))), flush=True)


if __name__ == "__main__":
    main()
