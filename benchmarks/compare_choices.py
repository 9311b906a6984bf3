"""Likelihoods of choices that `herder eval --suite multiple-choice` found, computed again with transformers.

    herder eval --model MODEL_DIR --suite multiple-choice --prompts FILE --out RESULT --dtype float32
    python compare_choices.py MODEL_DIR RESULT

Reads RESULT/items.jsonl, which holds each question as it was asked and each choice with its log-probability (no examples before it, no chat). A choice's
tokens are found as lm-evaluation-harness finds them: question and choice are encoded together, as many tokens as the question alone has are its own.
Prints the largest difference and the number of choices as one JSON line; exit 1 if it exceeds --tolerance.
"""

import argparse
import json
import os
import re
import sys

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import torch  # noqa: E402
from transformers import AutoModelForCausalLM, AutoTokenizer  # noqa: E402

SAID = re.compile(r"(.*) \(log-probability (-?[0-9.]+), ([0-9]+) tokens\)", re.DOTALL)


@torch.no_grad()
def likelihood(model, tokenizer, context, continuation):
    kept = context.rstrip()
    start = len(tokenizer(kept)["input_ids"])
    ids = torch.tensor(tokenizer(context + continuation)["input_ids"])
    logits = model(input_ids=ids[None], use_cache=False).logits[0, :-1].float()
    each = torch.log_softmax(logits, -1).gather(1, ids[1:, None])[start - 1 :, 0]
    return each.double().sum().item(), len(each)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("model")
    parser.add_argument("result")
    parser.add_argument("--tolerance", type=float, default=1e-4)
    options = parser.parse_args()
    model = AutoModelForCausalLM.from_pretrained(options.model, dtype=torch.float32).eval()
    tokenizer = AutoTokenizer.from_pretrained(options.model)
    worst, choices = 0.0, 0
    with open(os.path.join(options.result, "items.jsonl"), encoding="utf-8") as lines:
        for item in map(json.loads, lines):
            letters = "\nA. " in item["asked"]
            for i, answer in enumerate(item["answered"]):
                text, said, tokens = SAID.fullmatch(answer).groups()
                value, count = likelihood(model, tokenizer, item["asked"], " " + (chr(ord("A") + i) if letters else text.strip()))
                if count != int(tokens):
                    sys.exit(f"item {item['id']}, choice {i}: {tokens} tokens, {count} by transformers")
                worst, choices = max(worst, abs(value - float(said))), choices + 1
    print(json.dumps({"choices": choices, "largest_difference": worst}))
    sys.exit(worst > options.tolerance)


if __name__ == "__main__":
    main()
