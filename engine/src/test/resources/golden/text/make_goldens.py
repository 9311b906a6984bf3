"""Writes the golden files of dev.herder.engine.text: small tokenizers, and what Python makes of rows.

Run here:  python make_goldens.py
Needs:     transformers 5.23, trl 1.16, datasets, tokenizers (the results were made with these).

Each folder below holds a tokenizer trained on the sentences in this file and cases.json:
  encode     texts with the ids, code point offsets and decoded text of the tokenizers library
  rows       rows with input_ids and labels as TRL's SFTTrainer prepares them, by kind of loss
  preference rows with prompt_ids, chosen_ids and rejected_ids as TRL's DPOTrainer prepares them
"""

import json
import math
import os
import random
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
os.environ.setdefault("HF_HUB_OFFLINE", "1")

from datasets import Dataset, disable_progress_bars
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast
from trl import DPOTrainer, SFTTrainer

HERE = Path(__file__).parent
disable_progress_bars()

NOUNS = "river lantern pupil engine garden ladder copper window winter letter number answer question shell harbour".split()
VERBS = "counts opens carries measures follows paints repairs teaches forgets remembers".split()
SENTENCES = [
    f"The {a} {v} the {b}, and {n} {c}s {w} it again; what is {n} + {m}? It is {n + m}."
    for a, b, c, v, w, n, m in (
        (r.choice(NOUNS), r.choice(NOUNS), r.choice(NOUNS), r.choice(VERBS), r.choice(VERBS), r.randint(2, 99), r.randint(2, 99))
        for r in [random.Random(7)]
        for _ in range(400)
    )
] + ["Où est le café? Ça coûte 12 €.", "Привет, мир! Как дела?", "def f(x):\n    return x * 2\n", "user assistant system tool"] * 20

TEXTS = [
    "",
    " ",
    "\n\n",
    "Hello world",
    " leading and trailing  ",
    "The river counts 12 lanterns.\n\n\tIt is 2 + 2 = 4!",
    "café naïve Ünïcode Привет 東京 a\u0301",
    "emoji 😀 and 👩‍👩‍👧 family, flag 🇩🇪.",
    "zero\u200bwidth nbsp\u00a0x ideographic\u3000space\u0085next",
    "tabs\t\tand  many   spaces\r\nCRLF",
    "<b>bold</b> a<b c>d [INST] << >> | ▁ Ġ",
    "12345678901234567890 3.14159 1,000",
    "nul\u0000byte \ufffd replacement \ufeff bom",
    "it's I'LL they'Re ſ",
]

CHATML = (
    "{% for message in messages %}"
    "{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)
CHATML_MARKED = (
    "{%- for message in messages -%}"
    "{%- if message.role == 'assistant' -%}"
    "{{- '<|im_start|>assistant\\n' -}}"
    "{%- generation -%}{{- message.content + '<|im_end|>' -}}{%- endgeneration -%}"
    "{{- '\\n' -}}"
    "{%- else -%}"
    "{{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' -}}"
    "{%- endif -%}"
    "{%- endfor -%}"
    "{%- if add_generation_prompt -%}{{- '<|im_start|>assistant\\n' -}}{%- endif -%}"
)
HEADERS = (
    "{{- bos_token }}\n"
    "{%- if tools is not none and tools is defined %}\n"
    "{{- '<|start_header_id|>system<|end_header_id|>\\n\\nTools: ' + (tools | tojson) + '<|eot_id|>' }}\n"
    "{%- endif %}\n"
    "{%- for message in messages %}\n"
    "    {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n' + message['content'] | trim + '<|eot_id|>' }}\n"
    "{%- endfor %}\n"
    "{%- if add_generation_prompt %}\n"
    "    {{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}\n"
    "{%- endif %}\n"
)
BRACKETS = (
    "{% for message in messages %}"
    "{% if message['role'] == 'user' %}{{ bos_token + '[INST] ' + message['content'] + ' [/INST]' }}"
    "{% elif message['role'] == 'assistant' %}{{ ' ' + message['content'] + ' ' + eos_token }}"
    "{% else %}{{ raise_exception('only user and assistant turns are known') }}{% endif %}"
    "{% endfor %}"
)
PIPES = (
    "{% for message in messages %}{{ '<|' + message['role'] + '|>\\n' + message['content'] + '<|end|>\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|assistant|>\\n' }}{% endif %}"
)

JOINED = (
    "{% for message in messages %}{{ message['content'] }}"
    "{% if message['role'] == 'assistant' %}{{ eos_token }}{% endif %}{% endfor %}"
)

LLAMA3_SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def byte_tokenizer():
    """256 byte tokens and no merges."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    specials = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    t = Tokenizer(models.BPE({c: i for i, c in enumerate(specials + alphabet)}, []))
    t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    t.decoder = decoders.ByteLevel()
    t.add_special_tokens(specials)
    return t, dict(eos_token="<|im_end|>", pad_token="<|endoftext|>")


def header_tokenizer():
    """Byte-level BPE with merges, Llama 3's split, offsets trimmed, BOS added, specials after the vocabulary."""
    t = Tokenizer(models.BPE(ignore_merges=True))
    t.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(LLAMA3_SPLIT), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    t.decoder = decoders.ByteLevel()
    t.train_from_iterator(
        SENTENCES, trainers.BpeTrainer(vocab_size=420, initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    )
    t.add_special_tokens(
        ["<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>", "<|eom_id|>"]
    )
    t.add_tokens(["<think>", "</think>"])
    t.post_processor = processors.Sequence(
        [
            processors.ByteLevel(trim_offsets=True),
            processors.TemplateProcessing(
                single="<|begin_of_text|> $A",
                pair="<|begin_of_text|> $A <|begin_of_text|>:1 $B:1",
                special_tokens=[("<|begin_of_text|>", t.token_to_id("<|begin_of_text|>"))],
            ),
        ]
    )
    return t, dict(bos_token="<|begin_of_text|>", eos_token="<|eot_id|>", pad_token="<|end_of_text|>")


def prepend_tokenizer():
    """BPE over characters with byte fallback, the space as a letter, one put before every piece (Llama 2)."""
    specials = ["<unk>", "<s>", "</s>"]
    t = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    t.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    t.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    )
    byte_tokens = [f"<0x{i:02X}>" for i in range(256)]
    t.train_from_iterator(
        [s.replace(" ", "▁") for s in SENTENCES],
        trainers.BpeTrainer(vocab_size=520, special_tokens=specials + byte_tokens, show_progress=False),
    )
    spec = json.loads(t.to_str())
    spec["added_tokens"] = [a for a in spec["added_tokens"] if a["content"] in specials]
    t = Tokenizer.from_str(json.dumps(spec))
    t.post_processor = processors.TemplateProcessing(
        single="<s> $A", pair="<s> $A <s>:1 $B:1", special_tokens=[("<s>", t.token_to_id("<s>"))]
    )
    return t, dict(bos_token="<s>", eos_token="</s>", unk_token="<unk>")


def unigram_tokenizer():
    """Unigram, whose pieces include its control tokens; Metaspace before the first piece only."""
    # Counted, not trained: the library's trainer gives other scores each time.
    counts = Counter(word for s in SENTENCES for word in s.lower().replace(" ", " ▁").split())
    for word, n in list(counts.items()):
        for end in range(1, len(word)):
            counts[word[:end]] += n
            counts[word[end]] += n
    total = sum(counts.values())
    specials = ["<unk>", "<s>", "</s>", "<|user|>", "<|assistant|>", "<|system|>", "<|end|>"]
    pieces = sorted(counts.items(), key=lambda c: (-c[1], c[0]))[:300]
    t = Tokenizer(
        models.Unigram([(x, 0.0) for x in specials] + [(w, math.log(n / total)) for w, n in pieces], 0, False)
    )
    t.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    t.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="first")
    t.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="first")
    t.add_special_tokens(specials)
    # A control token that takes the white space after it, one that takes the space before it, and one
    # that is looked for in the normalized text.
    spec = json.loads(t.to_str())
    for added in spec["added_tokens"]:
        added["rstrip"] = added["content"] in ("<|end|>", "<|user|>")
        added["lstrip"] = added["content"] == "</s>"
        added["normalized"] = added["content"] == "<|system|>"
    return Tokenizer.from_str(json.dumps(spec)), dict(bos_token="<s>", eos_token="</s>", unk_token="<unk>")


def save(name, made, template):
    backend, named = made
    folder = HERE / name
    folder.mkdir(exist_ok=True)
    backend.save(str(folder / "tokenizer.json"), pretty=False)
    config = {"tokenizer_class": "PreTrainedTokenizerFast", **named}
    if name != "headers":
        config["chat_template"] = template
    else:
        (folder / "chat_template.jinja").write_text(template)
        config["chat_template"] = [{"name": "default", "template": "overruled by chat_template.jinja"}]
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=1, ensure_ascii=False) + "\n")
    return PreTrainedTokenizerFast.from_pretrained(folder)


def turn(role, content, **more):
    return {"role": role, "content": content, **more}


def split_words(tokenizer):
    """Sentences cut where the tokens left of the cut depend on what follows it."""
    found = []
    for sentence in SENTENCES:
        whole = tokenizer._tokenizer.encode(sentence, add_special_tokens=False)
        for cut in range(2, len(sentence) - 2):
            part = tokenizer._tokenizer.encode(sentence[:cut], add_special_tokens=False).ids
            common = next((i for i, (a, b) in enumerate(zip(part, whole.ids)) if a != b), len(part))
            if whole.offsets[common][1] <= cut and common < len(part):
                found.append([turn("user", sentence[:cut]), turn("assistant", sentence[cut:])])
                break
    return [found[i] + found[i + 1] for i in range(0, 16, 2)]


def conversations(tokenizer, system=True, joined=False):
    if joined:  # answers that begin in the middle of a word
        return split_words(tokenizer) + [
            [turn("user", "The win"), turn("assistant", "dow opens")],
            [turn("user", "The lan"), turn("assistant", "tern"), turn("user", "A coppe"), turn("assistant", "r ladder")],
            [turn("user", "It remem"), turn("assistant", "bers the gar"), turn("user", "den ans"), turn("assistant", "wer")],
            [turn("user", "\n"), turn("assistant", "\n\nriver")],
        ]
    rows = [
        [turn("user", "What is 2 + 2?"), turn("assistant", "It is 4.")],
        [turn("user", "Hi"), turn("assistant", "Hello!"), turn("user", "Sum 12 and 30"), turn("assistant", "42")],
        [turn("user", "smile"), turn("assistant", "😀 naïve café 👩‍👩‍👧"), turn("user", "东京?"), turn("assistant", "Привет")],
        [turn("user", "code"), turn("assistant", "def f(x):\n    return x * 2")],
        [turn("user", "a <b> c"), turn("assistant", "1 < 2 and 3 > 2, a|b")],
        [turn("user", "multi\n\nline\n"), turn("assistant", "one\n\ntwo")],
        [turn("user", "newline first"), turn("assistant", "\nthen text")],
    ]
    if system:
        rows.append([turn("system", "Be brief."), turn("user", "Name a river"), turn("assistant", "The river counts.")])
        rows.append(
            [turn("system", "Use tools."), turn("user", "q"), turn("assistant", "call"), turn("tool", "result"), turn("assistant", "done")]
        )
    return rows


PLAIN = [
    {"prompt": "The river", "completion": " counts the lantern."},
    {"prompt": "What is 2 + 2?\n", "completion": "4"},
    {"prompt": "Joined at a wo", "completion": "rd: the window"},
    {"prompt": "Trailing space ", "completion": "then text"},
    {"prompt": "Ends with", "completion": " the end of sequence"},
    {"prompt": "😀", "completion": "👩‍👩‍👧"},
]


def sft(tokenizer, rows, loss):
    fake = SimpleNamespace(_tokenizer=tokenizer, chat_template=None, completion_only_loss=loss == "completion")
    args = SimpleNamespace(
        dataset_num_proc=None,
        dataset_text_field="text",
        assistant_only_loss=loss == "assistant",
        max_length=None,
        shuffle_dataset=False,
        truncation_mode="keep_start",
    )
    out = SFTTrainer._prepare_dataset(fake, Dataset.from_list(rows), tokenizer, args, False, None, "train")
    return [dict(row=row, loss=loss, input_ids=o["input_ids"], labels=o["labels"]) for row, o in zip(rows, out)]


def dpo(tokenizer, rows):
    fake = SimpleNamespace(_tokenizer=tokenizer)
    args = SimpleNamespace(dataset_num_proc=None, max_length=None, truncation_mode="keep_start")
    out = DPOTrainer._prepare_dataset(fake, Dataset.from_list(rows), tokenizer, args, "train")
    keys = ("prompt_ids", "chosen_ids", "rejected_ids")
    return [dict(row=row, **{k: o[k] for k in keys}) for row, o in zip(rows, out)]


def cases(tokenizer, system=True, marked=False, joined=False):
    backend = tokenizer._tokenizer
    texts = TEXTS + SENTENCES[:10] + [f"x{token}y {token} z" for token in sorted(backend.get_vocab()) if token.startswith(("<|", "<s", "</s", "<th"))]
    encode = []
    for text in texts:
        e = backend.encode(text, add_special_tokens=False)
        encode.append(
            dict(
                text=text,
                ids=e.ids,
                offsets=e.offsets,
                decoded=backend.decode(e.ids, skip_special_tokens=False),
                decoded_skipping=backend.decode(e.ids, skip_special_tokens=True),
                framed=backend.encode(text).ids,
            )
        )
    chats = conversations(tokenizer, system, joined)
    halves = [{"prompt": c[:-1], "completion": c[-1:]} for c in chats]
    rows = sft(tokenizer, [{"messages": c} for c in chats], "all")
    rows += sft(tokenizer, halves, "completion") + sft(tokenizer, halves, "all")
    rows += sft(tokenizer, PLAIN, "completion") + sft(tokenizer, PLAIN, "all")
    rows += sft(tokenizer, [{"text": t} for t in TEXTS if t.strip()], "all")
    if marked:
        rows += sft(tokenizer, [{"messages": c} for c in chats], "assistant")
    if "tools" in tokenizer.chat_template:
        tool = {"type": "function", "function": {"name": "add", "parameters": {"type": "object", "properties": {"a": {"type": "number"}}}}}
        rows += sft(tokenizer, [{**h, "tools": [tool]} for h in halves[:2]], "completion")
    preference = [
        {"prompt": c[:-1], "chosen": c[-1:], "rejected": [turn("assistant", "I do not know " + str(i))]}
        for i, c in enumerate(chats)
    ] + [{"prompt": chats[0][:-1], "chosen": chats[0][-1:], "rejected": [turn("assistant", "\nThat is 5.")]}]
    plain = [{"prompt": p["prompt"], "chosen": p["completion"], "rejected": " nothing"} for p in PLAIN]
    return dict(
        vocab_size=max(backend.get_vocab().values()) + 1,
        bos_id=-1 if tokenizer.bos_token_id is None else tokenizer.bos_token_id,
        eos_id=tokenizer.eos_token_id,
        special_ids=sorted(i for i, a in tokenizer.added_tokens_decoder.items() if a.special),
        encode=encode,
        rows=rows,
        preference=dpo(tokenizer, preference) + dpo(tokenizer, plain),
    )


for name, made, template, options in [
    ("bytes", byte_tokenizer(), CHATML, {}),
    ("bytes-marked", byte_tokenizer(), CHATML_MARKED, dict(marked=True)),
    ("headers", header_tokenizer(), HEADERS, {}),
    ("joined", header_tokenizer(), JOINED, dict(joined=True)),
    ("prepend", prepend_tokenizer(), BRACKETS, dict(system=False)),
    ("unigram", unigram_tokenizer(), PIPES, dict(system=False)),
]:
    result = cases(save(name, made, template), **options)
    with open(HERE / name / "cases.json", "w") as f:
        json.dump(result, f, ensure_ascii=True, separators=(",", ":"))
        f.write("\n")
    print(name, len(result["encode"]), len(result["rows"]), len(result["preference"]))
