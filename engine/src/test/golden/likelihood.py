"""How probable texts are after prompts, and in sliding windows, on a tiny model whose tokenizer merges across borders.

    VENV/bin/python engine/src/test/golden/likelihood.py

Writes src/test/resources/golden/model/likelihood/: model/ (weights, two tokenizers of which one adds BOS) and likelihood.json. Tokens are found as
lm-evaluation-harness finds them (white space at a plain prompt's end goes to the text, both are encoded together, as many tokens as the prompt alone has are
the prompt's), windows as the documentation of transformers has them ("Perplexity of fixed-length models").
"""

import json
import shutil

import golden
import models
import torch
from tokenizers import Tokenizer, decoders, pre_tokenizers, processors, trainers
from tokenizers import models as tokenizer_models
from transformers import AutoModelForCausalLM, AutoTokenizer, LlamaConfig, PreTrainedTokenizerFast

FOLDER = golden.ROOT / "likelihood"
SPECIAL = ["<|pad|>", "<|im_start|>", "<|im_end|>"]
TEMPLATE = (
    "{%- for message in messages -%}{{- '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' -}}{%- endfor -%}"
    "{%- if add_generation_prompt -%}{{- '<|im_start|>assistant\\n' -}}{%- endif -%}"
)
TEXT = [
    "The harbour lies below the hill, and the boats come home in the evening.", "Question: Which of these floats on water?\nAnswer: cork",
    "Question: What is the colour of the sky on a clear day?\nAnswer: blue", "A stone sinks, a feather floats, and iron rusts in the rain.",
    "Which tree loses its leaves in autumn?\nA. oak\nB. pine\nC. fir\nD. holly\nAnswer: A", "Blueberries and blackbirds are in the garden.",
]  # fmt: skip
QUESTION = "Question: Which of these floats on water?\nAnswer:"
LETTERS = "Which tree loses its leaves in autumn?\nA. oak\nB. pine\nC. fir\nD. holly\nAnswer:"
# (prompt, texts); a list is a chat
CASES = [
    (QUESTION, [" cork", " a stone", " an iron anchor", " lead"]),
    (LETTERS, [" A", " B", " C", " D"]),
    ("Which of the", ["se floats", "se", "m", " harbour"]),  # the border lies inside a token
    ("Answer: ", ["cork", "blue"]),  # white space at the end belongs to the text
    ("A long\n\n", ["line", "\nline"]),
    ("", ["The boats come home in the evening.", "A"]),
    ("Ein Käse – 漢字", [" und Brot", "漢", "é"]),
    ([{"role": "user", "content": "Which of these floats on water?"}], ["cork", "a stone", "The answer is cork."]),
    ([{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Sky?"}], ["blue", " blue"]),
]
WINDOWS = [(" ".join(TEXT), 16, 8), (" ".join(TEXT), 24, 23), ("Short.", 16, 8), (TEXT[0], 400, 100), ("x", 8, 4)]


def make_tokenizers():
    backend = Tokenizer(tokenizer_models.BPE())
    backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    backend.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    backend.train_from_iterator(TEXT, trainers.BpeTrainer(vocab_size=360, special_tokens=SPECIAL, initial_alphabet=sorted(alphabet), show_progress=False))
    plain = PreTrainedTokenizerFast(tokenizer_object=backend, pad_token=SPECIAL[0], bos_token=SPECIAL[1], eos_token=SPECIAL[2])
    plain.chat_template = TEMPLATE
    plain.save_pretrained(FOLDER / "model")
    (FOLDER / "model" / "chat_template.jinja").unlink(missing_ok=True)
    file = FOLDER / "model" / "tokenizer_config.json"
    golden.write_json(file, json.loads(file.read_text(encoding="utf-8")) | {"chat_template": TEMPLATE})
    backend.post_processor = processors.TemplateProcessing(single="<|im_start|> $A", special_tokens=[("<|im_start|>", 1)])
    backend.save(str(FOLDER / "tokenizer-bos.json"))


def encode_pair(tokenizer, prompt, text):
    if isinstance(prompt, list):
        start = tokenizer.apply_chat_template(prompt, add_generation_prompt=True, tokenize=False)
        first = tokenizer(start, add_special_tokens=False)["input_ids"]
        return tokenizer(start + text, add_special_tokens=False)["input_ids"], len(first)
    kept = prompt.rstrip()
    whole, first = tokenizer(prompt + text)["input_ids"], tokenizer(kept)["input_ids"]
    start = len(first)
    if start >= len(whole):  # the text has become a part of the prompt's last token
        start = next((i for i, (a, b) in enumerate(zip(whole, first)) if a != b), len(whole))
    return whole, max(1, start)


def window_sum(model, ids, window, stride):
    total, count, done = 0.0, 0, 0
    for begin in range(0, len(ids), stride):
        end = min(begin + window, len(ids))
        piece = torch.tensor(ids[begin:end])
        new = end - done
        if len(piece) > 1:
            each = golden.forward(model, piece)[1].double()
            each = each[-min(new, len(each)):]
            total, count = total + each.sum().item(), count + len(each)
        done = end
        if end == len(ids):
            break
    return {"sum": total, "tokens": count}


@torch.no_grad()
def results(model, tokenizer):
    cases = []
    for prompt, texts in CASES:
        answers = []
        for text in texts:
            ids, start = encode_pair(tokenizer, prompt, text)
            each = golden.forward(model, torch.tensor(ids))[1][start - 1:].double() if len(ids) > 1 else torch.zeros(0)
            answers.append({"text": text, "ids": ids, "from": start, "sum": each.sum().item(), "tokens": len(each)})
        cases.append({"prompt": prompt, "texts": answers})
    windows = [
        {"text": text, "window": window, "stride": stride, **window_sum(model, tokenizer(text)["input_ids"], window, stride)}
        for text, window, stride in WINDOWS
    ]
    return {"cases": cases, "windows": windows}


def main():
    torch.set_num_threads(1)
    shutil.rmtree(FOLDER, ignore_errors=True)
    (FOLDER / "model").mkdir(parents=True)
    make_tokenizers()
    tokenizer = AutoTokenizer.from_pretrained(FOLDER / "model")
    changes = dict(vocab_size=len(tokenizer), max_position_embeddings=512, rope_parameters=models.rope(10000.0))
    config = LlamaConfig(**models.SHAPE | changes)
    model = golden.randomise(AutoModelForCausalLM.from_config(config, attn_implementation="eager"), 77).eval()
    model.save_pretrained(FOLDER / "model")
    (FOLDER / "model" / "model.safetensors").chmod(0o644)
    (FOLDER / "model" / "generation_config.json").unlink(missing_ok=True)
    with_bos = PreTrainedTokenizerFast(
        tokenizer_file=str(FOLDER / "tokenizer-bos.json"), pad_token=SPECIAL[0], bos_token=SPECIAL[1], eos_token=SPECIAL[2]
    )
    with_bos.chat_template = TEMPLATE
    golden.write_json(FOLDER / "likelihood.json", {"plain": results(model, tokenizer), "bos": results(model, with_bos)})


if __name__ == "__main__":
    main()
