"""What the peer programs share: options, rows, settings that make runs comparable, a metrics file written step by step, the report."""

import argparse
import json
import os
import resource
import sys
import tempfile
import time

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

import datasets  # noqa: E402
import torch  # noqa: E402
import transformers  # noqa: E402

PROJECTIONS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


def options(doc):
    p = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--model", required=True, help="Hugging Face folder")
    p.add_argument("--data", required=True, help="JSON Lines, used in order")
    p.add_argument("--threads", type=int, default=os.cpu_count())
    p.add_argument("--seed", type=int, default=0)
    return p


def training_options(doc):
    p = options(doc)
    p.add_argument("--steps", type=int, default=6)
    p.add_argument("--batch-size", type=int, default=8, help="rows (or pairs) of one optimiser step")
    p.add_argument("--micro-batch", type=int, help="rows of one forward pass; default: the whole batch")
    p.add_argument("--max-length", type=int, default=512)
    p.add_argument("--learning-rate", type=float, default=1e-5)
    p.add_argument("--precision", choices=["default", "float32", "bfloat16"], default="float32", help="default: what TRL does when not told")
    p.add_argument("--recompute", choices=["default", "on", "off"], default="off", help="activations in the backward pass; default: what TRL does when not told")
    p.add_argument("--optim", default="adamw_torch", help="transformers' name of the optimiser")
    p.add_argument("--lora-r", type=int, default=0, help="rank of LoRA on every projection, alpha twice that; 0: train all weights")
    p.add_argument("--metrics", help="a JSON line is appended here after every step")
    p.add_argument("--save", help="folder for the trained model")
    return p


def rows(path):
    with open(path, encoding="utf-8") as lines:
        return datasets.Dataset.from_list([json.loads(line) for line in lines if line.strip()])


def settings(a):
    """Arguments for a config of TRL: constant rate, no decay, no shuffling, a log line a step."""
    torch.set_num_threads(a.threads)
    micro = a.micro_batch or a.batch_size
    if a.batch_size % micro:
        sys.exit(f"--batch-size {a.batch_size} is not a multiple of --micro-batch {micro}")
    chosen = {}
    if a.precision != "default":
        chosen["bf16"] = a.precision == "bfloat16"
    if a.recompute != "default":
        chosen["gradient_checkpointing"] = a.recompute == "on"
    return chosen | dict(
        output_dir=tempfile.mkdtemp(prefix="peer-"), max_steps=a.steps, per_device_train_batch_size=micro,
        gradient_accumulation_steps=a.batch_size // micro, max_length=a.max_length, learning_rate=a.learning_rate,
        lr_scheduler_type="constant", weight_decay=0.0, max_grad_norm=1.0, optim=a.optim, seed=a.seed, use_cpu=not torch.cuda.is_available(),
        train_sampling_strategy="sequential", dataloader_pin_memory=False, logging_steps=1, save_strategy="no", report_to="none", disable_tqdm=True,
    )  # fmt: skip


def adapter(a):
    if not a.lora_r:
        return None
    from peft import LoraConfig

    return LoraConfig(r=a.lora_r, lora_alpha=2 * a.lora_r, lora_dropout=0.0, target_modules=PROJECTIONS, task_type="CAUSAL_LM")


class StepLog(transformers.TrainerCallback):
    """Appends what the trainer logs after each step to a file at once, so that it can be timed from outside."""

    def __init__(self, path):
        self.path, self.steps, self.begun = path, [], time.perf_counter()

    def on_train_begin(self, args, state, control, **kwargs):
        self.begun = time.perf_counter()

    def on_log(self, args, state, control, logs=None, **kwargs):
        if "grad_norm" not in (logs or {}):
            return
        values = {k: float(v) for k, v in logs.items() if k != "epoch"}
        line = {"step": state.global_step, **values, "seconds_since_start": time.perf_counter() - self.begun}
        self.steps.append(line)
        if self.path:
            with open(self.path, "a", encoding="utf-8") as out:
                out.write(json.dumps(line) + "\n")


def train(trainer, a):
    log = StepLog(a.metrics)
    trainer.add_callback(log)
    trainer.remove_callback(transformers.PrinterCallback)
    trainer.train()
    if a.save:
        trainer.save_model(a.save)
    ends = [s["seconds_since_start"] for s in log.steps]
    report(
        a, tokens=log.steps[-1]["num_tokens"], seconds=ends[-1], tokens_per_second=log.steps[-1]["num_tokens"] / ends[-1],
        trainable=sum(p.numel() for p in trainer.model.parameters() if p.requires_grad),
        bf16=trainer.args.bf16, recompute=trainer.args.gradient_checkpointing, steps=log.steps,
    )  # fmt: skip


def report(a, **values):
    """One JSON line on standard output."""
    print(json.dumps({
        "program": os.path.basename(sys.argv[0]), "options": vars(a), "versions": {m.__name__: m.__version__ for m in (torch, transformers, datasets)},
        "peak_rss_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, **values,
    }))  # fmt: skip
