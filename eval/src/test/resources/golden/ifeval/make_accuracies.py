"""Makes prompts.jsonl, responses.jsonl and accuracies.json: the published checker's four accuracies.

Takes made-up answers and instructions from core's golden/ifeval/verdicts.jsonl, puts one to four
instructions into a prompt, and scores the answers with lm-eval 0.4.13's copy of the checker (see
core's make_verdicts.py for what it needs). Instructions whose verdict langdetect draws at random are
left out.

    NLTK_DATA=nltk_data PYTHONPATH=lib python make_accuracies.py ../../../../../../core/src/test/resources/golden/ifeval/verdicts.jsonl
"""

import json
import random
import sys

from lm_eval.tasks.ifeval import utils

DRAWN = {"language:response_language", "change_case:english_capital", "change_case:english_lowercase"}
R = random.Random(7)


def main():
    rows = [json.loads(line) for line in open(sys.argv[1])]
    rows = rows[:25] + R.sample(rows[25:], 275)
    results, verdicts = [], {}
    with open("prompts.jsonl", "w") as prompts, open("responses.jsonl", "w") as responses:
        answers = []
        for key, row in enumerate(rows):
            checks = [c for c in row["checks"] if c[0] not in DRAWN]
            checks = R.sample(checks, min(len(checks), R.randint(1, 4)))
            prompt = f"Prompt number {key}, with {len(checks)} instructions."
            doc = {"key": key, "prompt": prompt, "instruction_id_list": [c[0] for c in checks], "kwargs": [c[1] for c in checks]}
            prompts.write(json.dumps(doc) + "\n")
            answers.append(json.dumps({"prompt": prompt, "response": row["response"]}) + "\n")
            result = utils.process_results(doc, [row["response"]])
            results.append(result)
            verdicts[key] = [result["prompt_level_strict_acc"], result["prompt_level_loose_acc"]]
        R.shuffle(answers)
        responses.writelines(answers)
    mean = lambda name: sum(r[name] for r in results) / len(results)
    json.dump({
        "prompt_strict": mean("prompt_level_strict_acc"),
        "prompt_loose": mean("prompt_level_loose_acc"),
        "instruction_strict": utils.agg_inst_level_acc([r["inst_level_strict_acc"] for r in results]),
        "instruction_loose": utils.agg_inst_level_acc([r["inst_level_loose_acc"] for r in results]),
        "prompts": [[key, *map(bool, v)] for key, v in verdicts.items()],
    }, open("accuracies.json", "w"))


main()
