"""Writes the golden files of dev.herder.core.template: what transformers makes of templates.

Run here:  python make_golden.py
Needs:     transformers 5.23 with jinja2 3.1 (the results were made with these).

snippets.json   variables, and [template, text] or [template, null] where rendering fails, from snippets.py
chats.json      scenarios, and for each template in chat/ one result a scenario: the text, null where
                rendering fails, or [text, [start, end], ...] with the generation blocks in code points

The templates are written for these tests in the shapes that models ship; none is a copy of a model's.
The clock stands at 2025-07-03 14:05:09.123456.
"""

import copy
import datetime
import json
from pathlib import Path

import transformers.utils.chat_template_utils as chat

from scenarios import SCENARIOS
from snippets import VARIABLES, snippets

HERE = Path(__file__).parent


class Clock(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls(2025, 7, 3, 14, 5, 9, 123456)


chat.datetime = Clock


def rendered(template):
    try:
        return chat._compile_jinja_template(template).render(**copy.deepcopy(VARIABLES))
    except Exception:
        return None


def chatted(template, scenario):
    arguments = copy.deepcopy(scenario)
    messages = arguments.pop("messages")
    arguments.pop("name")
    marked = "{% generation" in template or "{%- generation" in template
    try:
        texts, spans = chat.render_jinja_template(
            [messages], chat_template=template, return_assistant_tokens_mask=marked, **arguments
        )
    except Exception:
        return None
    return [texts[0], *spans[0]] if marked else texts[0]


def write(name, value):
    rows = {key: rows_of(rows) for key, rows in value.items()}
    (HERE / name).write_text("{" + ",\n".join(f"{json.dumps(key)}: {row}" for key, row in rows.items()) + "}\n")


def rows_of(rows):
    if not isinstance(rows, list):
        return json.dumps(rows, ensure_ascii=True)
    return "[\n" + ",\n".join(json.dumps(row, ensure_ascii=True, separators=(",", ":")) for row in rows) + "]"


if __name__ == "__main__":
    # Addresses differ from run to run, so texts that print one are left out.
    small = [[text, result] for text in snippets() if " at 0x" not in ((result := rendered(text)) or "")]
    write("snippets.json", {"variables": VARIABLES, "snippets": small})
    templates = {path.stem: path.read_text() for path in sorted((HERE / "chat").glob("*.jinja"))}
    results = [[name, *(chatted(text, each) for each in SCENARIOS)] for name, text in templates.items()]
    write("chats.json", {"scenarios": SCENARIOS, "results": results})
    print(len(small), "snippets,", len(templates), "chat templates,", len(SCENARIOS), "scenarios")
    for name, *texts in results:
        print(f"{name:24} {sum(text is not None for text in texts):3} rendered")
