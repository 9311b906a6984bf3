#!/bin/sh
# Makes every golden of this folder again: all.sh PYTHON (of a virtual environment with requirements.txt). About a minute.
set -eu
cd "$(dirname "$0")"
for program in models lora sft dpo reward generation likelihood embedding; do
  "${1:-python3}" "$program.py"
done
