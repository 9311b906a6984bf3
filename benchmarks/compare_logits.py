"""A checkpoint written by herder, loaded by transformers: are the numbers the same?

    python compare_logits.py MODEL_DIR --data rows.jsonl --logprobs FILE        # FILE from: herder logprobs --model MODEL_DIR --data rows.jsonl --out FILE
    python compare_logits.py MODEL_DIR --logits FILE.safetensors                # ids.N [T] and logits.N [T, V] in one file

With --logprobs the rows (prompt with completion, prompt with chosen and rejected, or messages that end with their only answer) become ids as in TRL: messages by the tokenizer's chat template,
strings as they are with EOS after them; an answer's ids are those after the longest start that prompt and whole have in common. A PEFT adapter is
loaded onto its base.
Prints the largest differences as one JSON line; exit 1 if one exceeds --tolerance (per token, with --logprobs) or a token count differs.
"""

import argparse
import functools
import json
import math
import os
import sys

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import torch  # noqa: E402
from safetensors.torch import load_file  # noqa: E402
from transformers import AutoModelForCausalLM, AutoTokenizer  # noqa: E402


def load(folder):
    if os.path.exists(os.path.join(folder, "adapter_config.json")):
        from peft import AutoPeftModelForCausalLM

        return AutoPeftModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()


@torch.no_grad()
def logits(model, ids):
    return model(input_ids=torch.as_tensor(ids)[None], use_cache=False).logits[0].float()


def answer_logprob(model, tokenizer, prompt, answer):
    """Sum of the log-probabilities of the answer's tokens, and how many there are."""
    if isinstance(prompt, str):
        eos = "" if answer.endswith(tokenizer.eos_token) else tokenizer.eos_token
        start, whole = tokenizer(prompt)["input_ids"], tokenizer(prompt + answer + eos)["input_ids"]
    else:
        start = tokenizer.apply_chat_template(prompt, add_generation_prompt=True, return_dict=True)["input_ids"]
        whole = tokenizer.apply_chat_template(prompt + answer, return_dict=True)["input_ids"]
    common = 0
    while common < min(len(start), len(whole)) and start[common] == whole[common]:
        common += 1
    ids = torch.tensor(whole)
    each = torch.log_softmax(logits(model, ids)[:-1], -1).gather(1, ids[1:, None])[:, 0]
    return each[common - 1 :].double().sum().item(), len(whole) - common


def answers_of(row):
    """The prompt and {key: answer}. Of messages the last is the answer, if no other is the assistant's: of more answers herder gives one sum."""
    if "messages" not in row:
        return row.get("prompt"), {key: row[key] for key in ("completion", "chosen", "rejected") if key in row}
    *prompt, last = row["messages"]
    roles = [message["role"] for message in prompt]
    return (prompt, {"messages": [last]}) if last["role"] == "assistant" and "assistant" not in roles else (prompt, {})


def larger(a, b):
    """The larger of two differences, where not a number beats all: max() would lose it."""
    return b if math.isnan(b) or b > a else a


def compare_logprobs(model, tokenizer, data, file):
    with open(data, encoding="utf-8") as rows, open(file, encoding="utf-8") as results:
        rows, results = [json.loads(x) for x in rows if x.strip()], [json.loads(x) for x in results if x.strip()]
    if len(rows) != len(results):
        sys.exit(f"{data} has {len(rows)} rows, {file} has {len(results)}")
    worst = {"per_token": 0.0, "sum": 0.0, "answers": 0, "token_counts_differ": 0}
    for row, result in zip(rows, results):
        prompt, answers = answers_of(row)
        for side, answer in answers.items():
            ours = result.get(side, result)
            total, tokens = answer_logprob(model, tokenizer, prompt, answer)
            worst["answers"] += 1
            if ours["tokens"] != tokens:
                worst["token_counts_differ"] += 1
                continue
            worst["sum"] = larger(worst["sum"], abs(ours["sum"] - total))
            worst["per_token"] = larger(worst["per_token"], abs(ours["sum"] - total) / tokens)
    if not worst["answers"]:
        sys.exit(f"{data} has no row with messages, prompt and completion, or prompt, chosen and rejected")
    return worst, worst["per_token"], worst["token_counts_differ"] == 0


def compare_tensors(model, file):
    stored = load_file(file)
    names = [k.removeprefix("logits.") for k in stored if k.startswith("logits.")]
    if not names:
        sys.exit(f"{file} has no tensor named logits.N")
    differences = {n: (logits(model, stored[f"ids.{n}"]) - stored[f"logits.{n}"]).abs().max().item() for n in names}
    return {"sequences": differences}, functools.reduce(larger, differences.values()), True


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("model_dir")
    p.add_argument("--data")
    p.add_argument("--logprobs")
    p.add_argument("--logits")
    p.add_argument("--tolerance", type=float, default=1e-4)
    a = p.parse_args()
    if bool(a.logits) == bool(a.logprobs) or bool(a.logprobs) != bool(a.data):
        p.error("give either --logits, or --logprobs with --data")
    model = load(a.model_dir)
    if a.logits:
        result, largest, ok = compare_tensors(model, a.logits)
    else:
        result, largest, ok = compare_logprobs(model, AutoTokenizer.from_pretrained(a.model_dir), a.data, a.logprobs)
    ok = ok and largest <= a.tolerance
    print(json.dumps({"model": a.model_dir, "largest_difference": largest, "tolerance": a.tolerance, "equal": ok, **result}))
    sys.exit(0 if ok else 1)


if __name__ == "__main__":
    main()
