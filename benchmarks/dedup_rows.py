#!/usr/bin/env python3
"""Writes short rows, a quarter of them duplicates, to measure deduplication with.

    benchmarks/dedup_rows.py --rows 1000000 --out rows.jsonl

Of 20 rows one repeats an earlier row exactly and four change two words of one. The rows depend on --rows and --seed alone.
"""
import argparse
import json
import random


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--words", type=int, default=24, help="words in a row, about")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    random.seed(args.seed)
    letters = "abcdefghijklmnopqrstuvwxyz"
    vocabulary = ["".join(random.choices(letters, k=random.randint(2, 9))) for _ in range(30_000)]
    recent = []
    with open(args.out, "w") as out:
        for i in range(args.rows):
            kind = random.random()
            if recent and kind < 0.05:
                words = random.choice(recent)
            elif recent and kind < 0.25:
                words = list(random.choice(recent))
                words[-1] = random.choice(vocabulary)
                words[-2] = random.choice(vocabulary)
            else:
                words = random.choices(vocabulary, k=random.randint(args.words - 4, args.words + 4))
            if len(recent) < 100_000:
                recent.append(words)
            else:
                recent[random.randrange(len(recent))] = words
            cut = len(words) // 3
            row = {"prompt": " ".join(words[:cut]).capitalize() + "?", "completion": " ".join(words[cut:]) + "."}
            out.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
