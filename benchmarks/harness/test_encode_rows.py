"""Tests of encode_rows.py with stand-ins for herder and the peer."""

import contextlib
import io
import json
import os
import stat
import sys
import tempfile
import unittest

import encode_rows
from harness import process

# Says after as many milliseconds as there are rows what it encoded, and would then train for an hour.
HERDER = """#!{python}
import sys, time
data = sys.argv[sys.argv.index("--data") + 1]
rows = len(open(data).read().splitlines())
time.sleep(0.1 + rows / 1000)
print(f"{{data}}: {{rows}} rows ({{rows}} prompt)\\n{{rows}} of {{rows}} rows, {{7 * rows}} tokens, {{3 * rows}} learned", file=sys.stderr, flush=True)
time.sleep(3600)
"""
# In place of Python, so that its first argument is the peer's program.
PEER = """#!{python}
import json
print(json.dumps(dict(rows=400, tokens={tokens}, learned=1200, map_seconds=3.0, pack_seconds=1.0, rows_per_second=100.0, map_rows_per_second=133.0)))
"""


class EncodeRowsTest(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory())

    def program(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, os.stat(path).st_mode | stat.S_IXUSR)
        return path

    def session(self, tokens):
        herder, python = self.program("herder", HERDER.format(python=sys.executable)), self.program("python", PEER.format(python=sys.executable, tokens=tokens))
        data = self.program("rows.jsonl", '{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}\n' * 3)
        out = os.path.join(self.folder, "out")
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            code = encode_rows.run([
                "--model", "m", "--data", data, "--out", out, "--rows", "400", "--start-rows", "10", "--threads", "1", "--ways", "map", "--rounds", "2",
                "--herder", herder, "--python", python,
            ])  # fmt: skip
        with open(os.path.join(out, "encode.json"), encoding="utf-8") as file:
            return code, json.load(file)["threads"]["1"], out

    def test_the_start_is_taken_off(self):
        code, found, out = self.session(2800)
        rate = found["programs"]["herder"]["rows_per_second"]
        self.assertEqual((code, rate["runs"], found["same_tokens"]), (0, 2, True))
        self.assertTrue(500 < rate["least"] <= rate["most"] < 1100, rate)
        self.assertLess(found["programs"]["herder"]["whole_rows_per_second"]["most"], 800)
        self.assertAlmostEqual(found["ratios"]["map"]["rows_per_second"]["median"], rate["median"] / 100)
        self.assertEqual(sorted(os.listdir(out)), ["encode.json", "encode.md", "rows-10.jsonl", "rows-400.jsonl"])

    def test_other_tokens_are_told(self):
        code, found, _ = self.session(2801)
        self.assertEqual((code, found["same_tokens"], found["counts"]["map"]), (1, False, [[2801, 1200]]))

    def test_a_program_is_killed_when_it_has_said_the_line(self):
        said = process.run(["sh", "-c", "echo n 5 >&2; sleep 60"], {}, None, 30, r"n (\d+)")
        self.assertEqual(said["until"]["groups"], ("5",))
        self.assertLess(said["wall_seconds"], 20)
        self.assertIsNone(process.run(["sh", "-c", "echo m 5 >&2"], {}, None, 30, r"n (\d+)")["until"])


if __name__ == "__main__":
    unittest.main()
