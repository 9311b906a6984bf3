"""Direct preference optimisation with TRL's DPOTrainer, all weights or LoRA.

    python trl_dpo.py --model DIR --data pairs.jsonl --steps 6 --batch-size 4 --beta 0.1 [--nll-weight 0.2] [--precompute]

The reference is a second model in memory, the model without its adapter with LoRA, or (--precompute) computed for all rows beforehand.
"""

import measuring
from trl import DPOConfig, DPOTrainer


def main():
    p = measuring.training_options(__doc__)
    p.add_argument("--beta", type=float, default=0.1)
    p.add_argument("--nll-weight", type=float, default=0.0, help="weight of the chosen answer's negative log-likelihood per token")
    p.add_argument("--precompute", action="store_true")
    a = p.parse_args()
    mixture = dict(loss_type=["sigmoid", "sft"], loss_weights=[1.0, a.nll_weight]) if a.nll_weight else dict(loss_type=["sigmoid"])
    config = DPOConfig(**measuring.settings(a), beta=a.beta, precompute_ref_log_probs=a.precompute, **mixture)
    measuring.train(DPOTrainer(model=a.model, args=config, train_dataset=measuring.rows(a.data), peft_config=measuring.adapter(a)), a)


if __name__ == "__main__":
    main()
