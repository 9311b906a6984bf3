"""Supervised fine-tuning with TRL's SFTTrainer, all weights or LoRA.

    python trl_sft.py --model DIR --data rows.jsonl --steps 6 --batch-size 8

Rows with messages are trained on every token, rows with prompt and completion on the completion, as TRL does by itself.
"""

import measuring
from trl import SFTConfig, SFTTrainer


def main():
    a = measuring.training_options(__doc__).parse_args()
    config = SFTConfig(**measuring.settings(a))
    measuring.train(SFTTrainer(model=a.model, args=config, train_dataset=measuring.rows(a.data), peft_config=measuring.adapter(a)), a)


if __name__ == "__main__":
    main()
