"""Tests of the cases that compare decoding, with stand-ins for herder and llama.cpp."""

import contextlib
import io
import json
import os
import stat
import sys
import tempfile
import unittest

from harness import cases, decoding, main, summary

# Answers a prompt with n rows, in 3 s of its own clock and 1 s more for each token of an answer.
HERDER = """#!{python}
import json, sys
a = dict(zip(sys.argv[2:], sys.argv[3:]))
new, rows = int(a["--max-new-tokens"]), int(a["--n"]) * len(open(a["--prompts"]).readlines())
seconds = 3 + (new if a.get("--sampler-dtype") != "int8" else new / 4)
with open(a["--out"] + ".manifest.json", "w") as out:
    json.dump(dict(started="2026-01-01T00:00:00.000000001Z", finished=f"2026-01-01T00:00:{{seconds:09.6f}}001Z"), out)
print(json.dumps(dict(tokens=rows * (new - {ended}), seconds=99.0)))
"""
# In place of Python: what the peers print, and nothing when asked whether the library is there.
PYTHON = """#!{python}
import json, sys
if sys.argv[1] != "-c":
    n = int(sys.argv[sys.argv.index("--sequences") + 1])
    print(json.dumps(dict(tokens=8 * n, seconds=5.0, decode_tokens=8 * n, decode_seconds=4.0, prompt_seconds=1.0)))
"""
TOKENIZER = {"added_tokens": [{"id": 2, "content": "<end>", "special": True}, {"id": 5, "content": "plain", "special": False}, {"id": 7, "content": "<spare>", "special": True}]}


class DecodingTest(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory())
        self.model = self.path("model")
        os.makedirs(self.model)
        config = {"tokenizer.json": TOKENIZER, "tokenizer_config.json": {"eos_token": "<end>", "chat_template": "{{ x }}<end>"}, "config.json": {"eos_token_id": [2], "a": 1}}
        for name, value in config.items():
            self.write(f"model/{name}", json.dumps(value))
        self.write("model/model.safetensors", b"\x02\0\0\0\0\0\0\0{}".decode())

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text, executable=False):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        if executable:
            os.chmod(self.path(name), os.stat(self.path(name)).st_mode | stat.S_IXUSR)
        return self.path(name)

    def test_an_endless_model_ends_at_a_token_without_a_part_in_chats(self):
        for _ in range(2):  # a second time over what is there
            target = decoding.endless(self.model, self.path("endless"))
        self.assertEqual(decoding.load(os.path.join(target, "config.json")), {"eos_token_id": 7, "a": 1})
        self.assertEqual(decoding.load(os.path.join(target, "generation_config.json")), {"eos_token_id": 7})
        self.assertEqual(decoding.load(os.path.join(target, "tokenizer_config.json"))["eos_token"], "<spare>")
        self.assertTrue(os.path.samefile(os.path.join(target, "model.safetensors"), os.path.join(self.model, "model.safetensors")))
        self.assertEqual(decoding.load(os.path.join(self.model, "config.json"))["eos_token_id"], [2])

    def test_a_tokenizer_without_a_spare_token_is_refused(self):
        self.write("model/tokenizer.json", json.dumps({"added_tokens": TOKENIZER["added_tokens"][:2]}))
        with self.assertRaisesRegex(SystemExit, "no special token"):
            decoding.endless(self.model, self.path("endless"))

    def session(self, case, peers, *more, ended=0):
        herder = self.write("herder", HERDER.format(python=sys.executable, ended=ended), True)
        python, gguf = self.write("python", PYTHON.format(python=sys.executable), True), self.write("w.gguf", "")
        prompts, out = self.write("prompts.jsonl", '{"prompt": "a"}\n' * 4), self.path("out")
        with contextlib.redirect_stdout(io.StringIO()) as page, contextlib.redirect_stderr(io.StringIO()):
            code = main.main([
                "--model", self.model, "--prompts", prompts, "--out", out, "--herder", herder, "--python", python, "--cases", case, "--peers", peers,
                "--rounds", "1", "--max-new-tokens", "8", "--no-peak", "--gguf", gguf, "--gguf-q8", gguf, *more,
            ])  # fmt: skip
        with open(os.path.join(out, "report.json"), encoding="utf-8") as file:
            return code, json.load(file)["cases"][case], page.getvalue()

    def test_loading_and_prompts_are_left_out(self):
        code, found, page = self.session("generate-64", "llamacpp")
        rate = {n: p["numbers"]["tokens_per_second"]["median"] for n, p in found["programs"].items()}
        self.assertEqual((code, rate, found["parity"]), (0, {"herder": 64.0, "llamacpp": 128.0}, {"llamacpp": {"same_tokens": True}}))
        self.assertEqual(found["programs"]["herder"]["numbers"]["prompt_seconds"]["median"], 4.0)
        self.assertIn("llamacpp yes", page)

    def test_int8_is_compared_with_float32_and_q8(self):
        _, found, _ = self.session("int8-16", "herder-float32,llamacpp,plain")
        self.assertEqual({n: round(r["speed"]["median"], 6) for n, r in found["ratios"].items()}, {"herder-float32": 4.0, "llamacpp": 2.0})
        commands = {n: " ".join(p["runs"][0]["command"]) for n, p in found["programs"].items()}
        self.assertIn("--sampler-dtype int8", commands["herder"])
        self.assertNotIn("int8 ", commands["herder-float32"] + " ")

    def test_answers_that_ended_early_are_told(self):
        _, found, page = self.session("generate-1", "llamacpp", ended=1)
        self.assertFalse(found["parity"]["llamacpp"]["same_tokens"])
        self.assertIn("NO, tokens: [7, 8]", page)

    def test_a_missing_gguf_or_library_is_told_before_anything_runs(self):
        for more, said in ((["--gguf", self.path("none")], "is not a file"), (["--python", "/bin/false"], "llama-cpp-python is not there")):
            with self.assertRaises(SystemExit), contextlib.redirect_stderr(io.StringIO()) as told:
                self.session_without_redirect("generate-1", more)
            self.assertIn(said, told.getvalue())

    def session_without_redirect(self, case, more):
        prompts, gguf = self.write("prompts.jsonl", '{"prompt": "a"}\n'), self.write("w.gguf", "")
        python = self.write("python", PYTHON.format(python=sys.executable), True)
        arguments = ["--model", self.model, "--prompts", prompts, "--out", self.path("out"), "--cases", case, "--peers", "llamacpp", "--no-peak"]
        main.main([*arguments, "--gguf", gguf, "--python", python, *more])

    def test_the_quickest_start_is_taken_off_every_run(self):
        runs = [{"result": {"tokens": 9, "seconds": s, "prompt_seconds": p, "decode_tokens": 8, "decode_seconds": s - p}} for s, p in ((10.0, 4.0), (7.0, 2.0))]
        self.assertEqual([r["result"]["decode_seconds"] for r in decoding.against_the_quickest(runs)], [8.0, 5.0])

    def test_who_takes_part(self):
        part = {c: [p for p in ("stock", "plain", "glibc", "lookup", "llamacpp", "herder-float32") if cases.takes_part(c, p)] for c in ("sft", "generate", "generate-1", "generate-16", "int8-1")}
        self.assertEqual(part, {
            "sft": ["stock", "plain", "glibc", "herder-float32"], "generate": ["plain", "glibc", "herder-float32"],
            "generate-1": ["plain", "glibc", "lookup", "llamacpp", "herder-float32"],
            "generate-16": ["plain", "glibc", "llamacpp", "herder-float32"], "int8-1": ["llamacpp", "herder-float32"],
        })  # fmt: skip

    def test_a_run_without_a_prompt_pass_counts_everything_after_loading(self):
        outside = {k: 1.0 for k in ("wall_seconds", "cpu_seconds", "peak_rss_mib", "others_share", "stolen_share")}
        n = summary.generation({"result": {"tokens": 10, "seconds": 4.0}, **outside})
        self.assertEqual((n["tokens_per_second"], n["whole_tokens_per_second"]), (2.5, 10.0))


if __name__ == "__main__":
    unittest.main()
