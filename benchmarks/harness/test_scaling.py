"""Tests of scaling.py with a stand-in for herder."""

import contextlib
import io
import json
import os
import stat
import sys
import tempfile
import unittest

import scaling

# Trains rows of 10 tokens, a tenth of a second a step; refuses batches of 7.
HERDER = """#!{python}
import json, os, sys, time
if sys.argv[1] == "data":
    sys.exit(0 if len(open(sys.argv[3]).readlines()) == 50 else "other rows")
a = dict(zip(sys.argv[2:], sys.argv[3:]))
batch = int(a["--batch-size"])
if batch == 7:
    sys.exit("herder: 7 | is too many")
rows = [json.loads(line) for line in open(a["--data"])]
if "--max-length" in a:
    shortest = min(sum(len(m["content"]) for m in r["messages"]) for r in rows)
    if shortest < 6 * int(a["--max-length"]) or len(rows) != batch * int(a["--max-steps"]):
        sys.exit("rows too short or too few")
os.makedirs(a["--out"])
if "--lora-r" in a and len(rows) == 60:
    print("60 of 60 rows, 180 tokens, 60 learned", file=sys.stderr, flush=True)
    time.sleep(3600)
for step in range(1, 1 + int(a["--max-steps"])):
    time.sleep(0.1)
    with open(a["--out"] + "/metrics.jsonl", "a") as out:
        out.write(json.dumps(dict(step=step, loss=1.0, grad_norm=1.0, num_tokens=10 * batch * step)) + "\\n")
"""


class ScalingTest(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory())

    def session(self, *points):
        herder, data = os.path.join(self.folder, "herder"), os.path.join(self.folder, "rows.jsonl")
        with open(herder, "w", encoding="utf-8") as file:
            file.write(HERDER.format(python=sys.executable))
        os.chmod(herder, os.stat(herder).st_mode | stat.S_IXUSR)
        with open(data, "w", encoding="utf-8") as file:
            file.writelines(json.dumps({"messages": [{"role": "user", "content": "abc" * i}]}) + "\n" for i in range(1, 41))
        arguments = ["--model", "m", "--data", data, "--out", os.path.join(self.folder, "out"), "--herder", herder]
        with contextlib.redirect_stdout(io.StringIO()) as page, contextlib.redirect_stderr(io.StringIO()):
            code = scaling.run(arguments + [x for p in points for x in ("--points", p)])
        with open(os.path.join(self.folder, "out", "scaling.json"), encoding="utf-8") as file:
            return code, json.load(file)["points"], page.getvalue()

    def test_points_are_measured_and_failures_told(self):
        code, points, page = self.session("batch=2,7", "length=100,8192", "check-rows=50", "sft-rows=60")
        self.assertEqual((code, list(points), list(points["batch"])), (1, ["batch", "length", "check-rows", "sft-rows"], ["2", "7"]))
        self.assertTrue(50 < points["batch"]["2"]["tokens_per_second"] < 300, points)
        self.assertEqual(points["batch"]["7"], {"failed": "exit 1: herder: 7 | is too many"})
        self.assertEqual([points["length"][n]["rows_a_step"] for n in ("100", "8192")], [40, 1])
        self.assertLess(points["sft-rows"]["60"]["seconds"], 60)
        self.assertGreater(points["check-rows"]["50"]["rows_per_second"], 1)
        self.assertIn("herder: 7 / is too many", page)
        self.assertEqual(sorted(os.listdir(os.path.join(self.folder, "out"))), ["scaling.json", "scaling.md"])

    def test_mistakes_are_told_before_anything_runs(self):
        for point, said in (("depth", "is none of"), ("batch=x", "whole numbers"), ("batch=0", "from 1"), ("samples", "needs --prompts")):
            with self.assertRaises(SystemExit), contextlib.redirect_stderr(io.StringIO()) as told:
                scaling.run(["--model", "m", "--data", __file__, "--out", self.folder, "--points", point])
            self.assertIn(said, told.getvalue())


if __name__ == "__main__":
    unittest.main()
