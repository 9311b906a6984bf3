"""A LoRA adapter in PEFT's format on llama-gqa-tied, with logits and gradients as peft computes them. Run after models.py.

    VENV/bin/python engine/src/test/golden/lora.py

Writes src/test/resources/golden/model/lora/: adapter_config.json, adapter_model.safetensors, expected.safetensors.
"""

import json
import shutil

import golden
import models
import torch
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.torch import load_file

TARGETS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
BASE = golden.ROOT / "llama-gqa-tied"


def main():
    torch.set_num_threads(1)
    folder = golden.ROOT / "lora"
    shutil.rmtree(folder, ignore_errors=True)
    config = LoraConfig(r=4, lora_alpha=8, lora_dropout=0.0, target_modules=TARGETS, task_type="CAUSAL_LM", base_model_name_or_path="llama-gqa-tied")
    model = get_peft_model(models.load(BASE), config)
    generator = torch.Generator().manual_seed(7)
    with torch.no_grad():
        for name, p in model.named_parameters():
            if "lora_" in name:
                p.copy_(torch.randn(p.shape, generator=generator) * 0.8 / p.shape[1] ** 0.5)
    model.peft_config["default"].base_model_name_or_path = "llama-gqa-tied"
    model.save_pretrained(folder)
    (folder / "README.md").unlink()
    (folder / "adapter_model.safetensors").chmod(0o644)
    written = json.loads((folder / "adapter_config.json").read_text(encoding="utf-8"))
    # peft keeps a set, whose order changes from run to run
    golden.write_json(folder / "adapter_config.json", written | {"target_modules": TARGETS})

    model = PeftModel.from_pretrained(models.load(BASE), folder, is_trainable=True).eval()
    data = golden.sequences(model.config.vocab_size, (7, 19, 33), 7)
    result = golden.expected(model, data)
    # Named as in adapter_model.safetensors, which leaves out the adapter's name
    result = {k.replace(".default.", ".") if k.startswith("grad.") else k: v for k, v in result.items()}
    stored = load_file(folder / "adapter_model.safetensors")
    assert {k.removeprefix("grad.") for k in result if k.startswith("grad.")} == set(stored)
    merged = model.merge_and_unload()
    for i, (ids, _) in enumerate(data):
        difference = (golden.forward(merged, ids)[0] - result[f"logits.{i}"]).abs().max().item()
        assert difference < 1e-4, difference
    golden.save_tensors(folder / "expected.safetensors", result)


if __name__ == "__main__":
    main()
