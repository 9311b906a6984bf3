#!/usr/bin/env python3
"""Deduplicates rows with datasketch's MinHashLSH, and prints a JSON line.

    venv/bin/python benchmarks/peers/datasketch_dedup.py --data rows.jsonl --limit 50000

A row is kept if no row kept before is a candidate: 128 permutations, three-word sequences, threshold 0.8. The hashes of a row
are updated as one batch, datasketch's fastest way.
"""
import argparse
import json
import re
import resource
import time

from datasketch import MinHash, MinHashLSH

WORD = re.compile(r"\w+")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True)
    parser.add_argument("--limit", type=int, default=0, help="the first rows only; 0: all")
    parser.add_argument("--threshold", type=float, default=0.8)
    parser.add_argument("--out", default="", help="where the kept rows go; nowhere unless given")
    args = parser.parse_args()
    start = time.time()
    lsh = MinHashLSH(threshold=args.threshold, num_perm=128)
    seen = set()
    rows = kept = exact = 0
    out = open(args.out, "w") if args.out else None
    with open(args.data) as data:
        for line in data:
            if args.limit and rows == args.limit:
                break
            rows += 1
            row = json.loads(line)
            text = row["prompt"] + " " + row["completion"]
            if text in seen:
                exact += 1
                continue
            seen.add(text)
            words = WORD.findall(text.lower())
            grams = {" ".join(words[i : i + 3]).encode() for i in range(max(1, len(words) - 2))}
            minhash = MinHash(num_perm=128)
            minhash.update_batch(list(grams))
            if not lsh.query(minhash):
                lsh.insert(str(rows), minhash)
                kept += 1
                if out:
                    out.write(line)
    if out:
        out.close()
    seconds = time.time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"rows": rows, "kept": kept, "exact": exact, "seconds": round(seconds, 2),
                      "rows_per_second": round(rows / seconds, 1), "peak_rss_mib": round(memory)}))


if __name__ == "__main__":
    main()
