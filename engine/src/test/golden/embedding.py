"""Vectors of texts by the tiny model of likelihood.py: means of the last hidden states, scaled to length 1.

    VENV/bin/python engine/src/test/golden/embedding.py

Reads and adds to src/test/resources/golden/model/likelihood/: embeddings.json, for each of the two tokenizers the texts with their ids and vectors. A text of
more tokens than the model's context (512) is cut into pieces of that many, and the mean goes over all tokens.
"""

import golden
import likelihood
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedTokenizerFast

TEXTS = likelihood.TEXT + ["A", "Ein Käse – 漢字", "The boats.\n\nThe boats.", " ".join(likelihood.TEXT * 9)]


@torch.no_grad()
def results(model, tokenizer):
    out = []
    for text in TEXTS:
        ids = tokenizer(text)["input_ids"]
        total = torch.zeros(model.config.hidden_size, dtype=torch.float64)
        for begin in range(0, len(ids), model.config.max_position_embeddings):
            piece = torch.tensor(ids[begin : begin + model.config.max_position_embeddings])
            total += model.model(input_ids=piece[None], use_cache=False).last_hidden_state[0].double().sum(0)
        out.append({"text": text, "ids": len(ids), "vector": (total / total.norm()).tolist()})
    return out


def main():
    torch.set_num_threads(1)
    model = AutoModelForCausalLM.from_pretrained(likelihood.FOLDER / "model", attn_implementation="eager").eval()
    plain = AutoTokenizer.from_pretrained(likelihood.FOLDER / "model")
    bos = PreTrainedTokenizerFast(tokenizer_file=str(likelihood.FOLDER / "tokenizer-bos.json"))
    golden.write_json(likelihood.FOLDER / "embeddings.json", {"plain": results(model, plain), "bos": results(model, bos)})


if __name__ == "__main__":
    main()
