"""What the training goldens share: a tiny model with a byte-level tokenizer, rows, and a trainer that notes every step.

The model is random, its vocabulary the 256 bytes and three special tokens, its template ChatML. Sequential order, float32, eager attention.
"""

import json
import tempfile

import datasets
import golden
import models
import rows
import torch
from tokenizers import Tokenizer, decoders, pre_tokenizers
from tokenizers import models as tokenizer_models
from transformers import AutoModelForCausalLM, AutoTokenizer, LlamaConfig, PreTrainedTokenizerFast, PrinterCallback, TrainerCallback

datasets.disable_progress_bars()
ROOT = golden.ROOT / "training"
BASE = ROOT / "base"
SPECIAL = ["<|pad|>", "<|im_start|>", "<|im_end|>"]
# Written for these goldens. The newline after an assistant's end of turn lies outside the generation block.
TEMPLATE = (
    "{%- for message in messages -%}"
    "{{- '<|im_start|>' + message['role'] + '\\n' -}}"
    "{%- if message['role'] == 'assistant' -%}"
    "{%- generation -%}{{- message['content'] + '<|im_end|>' -}}{%- endgeneration -%}"
    "{%- else -%}{{- message['content'] + '<|im_end|>' -}}{%- endif -%}"
    "{{- '\\n' -}}"
    "{%- endfor -%}"
    "{%- if add_generation_prompt -%}{{- '<|im_start|>assistant\\n' -}}{%- endif -%}"
)


def byte_tokenizer():
    """Byte b has id 3 + b; the special tokens have ids 0 to 2."""
    letters = pre_tokenizers.ByteLevel.alphabet()
    # The alphabet spells printable bytes as themselves and the others, in order, as the letters from U+0100
    printable = [b for b in range(256) if chr(b) in letters and (33 <= b <= 126 or 161 <= b <= 172 or 174 <= b <= 255)]
    spelling, spare = {}, 0
    for b in range(256):
        if b in printable:
            spelling[b] = chr(b)
        else:
            spelling[b] = chr(256 + spare)
            spare += 1
    vocab = {token: i for i, token in enumerate(SPECIAL)} | {spelling[b]: 3 + b for b in range(256)}
    assert set(letters) == set(vocab) - set(SPECIAL)
    backend = Tokenizer(tokenizer_models.BPE(vocab=vocab, merges=[]))
    backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    backend.decoder = decoders.ByteLevel()
    result = PreTrainedTokenizerFast(
        tokenizer_object=backend, pad_token=SPECIAL[0], bos_token=SPECIAL[1], eos_token=SPECIAL[2], model_max_length=256
    )
    result.chat_template = TEMPLATE
    text = "a\nZé ¼ 漢<|im_end|>"
    assert result(text).input_ids == [3 + b for b in text.removesuffix("<|im_end|>").encode()] + [2]
    return result


def fit(model, tokens, steps):
    """A few steps of plain training, so that some predictions are right and gradient norms lie on both sides of 1."""
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    for step in range(steps):
        ids = tokens[step % len(tokens)]
        optimizer.zero_grad()
        (-golden.forward(model, ids)[1].mean()).backward()
        optimizer.step()


def make_base():
    config = LlamaConfig(**models.SHAPE | dict(vocab_size=259, rope_parameters=models.rope(10000.0)))
    model = golden.randomise(AutoModelForCausalLM.from_config(config, attn_implementation="eager"), 42)
    tokenizer = byte_tokenizer()
    fit(model, [torch.tensor(tokenizer.apply_chat_template(r["messages"], return_dict=True)["input_ids"]) for r in rows.chat()[::2]], 120)
    model.save_pretrained(BASE)
    (BASE / "model.safetensors").chmod(0o644)
    (BASE / "generation_config.json").unlink(missing_ok=True)
    tokenizer.save_pretrained(BASE)
    template = BASE / "chat_template.jinja"
    if template.exists():  # keep it in tokenizer_config.json alone
        template.unlink()
    file = BASE / "tokenizer_config.json"
    golden.write_json(file, json.loads(file.read_text(encoding="utf-8")) | {"chat_template": TEMPLATE})


def load_tokenizer():
    return AutoTokenizer.from_pretrained(BASE)


def arguments(**changes):
    """TRL's settings spelt out, where its defaults would not do for a comparison."""
    plain = dict(
        output_dir=tempfile.mkdtemp(), per_device_train_batch_size=4, gradient_accumulation_steps=1, max_length=256, learning_rate=2e-3,
        lr_scheduler_type="constant", warmup_steps=0, optim="adamw_torch", adam_beta1=0.9, adam_beta2=0.999, adam_epsilon=1e-8,
        weight_decay=0.01, max_grad_norm=1.0, seed=0, bf16=False, gradient_checkpointing=False, use_cpu=True,
        train_sampling_strategy="sequential", dataloader_pin_memory=False, logging_steps=1, save_strategy="no", report_to="none",
        disable_tqdm=True,
    )  # fmt: skip
    return plain | changes


class AppliedRate(TrainerCallback):
    """The learning rate each optimiser step was made with, to be sure that it is the one logged."""

    def __init__(self):
        self.rates = []

    def on_pre_optimizer_step(self, args, state, control, optimizer=None, **kwargs):
        self.rates.append(optimizer.param_groups[0]["lr"])


def noting(trainer_class):
    """The trainer, keeping the value of every metric for each micro-batch, which TRL averages without weights."""

    class Noting(trainer_class):
        def compute_loss(self, model, inputs, *args, **kwargs):
            if "labels" in inputs:
                self.counts = [*getattr(self, "counts", []), (inputs["labels"][:, 1:] != -100).sum().item()]
            return super().compute_loss(model, inputs, *args, **kwargs)

        def log(self, logs, *args, **kwargs):
            micro = {k: list(v) for k, v in self._metrics["train"].items() if k != "num_tokens"}
            if micro:
                self.micro = [*getattr(self, "micro", []), {**micro, "supervised_tokens": getattr(self, "counts", [])}]
                self.counts = []
            return super().log(logs, *args, **kwargs)

    return Noting


def train(trainer):
    """One object per optimiser step, as TRL logs it, with the values of the micro-batches where there are several."""
    rate = AppliedRate()
    trainer.add_callback(rate)
    trainer.remove_callback(PrinterCallback)
    trainer.train()
    steps = []
    for log, applied, micro in zip([r for r in trainer.state.log_history if "grad_norm" in r], rate.rates, trainer.micro, strict=False):
        log = {k: v.item() if hasattr(v, "item") else v for k, v in log.items() if k not in ("epoch", "step")}
        assert log["learning_rate"] == applied
        step = {"step": len(steps) + 1, **log}
        counts = micro.pop("supervised_tokens")
        if counts:
            step["supervised_tokens"] = sum(counts)
        if len(next(iter(micro.values()))) > 1:
            step["micro_batches"] = {**micro, **({"supervised_tokens": counts} if counts else {})}
        steps.append(step)
    return steps


def probes(model):
    """Enough of every parameter to compare with, without its file: sum, Euclidean norm and first four values."""
    with torch.no_grad():
        return {
            n: {"sum": p.double().sum().item(), "norm": p.double().norm().item(), "first": p.flatten()[:4].tolist()}
            for n, p in model.named_parameters()
        }


def noise(steps, other_steps, final, other_final):
    """How far two ways to compute attention lie apart: largest differences of what is logged and of a final weight."""
    logged = [k for k, v in steps[0].items() if isinstance(v, float)]
    largest = {k: max(abs(a[k] - b[k]) for a, b in zip(steps, other_steps, strict=True)) for k in logged}
    return largest | {"final_weight": max((final[n] - other_final[n]).abs().max().item() for n in final)}


def weights(model):
    return {n: p.detach().clone().contiguous() for n, p in model.named_parameters()}
