"""Logits of four texts under a model too large to keep golden files of in the repository.

    VENV/bin/python engine/src/test/golden/large_model.py MODEL_DIR OUT_DIR

Writes OUT_DIR/logits.safetensors (ids.N int64 [T], logits.N float32 [T, V], logprobs.N float32 [T - 1]) and OUT_DIR/texts.json
(the texts, whether special tokens in them were parsed, and the summed log-probability of each).
"""

import argparse
from pathlib import Path

import golden
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

PARAGRAPH = (
    "A heron came to the weir each morning and waited on one leg. The miller's children counted how long: once, in March, they "
    "reached 1,140 before it moved. On cold days mist lay over the water, and only its grey back could be seen above it. "
)
DIALOGUE = [
    {"role": "user", "content": "A crate holds 24 bottles and 7 crates are full. 19 bottles are sold. How many are left?"},
    {"role": "assistant", "content": "7 crates hold 7 * 24 = 168 bottles. After the sale 168 - 19 = 149 are left.\n#### 149"},
]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model_dir")
    parser.add_argument("out_dir", type=Path)
    a = parser.parse_args()
    tokenizer = AutoTokenizer.from_pretrained(a.model_dir)
    model = AutoModelForCausalLM.from_pretrained(a.model_dir, dtype=torch.float32, attn_implementation="eager").eval()
    chat = tokenizer.apply_chat_template(DIALOGUE, tokenize=False)
    code = "def area(w, h):\n    # naïve: ½·w·h for a triangle\n    return w * h / 2\n\n\n\tprint(area(3, 4))  \n"
    tensors, texts = {}, []
    for i, (kind, text) in enumerate([("plain", "Rain."), ("code", code), ("chat", chat), ("long", PARAGRAPH * 5)]):
        ids = tokenizer(text, add_special_tokens=False, return_tensors="pt").input_ids[0]
        with torch.no_grad():
            logits, logprobs = golden.forward(model, ids)
        tensors |= {f"ids.{i}": ids, f"logits.{i}": logits.contiguous(), f"logprobs.{i}": logprobs}
        texts.append({"kind": kind, "text": text, "tokens": len(ids), "logprob": logprobs.double().sum().item()})
    golden.save_tensors(a.out_dir / "logits.safetensors", tensors)
    golden.write_json(a.out_dir / "texts.json", texts)


if __name__ == "__main__":
    main()
