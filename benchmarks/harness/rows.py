"""The rows of a run: the first few of the file given, in the shape a case needs."""

import json


def read(path, limit):
    with open(path, encoding="utf-8") as lines:
        out = []
        for line in lines:
            if line.strip() and len(out) < limit:
                out.append(json.loads(line))
    if len(out) < limit:
        raise SystemExit(f"{path} has {len(out)} rows, {limit} are needed: fewer steps, smaller batches, or more rows")
    return out


def as_completion(row):
    """The last message of a dialogue is the completion."""
    if "completion" in row:
        return row
    return {"prompt": row["messages"][:-1], "completion": row["messages"][-1:]}


def prepare(kind, source, limit, target):
    rows = read(source, limit)
    if kind == "completion":
        rows = [as_completion(r) for r in rows]
    with open(target, "w", encoding="utf-8") as out:
        out.writelines(json.dumps(r, ensure_ascii=False) + "\n" for r in rows)
    return target
