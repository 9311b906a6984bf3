"""Tests of shape_1b.py with a stand-in for herder."""

import json
import os
import stat
import sys
import tempfile
import unittest

import shape_1b

# Keeps the config and says which files lay beside it.
HERDER = """#!{python}
import json, os, sys
a = dict(zip(sys.argv[2:], sys.argv[3:]))
files = sorted(os.listdir(os.path.dirname(a["--config"])))
json.dump(json.load(open(a["--config"])) | dict(files=files), open(a["--out"], "w"))
"""


class ShapeTest(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory())

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(text)
        return file.name

    def make(self, **config):
        herder, out = self.write("herder", HERDER.format(python=sys.executable)), os.path.join(self.folder, "out")
        os.chmod(herder, os.stat(herder).st_mode | stat.S_IXUSR)
        self.write("config.json", json.dumps(config))
        code = shape_1b.main(["--tokenizer", self.folder, "--out", out, "--layers", "2", "--herder", herder])
        self.assertEqual(code, 0)
        with open(out, encoding="utf-8") as file:
            return json.load(file)

    def test_ends_and_files_are_the_tokenizers_and_the_shape_is_not(self):
        self.write("tokenizer.json", "{}")
        made = self.make(vocab_size=300, eos_token_id=[5, 6], bos_token_id=4, hidden_size=8)
        self.assertEqual([made[k] for k in ("vocab_size", "hidden_size", "num_hidden_layers", "eos_token_id", "bos_token_id")], [128256, 2048, 2, [5, 6], 4])
        self.assertEqual(made["files"], ["config.json", "tokenizer.json"])
        self.assertNotIn("pad_token_id", made)

    def test_a_tokenizer_that_is_missing_or_too_large_is_refused(self):
        with self.assertRaisesRegex(SystemExit, "has no tokenizer.json"):
            self.make(vocab_size=300)
        self.write("tokenizer.json", "{}")
        with self.assertRaisesRegex(SystemExit, "128257 words"):
            self.make(vocab_size=128257)

    def test_the_shape_has_as_many_weights_as_llama_3_2_1b(self):
        s = shape_1b.SHAPE
        heads, kv = s["num_attention_heads"] * s["head_dim"], s["num_key_value_heads"] * s["head_dim"]
        block = s["hidden_size"] * (2 * heads + 2 * kv + 3 * s["intermediate_size"] + 2)
        self.assertEqual(s["vocab_size"] * s["hidden_size"] + s["num_hidden_layers"] * block + s["hidden_size"], 1_235_814_400)


if __name__ == "__main__":
    unittest.main()
