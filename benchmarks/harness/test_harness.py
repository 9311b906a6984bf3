"""Tests of the harness with a stand-in for herder. Run: python3 -m unittest discover -s benchmarks -t benchmarks"""

import contextlib
import io
import json
import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
import unittest

from harness import cases, main, model, process, rows, summary

# Takes the options of `herder sft`, writes three steps and a result; step S takes S tenths of a second.
FAKE = """#!{python}
import json, os, sys, time
a = dict(zip(sys.argv[2::1], sys.argv[3::1]))
os.makedirs(a["--out"])
if a["--learning-rate"] == "9.0":
    sys.exit("no such rate")
for step in (1, 2, 3):
    time.sleep(step / 10)
    with open(a["--out"] + "/metrics.jsonl", "a") as out:
        out.write(json.dumps(dict(step=step, loss=2.0 / step, grad_norm=1.5, num_tokens=100 * step)) + "\\n")
print(json.dumps(dict(tokens=300, seconds=0.6)))
"""


def run_of(ats, losses=None, tokens=None, **values):
    steps = [{"at": t, "loss": (losses or [1.0] * len(ats))[i], "grad_norm": 2.0, "num_tokens": (tokens or [10, 30, 60])[i]} for i, t in enumerate(ats)]
    return {"steps": steps, "wall_seconds": 9.0, "cpu_seconds": 8.0, "peak_rss_mib": 50.0, "others_share": 0.0, "stolen_share": 0.0} | values


class SummaryTest(unittest.TestCase):
    def test_steady_rates_leave_out_the_first_steps(self):
        n = summary.training(run_of([10.0, 12.0, 16.0]), batch_size=3, warm=1)
        self.assertEqual((n["rows_per_second"], n["tokens_per_second"], n["first_step_seconds"]), (1.0, 50 / 6, 10.0))
        self.assertEqual(n["whole_rows_per_second"], 9 / 16)

    def test_without_warm_steps_rates_count_from_the_start(self):
        self.assertEqual(summary.training(run_of([10.0, 12.0, 20.0]), 3, 0)["tokens_per_second"], 3.0)

    def test_ratios_are_of_the_same_round(self):
        ours, theirs = ([summary.training(run_of(t), 2, 1) for t in ts] for ts in ([[4, 5, 6], [4, 6, 8]], [[8, 10, 12], [8, 14, 20]]))
        r = summary.ratios(ours, theirs)
        self.assertEqual((r["speed"]["least"], r["speed"]["most"], r["first_step"]["median"]), (2.0, 3.0, 0.5))

    def test_parity_sees_the_step_that_differs(self):
        p = summary.parity(run_of([1, 2, 3], [1.0, 2.0, 3.3]), run_of([1, 2, 3], [1.0, 2.0, 3.0]), None)
        self.assertAlmostEqual(p["loss"], 0.1)
        self.assertTrue(p["same_tokens"])
        self.assertEqual(summary.parity(run_of([1, 2, 3], [1.0, 9.0, 9.0]), run_of([1, 2, 3], [1.0, 2.0, 3.0]), 1)["loss"], 0.0)

    def test_parity_refuses_runs_of_different_length(self):
        self.assertIn("2 steps", summary.parity(run_of([1, 2]), run_of([1, 2, 3]), None)["error"])

    def test_utilisation(self):
        self.assertAlmostEqual(summary.utilisation({"tokens_per_second": {"median": 100}}, 6, 10**8, 240), 0.25)


class FilesTest(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory())

    def path(self, name, text=None):
        path = os.path.join(self.folder, name)
        if text is not None:
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        return path

    def test_completion_rows_take_the_last_message(self):
        messages = [{"role": r, "content": c} for r, c in (("user", "a"), ("assistant", "b"), ("user", "c"), ("assistant", "d"))]
        source = self.path("in.jsonl", json.dumps({"messages": messages}) + "\n")
        row = rows.read(rows.prepare("completion", source, 1, self.path("out.jsonl")), 1)[0]
        self.assertEqual((row["prompt"], row["completion"]), (messages[:3], messages[3:]))

    def test_too_few_rows_are_refused(self):
        with self.assertRaisesRegex(SystemExit, "has 1 rows, 2 are needed"):
            rows.read(self.path("in.jsonl", "{}\n\n"), 2)

    def model(self, **shapes):
        header = json.dumps({k: {"dtype": "F32", "shape": s, "data_offsets": [0, 0]} for k, s in shapes.items()}).encode()
        with open(self.path("model.safetensors"), "wb") as file:
            file.write(len(header).to_bytes(8, "little") + header)
        return self.folder

    def test_an_untied_embedding_is_no_product(self):
        self.assertEqual(model.matmul_weights(self.model(**{"model.embed_tokens.weight": [7, 3], "q": [2, 3]})), 27)
        self.assertEqual(model.matmul_weights(self.model(**{"model.embed_tokens.weight": [7, 3], "q": [2, 3], "lm_head.weight": [7, 3]})), 27)

    def test_a_program_that_takes_too_long_is_ended(self):
        run = process.run(["sleep", "60"], {}, None, 0.2)
        self.assertTrue(run["timed_out"])
        self.assertLess(run["wall_seconds"], 30)

    def test_whoever_ends_the_harness_ends_what_it_runs(self):
        script = "import sys; sys.path.insert(0, sys.argv[1]); from harness import process; process.run(['sh', '-c', 'echo $$ > ' + sys.argv[2] + '; sleep 60'], {}, None, 90)"
        told = os.path.join(self.folder, "pid")
        folder = os.path.dirname(os.path.dirname(os.path.abspath(process.__file__)))
        with subprocess.Popen([sys.executable, "-c", script, folder, told]) as harness:
            deadline = time.monotonic() + 30
            while not (os.path.exists(told) and os.path.getsize(told)) and time.monotonic() < deadline:
                time.sleep(0.01)
            harness.terminate()
            self.assertEqual(harness.wait(30), 128 + signal.SIGTERM)
        with open(told, encoding="utf-8") as file:
            self.assertRaises(ProcessLookupError, os.kill, int(file.read()), 0)

    def session(self, *more):
        fake = self.path("herder", FAKE.format(python=sys.executable))
        os.chmod(fake, os.stat(fake).st_mode | stat.S_IXUSR)
        data = self.path("rows.jsonl", '{"messages": []}\n' * 6)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            code = main.main([
                "--model", self.model(w=[4, 5]), "--sft-data", data, "--out", self.path("out"), "--herder", fake, "--cases", "sft", "--peers", "none",
                "--rounds", "2", "--steps", "3", "--warm", "1", "--batch-size", "2", "--no-peak", *more,
            ])  # fmt: skip
        with open(self.path("out/report.json"), encoding="utf-8") as file:
            return code, json.load(file)

    def test_a_session_times_the_steps_from_outside(self):
        code, report = self.session()
        numbers = report["cases"]["sft"]["programs"]["herder"]["numbers"]
        self.assertEqual((code, numbers["tokens_per_second"]["runs"]), (0, 2))
        self.assertGreater(numbers["first_step_seconds"]["least"], 0.1)
        self.assertLess(numbers["tokens_per_second"]["most"], 200 / 0.4)
        self.assertGreater(numbers["peak_rss_mib"]["least"], 1)

    def test_a_failing_program_is_named_in_the_report(self):
        code, report = self.session("--learning-rate", "9.0")
        self.assertEqual((code, report["failures"][0]["exit"], len(report["failures"])), (1, 1, 1))
        self.assertIn("no such rate", report["failures"][0]["stderr_tail"])


class CommandTest(unittest.TestCase):
    def test_both_programs_get_the_same_settings(self):
        a = main.options().parse_args(["--model", "m", "--out", "o", "--batch-size", "5", "--max-length", "77", "--learning-rate", "0.25", "--steps", "9"])
        ours = cases.herder_command("lora", a, "d", "out")
        theirs = cases.peer_command("lora", cases.peers()["plain"], a, "d", "metrics")
        for flag, value in (("--batch-size", "5"), ("--max-length", "77"), ("--learning-rate", "0.25"), ("--lora-r", "16"), ("--data", "d")):
            self.assertEqual(ours[ours.index(flag) + 1], value)
            self.assertEqual(theirs[theirs.index(flag) + 1], value)
        self.assertEqual((ours[ours.index("--max-steps") + 1], theirs[theirs.index("--steps") + 1]), ("9", "9"))


if __name__ == "__main__":
    unittest.main()
