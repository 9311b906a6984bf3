"""What the golden programs of this folder share: where files go, seeded weights, inputs, expected values, float-exact JSON."""

import json
import os
import random
import re
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_DATASETS_CACHE", "/tmp/herder-golden-datasets")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

import torch  # noqa: E402
from safetensors.torch import save_file  # noqa: E402

ROOT = Path(__file__).resolve().parents[1] / "resources" / "golden" / "model"


def randomise(model, seed):
    """Weights far from their usual start: projections wide enough for peaked logits, norms not 1, biases not 0."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, p in model.named_parameters():
            noise = torch.randn(p.shape, generator=generator)
            if name.endswith("norm.weight"):
                p.copy_(1 + 0.3 * noise)
            elif name.endswith("bias"):
                p.copy_(0.3 * noise)
            elif "embed_tokens" in name:
                p.copy_(0.8 * noise if not model.config.tie_word_embeddings else 0.5 * noise)
            else:
                p.copy_(noise * 1.2 / p.shape[1] ** 0.5)
    return model


def sequences(vocab, lengths, seed):
    """Random ids, and labels that are the ids where supervised and -100 elsewhere (a label is predicted from the token before it)."""
    rng = random.Random(seed)
    out = []
    for length in lengths:
        ids = [rng.randrange(vocab) for _ in range(length)]
        supervised = [i > 0 and rng.random() < 0.6 for i in range(length)]
        supervised[0], supervised[-1] = False, True
        out.append((torch.tensor(ids), torch.tensor([t if s else -100 for t, s in zip(ids, supervised)])))
    return out


def forward(model, ids):
    """Logits [T, V] and the log-probabilities of each next token [T - 1], both float32."""
    logits = model(input_ids=ids[None], use_cache=False).logits[0].float()
    logprobs = torch.log_softmax(logits[:-1], -1).gather(1, ids[1:, None])[:, 0]
    return logits, logprobs


def expected(model, data, gradients=True):
    """Tensors of expected.safetensors; see README.md for their names."""
    out, loss = {}, 0.0
    model.zero_grad(set_to_none=True)
    for i, (ids, labels) in enumerate(data):
        logits, logprobs = forward(model, ids)
        one = -logprobs[labels[1:] != -100].sum()
        if gradients:
            one.backward()
        loss = loss + one.detach()
        out |= {f"ids.{i}": ids, f"labels.{i}": labels, f"logits.{i}": logits.detach(), f"logprobs.{i}": logprobs.detach()}
    out["loss"] = loss.reshape(1)
    if gradients:
        out |= {f"grad.{n}": p.grad.clone() for n, p in model.named_parameters() if p.requires_grad}
    return {k: v.contiguous() for k, v in out.items()}


def differences(a, b):
    """Largest absolute difference of logits and largest difference of a gradient relative to that gradient's largest entry."""
    logits = max((a[k] - b[k]).abs().max().item() for k in a if k.startswith("logits."))
    grads = [((a[k] - b[k]).abs().max() / a[k].abs().max().clamp_min(1e-12)).item() for k in a if k.startswith("grad.")]
    return {"logits": logits, **({"gradients_relative": max(grads)} if grads else {})}


def save_tensors(path, tensors):
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(tensors, path, metadata={"format": "pt"})
    path.chmod(0o644)


def write_json(path, value):
    """Indented, but lists of plain values on one line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(value, indent=1, ensure_ascii=False)
    text = re.sub(r"\[\n\s*([^\[\]{}]*?)\n\s*\]", lambda m: "[" + re.sub(r",\n\s*", ", ", m[1]) + "]", text)
    assert json.loads(text) == value
    path.write_text(text + "\n", encoding="utf-8")


def write_jsonl(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
