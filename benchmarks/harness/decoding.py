"""What generate runs need beside training runs: a model that never ends an answer, and herder's seconds without loading."""

import datetime
import glob
import json
import os


def load(path):
    if not os.path.exists(path):
        return {}
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def spare_token(folder):
    """Id and text of a control token that has no part in chats, so that a model practically never draws it."""
    named, template = load(os.path.join(folder, "tokenizer_config.json")), ""
    for path in glob.glob(os.path.join(folder, "*.jinja")):
        with open(path, encoding="utf-8") as file:
            template += file.read()
    used = json.dumps(named.get("chat_template", ""), ensure_ascii=False) + template
    used += "".join(json.dumps(v, ensure_ascii=False) for k, v in named.items() if k.endswith("_token"))
    for token in load(os.path.join(folder, "tokenizer.json")).get("added_tokens", []):
        if token.get("special") and token["content"] not in used:
            return token["id"], token["content"]
    raise SystemExit(f"{folder}: its tokenizer has no special token without a part in chats, which is needed for answers that nothing ends")


def endless(folder, target):
    """A copy of a model by links whose answers end at a token that it does not draw: all programs make the same number of tokens."""
    token, text = spare_token(folder)
    os.makedirs(target, exist_ok=True)
    changes = {"config.json": {"eos_token_id": token}, "generation_config.json": {"eos_token_id": token}, "tokenizer_config.json": {"eos_token": text}}
    for name in sorted(set(os.listdir(folder)) | set(changes)):
        link, source = os.path.join(target, name), os.path.join(folder, name)
        if os.path.lexists(link):
            os.remove(link)
        if name in changes:
            with open(link, "w", encoding="utf-8") as file:
                json.dump(load(source) | changes[name], file)
        elif os.path.isfile(source):
            os.symlink(os.path.abspath(source), link)
    return target


def manifest_seconds(samples):
    """Seconds from the loaded model to the last answer, by the manifest beside a file of answers; None if there is none."""
    manifest = load(samples + ".manifest.json")
    if not {"started", "finished"} <= manifest.keys():
        return None
    return (moment(manifest["finished"]) - moment(manifest["started"])).total_seconds()


def moment(text):
    """Java writes nanoseconds, of which Python reads the first six digits."""
    whole, _, fraction = text.rstrip("Z").partition(".")
    return datetime.datetime.fromisoformat(f"{whole}.{(fraction + '000000')[:6]}+00:00")


def without_prompt(run, short):
    """A run's result with the tokens and seconds of decoding alone, given the same run with one new token for each answer."""
    if not run["result"] or not short["result"]:
        return run
    r, s = run["result"], short["result"]
    return run | {"result": r | {"decode_tokens": r["tokens"] - s["tokens"], "decode_seconds": r["seconds"] - s["seconds"], "prompt_seconds": s["seconds"]}}


def against_the_quickest(runs):
    """The runs with the least that the prompts took in any of them taken off: what a first touch of memory takes varies by seconds, and a slow one would make decoding look fast."""
    if not runs or "prompt_seconds" not in (runs[0]["result"] or {}):
        return runs
    least = min(r["result"]["prompt_seconds"] for r in runs)
    return [r | {"result": r["result"] | {"prompt_seconds": least, "decode_seconds": r["result"]["seconds"] - least}} for r in runs]
