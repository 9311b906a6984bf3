"""Losses and gradients of one step of examples, by TRL's own loss code, or by autograd on a formula.

    python losses.py > losses.json        (TRL 1.16, torch 2.7.1; float64, TRL's ORPO float32)

The trainers' loss methods run on a stand-in for the trainer and for the model, which gives the per-token
log-probabilities below. A case holds the settings, every answer's summed log-probabilities and length, the step's loss,
and its derivative by each answer's tokens (by any contrasted token: all are equal). "source" says which code made it.
"""
import collections
import json
import types
import warnings

warnings.filterwarnings("ignore")
import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402
from trl import DPOTrainer, KTOTrainer  # noqa: E402
from trl.experimental.cpo import CPOTrainer  # noqa: E402
from trl.experimental.orpo import ORPOTrainer  # noqa: E402

torch.set_default_dtype(torch.float64)
LENGTHS = [(3, 5), (8, 2), (1, 4), (6, 6), (2, 7)]
PROMPT = 2
SCALES = [0.3, 1.1, 2.0, 0.7, 0.05]


def tokens(seed, lengths):
    generator = torch.Generator().manual_seed(seed)
    return [(-s * 3 * torch.rand(n, generator=generator)).clone() for n, s in zip(lengths, SCALES)]


CHOSEN = tokens(1, [c for c, _ in LENGTHS])
REJECTED = tokens(2, [r for _, r in LENGTHS])
REF_CHOSEN = [float(t.sum()) + d for t, d in zip(tokens(3, [c for c, _ in LENGTHS]), [0.4, -1.0, 0.2, 0.0, 1.5])]
REF_REJECTED = [float(t.sum()) + d for t, d in zip(tokens(4, [r for _, r in LENGTHS]), [-0.7, 0.9, 0.3, -2.0, 0.1])]
LABELS = [True, False, True, True, False]
KL = [0.9, -0.2, 0.5, 0.1, 0.45], [0.1, -0.5, 0.2, 0.3, 0.0]


class Accelerator:
    device = torch.device("cpu")
    gather = staticmethod(lambda x: x)
    gather_for_metrics = staticmethod(lambda x: x)


def trainer(**settings):
    defaults = dict(
        accelerator=Accelerator(), model=types.SimpleNamespace(training=True), aux_loss_enabled=False, ld_alpha=None,
        precompute_ref_logps=True, f_divergence_type="reverse_kl", use_weighting=False, _total_train_tokens=0, _tp_size=1,
        _metrics=collections.defaultdict(lambda: collections.defaultdict(list)), beta=0.1, label_smoothing=0.0,
        args=types.SimpleNamespace(discopop_tau=settings.pop("tau", 0.05)), loss_weights=[1.0],
    )
    return types.SimpleNamespace(**(defaults | settings))


def batch(rows):
    """Left-packed rows [prompt, answer, padding]: leaves, log-probabilities [n, L - 1], answer mask [n, L]."""
    leaves = [row.clone().requires_grad_() for row in rows]
    width = PROMPT + max(len(r) for r in rows)
    mask = torch.zeros(len(rows), width, dtype=torch.long)
    lines = []
    for i, leaf in enumerate(leaves):
        mask[i, PROMPT : PROMPT + len(leaf)] = 1
        lines.append(torch.cat([torch.zeros(PROMPT - 1), leaf, torch.zeros(width - PROMPT - len(leaf))]))
    return leaves, torch.stack(lines), mask


def outputs(log_probs):
    zero = torch.zeros_like(log_probs)
    return types.SimpleNamespace(log_probs=log_probs, entropy=zero, mean_logits=zero, is_top1=zero.bool())


def slopes(leaves):
    result = []
    for leaf in leaves:
        g = torch.zeros_like(leaf) if leaf.grad is None else leaf.grad
        assert torch.allclose(g, g[0].expand_as(g), atol=1e-12), "one derivative for all tokens of an answer"
        result.append(float(g[0]))
    return result


def pairs(name, settings, loss, leaves, source, sft_slopes=None):
    n = len(LENGTHS)
    loss.backward()
    all_slopes = slopes(leaves)
    answers = [
        [
            {"policy": float(CHOSEN[i].sum()), "reference": REF_CHOSEN[i], "tokens": len(CHOSEN[i]), "slope": all_slopes[i]},
            {"policy": float(REJECTED[i].sum()), "reference": REF_REJECTED[i], "tokens": len(REJECTED[i]), "slope": all_slopes[n + i]},
        ]
        for i in range(n)
    ]
    return {"loss_type": name, "settings": settings, "source": source, "loss": float(loss.detach()), "answers": answers}


def dpo(names, weights=None, **settings):
    leaves, log_probs, mask = batch(CHOSEN + REJECTED)
    inputs = {
        "input_ids": mask, "attention_mask": mask, "completion_mask": mask,
        "ref_chosen_logps": torch.tensor(REF_CHOSEN), "ref_rejected_logps": torch.tensor(REF_REJECTED),
    }
    me = trainer(loss_types=names, **settings)
    me.loss_weights = weights or [1.0] * len(names)
    loss = DPOTrainer._compute_loss(me, lambda **kwargs: outputs(log_probs), inputs, False)
    shown = dict(settings) | ({"loss_weights": weights} if weights else {})
    metrics = {k: float(v[0]) for k, v in me._metrics["train"].items() if k.startswith(("rewards", "logps"))}
    return pairs(names, shown, loss, leaves, "DPOTrainer._compute_loss") | {"metrics": metrics}


def cpo(name, average, **settings):
    leaves, log_probs, mask = batch(CHOSEN + REJECTED)
    sums = log_probs.sum(1) / (mask.sum(1) if average else 1)
    me = trainer(loss_type="simpo" if name == "simpo" else "sigmoid", alpha=0.0, **settings)
    losses, _, _ = CPOTrainer.cpo_loss(me, *sums.chunk(2))
    return pairs([name], settings, losses.mean(), leaves, "CPOTrainer.cpo_loss")


def orpo(**settings):
    leaves, log_probs, mask = batch(CHOSEN + REJECTED)
    sums = log_probs.sum(1) / mask.sum(1)
    losses, *_ = ORPOTrainer.odds_ratio_loss(trainer(**settings), *sums.chunk(2))
    return pairs(["orpo"], settings, -losses.mean(), leaves, "ORPOTrainer.odds_ratio_loss (float32)")


def formula(names, function, **settings):
    leaves, log_probs, _ = batch(CHOSEN + REJECTED)
    chosen, rejected = log_probs.sum(1).chunk(2)
    delta = (chosen - torch.tensor(REF_CHOSEN)) - (rejected - torch.tensor(REF_REJECTED))
    return pairs(names, settings, function(delta).mean(), leaves, "autograd on the formula")


def kto(name, **settings):
    leaves, log_probs, mask = batch(CHOSEN)
    me = trainer(loss_type=name, calculate_KL=name == "kto", **settings)
    me._compute_kl_logps = lambda model, inputs: torch.tensor(KL[0]) if me.calculate_KL else None
    inputs = {
        "input_ids": mask, "attention_mask": mask, "completion_mask": mask, "label": torch.tensor(LABELS),
        "ref_logps": torch.tensor(REF_CHOSEN), "ref_KL_logps": torch.tensor(KL[1]),
    }
    loss = KTOTrainer._compute_loss(me, lambda **kwargs: outputs(log_probs), inputs, False)
    loss.backward()
    own = slopes(leaves)
    answers = [
        [{"policy": float(c.sum()), "reference": r, "tokens": len(c), "slope": s}] for c, r, s in zip(CHOSEN, REF_CHOSEN, own)
    ]
    return {
        "loss_type": [name], "settings": settings, "source": "KTOTrainer._compute_loss", "loss": float(loss.detach()),
        "answers": answers, "labels": LABELS, "kl": max(0.0, sum(KL[0]) / 5 - sum(KL[1]) / 5) if name == "kto" else 0.0,
    }


def plackett_luce(beta):
    sums = [torch.tensor(float(t.sum()), requires_grad=True) for t in CHOSEN[:4]]
    scores = torch.stack([beta * (s - r) for s, r in zip(sums, REF_CHOSEN)])
    loss = sum(torch.logsumexp(scores[k:], 0) - scores[k] for k in range(len(sums) - 1))
    loss.backward()
    answers = [
        {"policy": float(s.detach()), "reference": r, "tokens": len(c), "slope": float(s.grad)}
        for s, r, c in zip(sums, REF_CHOSEN, CHOSEN)
    ]
    return {"loss_type": ["plackett_luce"], "settings": {"beta": beta}, "source": "autograd on the formula",
            "loss": float(loss.detach()), "answers": [answers]}


def main():
    cases = [dpo([name], beta=0.3) for name in (
        "sigmoid", "hinge", "ipo", "nca_pair", "robust", "bco_pair", "sppo_hard", "aot", "aot_unpaired", "apo_zero",
        "apo_down", "discopop", "sigmoid_norm", "sft")]
    cases += [dpo([name], beta=0.3, label_smoothing=0.1) for name in ("exo_pair", "robust", "aot", "aot_unpaired")]
    cases += [dpo(["discopop"], beta=0.1, tau=0.4), dpo(["sigmoid", "sft"], [1.0, 0.2], beta=0.1),
              dpo(["sigmoid", "bco_pair", "sft"], [0.8, 0.2, 1.0], beta=0.1)]
    cases += [cpo("cpo", False, beta=0.2), cpo("cpo", False, beta=0.2, label_smoothing=0.1),
              cpo("simpo", True, beta=2.5, simpo_gamma=1.375), orpo(beta=0.1)]
    cases += [formula(["sigmoid"], lambda d: -0.9 * F.logsigmoid(0.3 * d) - 0.1 * F.logsigmoid(-0.3 * d), beta=0.3, label_smoothing=0.1),
              formula(["sigmoid"], lambda d: -F.logsigmoid(0.3 * d - 0.25), beta=0.3, offset=0.25)]
    cases += [kto("kto", beta=0.3, desirable_weight=1.0, undesirable_weight=1.5),
              kto("apo_zero_unpaired", beta=0.3, desirable_weight=1.0, undesirable_weight=1.0), plackett_luce(0.3)]
    print(json.dumps(cases, indent=1))


main()
