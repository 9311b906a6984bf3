"""Rows and what transformers 5.23 renders of them: rows.jsonl and texts.jsonl, one object a line in the same order.

    python make_goldens.py            # needs transformers and jinja2; writes beside itself

Rows are generated from templates of our own with a fixed seed. A text is tokenizer.apply_chat_template(tokenize=False)
with the tokenizer of ../text/bytes and every key of the row but messages as an argument; where it raises, the golden is
{"error": true}. strftime_now tells 2025-07-10 12:00:00.
"""

import datetime
import json
import pathlib
import random

from transformers import AutoTokenizer
from transformers.utils import chat_template_utils

HERE = pathlib.Path(__file__).parent


class Frozen(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls(2025, 7, 10, 12, 0, 0)


TEMPLATES = [
    None,
    "{{ bos_token }}{% for m in messages %}<{{ m['role'] }}>{{ m['content'] | trim }}{{ eos_token }}{% endfor %}"
    "{% if add_generation_prompt %}<assistant>{% endif %}",
    "{%- set ns = namespace(turn=0) -%}\n{%- for m in messages %}\n  {%- if m.role == 'user' %}\n    {%- set ns.turn = ns.turn + 1 %}\n  {%- endif %}\n"
    "[{{ ns.turn }}:{{ loop.index0 }}{{ '!' if loop.last }}] {{ m.role | upper }}: {{ m.content }}\n{% endfor %}",
    "{% if tools %}{% for t in tools %}{{ t | tojson }}\n{% endfor %}{% endif %}{% if documents %}{% for d in documents %}"
    "[{{ d.title | default('untitled') }}] {{ d.text }}\n{% endfor %}{% endif %}"
    "{% for m in messages %}{{ m.role }}={% if m.tool_calls is defined %}{{ m.tool_calls | tojson(indent=2) }}{% else %}{{ m.content }}{% endif %};{% endfor %}",
    "{{ strftime_now('%d %b %Y %H:%M') }} {{ date_string if date_string is defined else 'no date' }} "
    "{% for m in messages[-2:] %}{{ loop.cycle('a', 'b') }}{{ m.content[:5] }}|{{ m.content | length }}|{% endfor %}",
    "{% macro turn(role, text) -%}\n{{ role }}: {{ text }}\n{%- endmacro %}{% for m in messages %}{{ turn(m.role, m.content) }}\n{% endfor %}"
    "{{ extra }} {{ extra is none }} {{ flag if flag is defined else 'unset' }} {{ number }}",
    "{% if messages[0].role != 'system' %}{{ raise_exception('a system turn must come first') }}{% endif %}{{ messages[0].content }}",
    "{% for m in messages %}{% if m.content is string %}{{ m.content }}{% else %}{% for part in m.content %}{{ part.text }}{% endfor %}{% endif %}"
    "{% if not loop.last %}---{% endif %}{% endfor %}",
]
WORDS = ["sheep", "the dog", " näher ", "数字", "👩‍👧", "a\nb", "<|im_end|>", "{{ 7 * 7 }}", "'quoted' & \"double\"", "tab\tend ", "\u00a0", "0.50", "x" * 40]
TOOL = {"type": "function", "function": {"name": "find", "description": "Finds «it» & more", "parameters": {"type": "object", "properties": {"q": {"type": "string"}, "n": {"type": "integer", "default": 3}}, "required": ["q"]}}}


def text(rng):
    return " ".join(rng.choice(WORDS) for _ in range(rng.randint(1, 4)))


def row(rng, template):
    messages = []
    if rng.random() < 0.4:
        messages.append({"role": "system", "content": text(rng)})
    for i in range(rng.randint(1, 4)):
        messages.append({"role": ("user", "assistant")[i % 2], "content": text(rng)})
    if rng.random() < 0.2:
        messages[-1]["content"] = None
        messages[-1]["tool_calls"] = [{"type": "function", "function": {"name": "find", "arguments": {"q": text(rng), "n": rng.choice([1, 2.5, -0.0, 1e22, True, None])}}}]
    made = {"messages": messages}
    if template is not None:
        made["chat_template"] = template
    if rng.random() < 0.4:
        made["add_generation_prompt"] = rng.random() < 0.7
    if rng.random() < 0.4:
        made["tools"] = [TOOL] * rng.randint(1, 2)
    if rng.random() < 0.3:
        made["documents"] = [{"title": text(rng), "text": text(rng)}, {"text": text(rng)}]
    if rng.random() < 0.3:
        made["date_string"] = "26 Jul 2024"
    if rng.random() < 0.3:
        made["bos_token"] = "<bos>"
    if rng.random() < 0.2:
        made["eos_token"] = ""
    if rng.random() < 0.5:
        made["extra"] = rng.choice([None, "more", 12, 1.5, True, [1, "two", None], {"k": 0.1}])
    if rng.random() < 0.5:
        made["number"] = rng.choice([0, -3, 10**20, 0.1, 1e16, 1e-7, 100.0])
    if rng.random() < 0.2:
        made["flag"] = False
    if template is TEMPLATES[7] and rng.random() < 0.5:
        messages[0]["content"] = [{"type": "text", "text": text(rng)}, {"type": "text", "text": text(rng)}]
    return made


def main():
    chat_template_utils.datetime = Frozen
    tokenizer = AutoTokenizer.from_pretrained(HERE.parent / "text" / "bytes")
    rng = random.Random(20250710)
    rows = [row(rng, TEMPLATES[i % len(TEMPLATES)]) for i in range(160)]
    rows.append({"messages": []})
    with open(HERE / "rows.jsonl", "w", encoding="utf-8") as a, open(HERE / "texts.jsonl", "w", encoding="utf-8") as b:
        for each in rows:
            arguments = dict(each)
            try:
                rendered = {"text": tokenizer.apply_chat_template(arguments.pop("messages"), tokenize=False, **arguments)}
            except Exception:
                rendered = {"error": True}
            a.write(json.dumps(each, ensure_ascii=False) + "\n")
            b.write(json.dumps(rendered, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
