"""A reward model with TRL's RewardTrainer, all weights or LoRA.

    python trl_reward.py --model DIR --data pairs.jsonl --steps 6 --batch-size 4

The score head is new and random.
"""

import measuring
from trl import RewardConfig, RewardTrainer


def main():
    a = measuring.training_options(__doc__).parse_args()
    adapter = measuring.adapter(a)
    if adapter:
        adapter.task_type, adapter.modules_to_save = "SEQ_CLS", ["score"]
    config = RewardConfig(**measuring.settings(a))
    measuring.train(RewardTrainer(model=a.model, args=config, train_dataset=measuring.rows(a.data), peft_config=adapter), a)


if __name__ == "__main__":
    main()
