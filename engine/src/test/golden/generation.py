"""Greedy tokens of a tiny model, and what transformers' logits processors leave of made-up logits: generation.json.

Run by all.sh. `greedy`: prompts, and the new ids for each repetition penalty. `filters`: settings, logits, the ids that the
repetition penalty counts, and the probabilities after all processors.
"""

import json
import random

import torch
from golden import ROOT
from transformers import AutoModelForCausalLM
from transformers.generation import logits_process as p

torch.set_num_threads(1)
rng = random.Random(11)
model = AutoModelForCausalLM.from_pretrained(ROOT / "llama-gqa-tied", dtype=torch.float32).eval()
vocab = model.config.vocab_size
prompts = [[rng.randrange(vocab) for _ in range(n)] for n in (3, 16, 21, 40)]
greedy = []
for penalty in (1.0, 1.4):
    for prompt in prompts:
        ids = torch.tensor([prompt])
        with torch.no_grad():
            out = model.generate(
                ids, attention_mask=torch.ones_like(ids), do_sample=False, max_new_tokens=40, min_new_tokens=40,
                repetition_penalty=penalty, eos_token_id=None, pad_token_id=0)
        greedy.append({"prompt": prompt, "penalty": penalty, "ids": out[0, len(prompt):].tolist()})

filters = []
for penalty, temperature, k, top_p, min_p in [
    (1.0, 0.7, 0, 1.0, 0.0), (1.0, 1.0, 9, 1.0, 0.0), (1.0, 1.0, 0, 0.8, 0.0), (1.0, 1.0, 0, 1.0, 0.1),
    (1.0, 1.3, 12, 0.9, 0.05), (1.3, 0.8, 0, 0.95, 0.02), (1.7, 1.0, 20, 0.7, 0.3), (0.8, 2.0, 0, 0.5, 0.0),
]:
    generator = torch.Generator().manual_seed(len(filters))
    logits = 3 * torch.randn(1, 300, generator=generator)
    seen = [rng.randrange(300) for _ in range(40)]
    scores = logits
    ids = torch.tensor([seen])
    chain = []
    if penalty != 1:
        chain.append(p.RepetitionPenaltyLogitsProcessor(penalty))
    chain.append(p.TemperatureLogitsWarper(temperature))
    if k > 0:
        chain.append(p.TopKLogitsWarper(k))
    if top_p < 1:
        chain.append(p.TopPLogitsWarper(top_p))
    if min_p > 0:
        chain.append(p.MinPLogitsWarper(min_p))
    for processor in chain:
        scores = processor(ids, scores)
    filters.append({
        "penalty": penalty, "temperature": temperature, "top_k": k, "top_p": top_p, "min_p": min_p, "seen": seen,
        "logits": logits[0].tolist(), "probabilities": torch.softmax(scores, -1)[0].tolist(),
    })
(ROOT / "generation.json").write_text(json.dumps({"greedy": greedy, "filters": filters}) + "\n")
