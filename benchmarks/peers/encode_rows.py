"""Rows to token ids with datasets' map, the model's tokenizer and its chat template, then packed by TRL.

    python encode_rows.py --model DIR --data rows.jsonl --num-proc 2 --way batched --pack-length 2048

Rows have prompt and completion (both lists of messages; what is learned is the completion) or messages (every token is learned). One map makes
input_ids and labels. With --way rows it renders and tokenises row by row, as TRL does; with --way batched it renders row by row and tokenises a
thousand texts at once. Seconds are told apart: reading the file, the map, packing.
"""

import time

import datasets
import measuring
import transformers
import trl


def shared(a, b):
    """How many tokens both begin with."""
    for i, (x, y) in enumerate(zip(a, b)):
        if x != y:
            return i
    return min(len(a), len(b))


def labelled(prompt, whole):
    learned = shared(prompt, whole)
    return {"input_ids": whole, "labels": [-100] * learned + whole[learned:]}


def by_row(row, tokenizer):
    ids = lambda messages, **more: tokenizer.apply_chat_template(messages, return_dict=True, **more)["input_ids"]  # noqa: E731
    if "prompt" not in row:
        whole = ids(row["messages"])
        return {"input_ids": whole, "labels": whole}
    return labelled(ids(row["prompt"], add_generation_prompt=True), ids(row["prompt"] + row["completion"]))


def by_batch(rows, tokenizer):
    text = lambda messages, **more: tokenizer.apply_chat_template(messages, tokenize=False, **more)  # noqa: E731
    ids = lambda texts: tokenizer(texts, add_special_tokens=False, return_attention_mask=False)["input_ids"]  # noqa: E731
    if "prompt" not in rows:
        whole = ids([text(m) for m in rows["messages"]])
        return {"input_ids": whole, "labels": whole}
    prompts = ids([text(p, add_generation_prompt=True) for p in rows["prompt"]])
    wholes = ids([text(p + c) for p, c in zip(rows["prompt"], rows["completion"])])
    made = [labelled(p, w) for p, w in zip(prompts, wholes)]
    return {k: [m[k] for m in made] for k in ("input_ids", "labels")}


def main():
    p = measuring.options(__doc__)
    p.add_argument("--num-proc", type=int, default=1, help="processes of map; 1: this process alone")
    p.add_argument("--way", choices=["rows", "batched"], default="rows")
    p.add_argument("--pack-length", type=int, default=2048, help="tokens of a packed row")
    a = p.parse_args()
    datasets.disable_caching()
    datasets.disable_progress_bars()
    tokenizer = transformers.AutoTokenizer.from_pretrained(a.model)
    times = [time.perf_counter()]
    rows = measuring.rows(a.data)
    times.append(time.perf_counter())
    workers = a.num_proc if a.num_proc > 1 else None
    chosen = {"function": by_batch, "batched": True} if a.way == "batched" else {"function": by_row}
    encoded = rows.map(**chosen, fn_kwargs={"tokenizer": tokenizer}, num_proc=workers, remove_columns=rows.column_names)
    times.append(time.perf_counter())
    packed = trl.pack_dataset(encoded, a.pack_length, "bfd", {"num_proc": workers})
    times.append(time.perf_counter())
    read, mapped, packing = (b - a for a, b in zip(times, times[1:]))
    measuring.report(
        a, rows=len(rows), tokens=sum(map(len, encoded["input_ids"])), learned=sum(sum(x != -100 for x in r) for r in encoded["labels"]),
        packed_rows=len(packed), read_seconds=read, map_seconds=mapped, pack_seconds=packing,
        rows_per_second=len(rows) / (mapped + packing), map_rows_per_second=len(rows) / mapped,
    )  # fmt: skip


if __name__ == "__main__":
    main()
