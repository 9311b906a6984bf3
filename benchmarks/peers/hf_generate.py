"""Sampling N answers to each prompt with transformers' generate.

    python hf_generate.py --model DIR --data prompts.jsonl --n 16 --prompts-per-call 4 --max-new-tokens 128

A row's prompt is a list of messages or a string. Tokens are those of the answers, each up to and with its end of turn; seconds are those of
the calls alone, without loading. A first call with the first prompts warms up and is not counted. With --prompt-pass all calls are made once
more for one token each, and what they took is left out of decode_seconds.
"""

import time

import measuring
import torch
import transformers


def messages(prompt):
    return prompt if isinstance(prompt, list) else [{"role": "user", "content": prompt}]


def answer_length(ids, ends):
    for position, token in enumerate(ids):
        if token in ends:
            return position + 1
    return len(ids)


def main():
    p = measuring.options(__doc__)
    p.add_argument("--n", type=int, default=16)
    p.add_argument("--prompts-per-call", type=int, default=4)
    p.add_argument("--max-new-tokens", type=int, default=128)
    p.add_argument("--temperature", type=float, default=0.8)
    p.add_argument("--top-p", type=float, default=1.0)
    p.add_argument("--dtype", choices=["float32", "bfloat16"], default="float32")
    p.add_argument("--prompt-lookup", type=int, metavar="N", help="propose up to N tokens by prompt lookup; for --n 1 and --prompts-per-call 1 alone")
    p.add_argument("--no-warm-up", action="store_true")
    p.add_argument("--prompt-pass", action="store_true", help="tell apart what the prompts take")
    a = p.parse_args()
    lookup = {"prompt_lookup_num_tokens": a.prompt_lookup} if a.prompt_lookup else {}
    torch.set_num_threads(a.threads)
    transformers.set_seed(a.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    tokenizer = transformers.AutoTokenizer.from_pretrained(a.model, padding_side="left")
    model = transformers.AutoModelForCausalLM.from_pretrained(a.model, dtype=getattr(torch, a.dtype)).to(device).eval()
    ends = model.generation_config.eos_token_id
    ends = set(ends if isinstance(ends, list) else [ends])
    prompts = [tokenizer.apply_chat_template(messages(r["prompt"]), add_generation_prompt=True, tokenize=False) for r in measuring.rows(a.data)]

    def call(texts, new_tokens=a.max_new_tokens):
        batch = tokenizer(texts, return_tensors="pt", padding=True, add_special_tokens=False).to(device)
        begun = time.perf_counter()
        out = model.generate(
            **batch, do_sample=True, temperature=a.temperature, top_p=a.top_p, top_k=0, num_return_sequences=a.n, max_new_tokens=new_tokens, **lookup
        )
        answers = out[:, batch["input_ids"].shape[1] :].tolist()
        return time.perf_counter() - begun, [answer_length(x, ends) for x in answers], sum(map(len, answers))

    groups = [prompts[i : i + a.prompts_per_call] for i in range(0, len(prompts), a.prompts_per_call)]
    if not a.no_warm_up:
        call(groups[0])
    calls = [call(g) for g in groups]
    seconds, tokens = sum(c[0] for c in calls), sum(sum(c[1]) for c in calls)
    apart = {}
    if a.prompt_pass:
        short = [call(g, 1) for g in groups]
        prompts_took = sum(c[0] for c in short)
        apart = {"prompt_seconds": prompts_took, "decode_seconds": seconds - prompts_took, "decode_tokens": tokens - len(prompts) * a.n}
    measuring.report(
        a, rows=len(prompts), samples=len(prompts) * a.n, tokens=tokens, computed_tokens=sum(c[2] for c in calls), seconds=seconds,
        tokens_per_second=tokens / seconds, **apart,
    )  # fmt: skip


if __name__ == "__main__":
    main()
