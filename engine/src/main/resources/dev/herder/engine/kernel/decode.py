# One token for each of B sequences. The samples of a prompt share its keys and values.
#
# Prefix cache pk, pv [KV, P, hd]: all prompts one after another. Suffix cache sk, sv [B, KV, M, hd]: each sequence's own
# tokens, of which the first `step` are filled. `groups`: for each prompt (first prefix row, rows, first sequence, sequences).

# Copies the keys and values of a prefilled block into the prefix cache.
def keep_prefix(qkv: Tensor, pk: Tensor, pv: Tensor, heads: int, kv: int, hd: int) -> NoneType:
  n = qkv.size(0)
  pk.copy_(torch.transpose(torch.view(torch.narrow(qkv, 1, heads * hd, kv * hd), [n, kv, hd]), 0, 1))
  pv.copy_(torch.transpose(torch.view(torch.narrow(qkv, 1, (heads + kv) * hd, kv * hd), [n, kv, hd]), 0, 1))

def decode_attention(q: Tensor, pk: Tensor, pv: Tensor, sk: Tensor, sv: Tensor, groups: List[int], step: int) -> Tensor:
  b = q.size(0)
  kv = q.size(1)
  rep = q.size(2)
  hd = q.size(3)
  own_k = torch.reshape(torch.narrow(sk, 2, 0, step + 1), [b * kv, step + 1, hd])
  own_v = torch.reshape(torch.narrow(sv, 2, 0, step + 1), [b * kv, step + 1, hd])
  own = torch.view(torch.bmm(torch.view(q, [b * kv, rep, hd]), torch.transpose(own_k, 1, 2)), [b, kv, rep, step + 1])
  out = torch.empty_like(q)
  at = 0
  while at < len(groups):
    rows = groups[at + 1]
    first = groups[at + 2]
    count = groups[at + 3]
    k = torch.narrow(pk, 1, groups[at], rows)
    v = torch.narrow(pv, 1, groups[at], rows)
    qg = __torch__.stack_heads(torch.narrow(q, 0, first, count))
    shared = torch.bmm(qg, torch.transpose(k, 1, 2))
    mine = torch.reshape(torch.permute(torch.narrow(own, 0, first, count), [1, 2, 0, 3]), [kv, rep * count, step + 1])
    p = torch.to(torch.softmax(torch.cat([shared, mine], 2), -1, 6), q.dtype)
    y = torch.bmm(torch.narrow(p, 2, 0, rows), v)
    ps = torch.permute(torch.view(torch.narrow(p, 2, rows, step + 1), [kv, rep, count, step + 1]), [2, 0, 1, 3])
    vs = torch.view(torch.narrow(own_v, 0, first * kv, count * kv), [count, kv, step + 1, hd])
    ys = torch.matmul(ps, vs)
    torch.narrow(out, 0, first, count).copy_(torch.permute(torch.view(y, [kv, rep, count, hd]), [2, 0, 1, 3])).add_(ys)
    at = at + 4
  return out

# x W^T for few rows: with the weight as the left factor the product is up to three times faster.
def few_rows(x: Tensor, w: Tensor) -> Tensor:
  if x.size(0) <= 96:
    return torch.contiguous(torch.t(torch.mm(w, torch.t(x))))
  return torch.mm(x, torch.t(w))

def decode_layer(x: Tensor, w: List[Tensor], lora: List[Tensor], scale: float, cos: Tensor, sin: Tensor, pk: Tensor, pv: Tensor,
    sk: Tensor, sv: Tensor, groups: List[int], step: int, dims: List[int], eps: float) -> NoneType:
  heads = dims[0]
  kv = dims[1]
  hd = dims[2]
  f = dims[3]
  b = x.size(0)
  dtype = w[0].dtype
  xhat = torch.empty_like(x, dtype=dtype)
  h = torch.empty_like(x, dtype=dtype)
  rstd = torch.empty([b, 1], dtype=6, device=x.device)
  __torch__.rms_forward(x, w[4], eps, xhat, rstd, h)
  qkv = __torch__.few_rows(h, w[0])
  __torch__.add_bias(qkv, w[8])
  __torch__.lora_forward(torch.narrow(qkv, 1, 0, heads * hd), h, lora[0], lora[1], scale)
  __torch__.lora_forward(torch.narrow(qkv, 1, heads * hd, kv * hd), h, lora[2], lora[3], scale)
  __torch__.lora_forward(torch.narrow(qkv, 1, (heads + kv) * hd, kv * hd), h, lora[4], lora[5], scale)
  qk = torch.view(torch.narrow(qkv, 1, 0, (heads + kv) * hd), [b, heads + kv, hd])
  q = torch.narrow(qk, 1, 0, heads)
  k = torch.narrow(qk, 1, heads, kv)
  if torch.numel(w[6]) > 0:
    q.copy_(__torch__.head_norm(q, w[6], eps))
    k.copy_(__torch__.head_norm(k, w[7], eps))
  __torch__.rope_(qk, cos, sin)
  torch.select(sk, 2, step).copy_(k)
  torch.select(sv, 2, step).copy_(torch.view(torch.narrow(qkv, 1, (heads + kv) * hd, kv * hd), [b, kv, hd]))
  qs = torch.mul(torch.reshape(q, [b, kv, heads // kv, hd]), 1.0 / torch.sqrt(float(hd)))
  o = torch.view(__torch__.decode_attention(qs, pk, pv, sk, sv, groups, step), [b, heads * hd])
  x.add_(__torch__.few_rows(o, w[1]))
  __torch__.add_bias(x, w[9])
  __torch__.lora_into(x, o, lora[6], lora[7], scale)
  __torch__.rms_forward(x, w[5], eps, xhat, rstd, h)
  gu = __torch__.few_rows(h, w[2])
  __torch__.add_bias(gu, w[10])
  g = torch.narrow(gu, 1, 0, f)
  u = torch.narrow(gu, 1, f, f)
  __torch__.lora_forward(g, h, lora[8], lora[9], scale)
  __torch__.lora_forward(u, h, lora[10], lora[11], scale)
  a = torch.mul(torch.silu(g), u)
  x.add_(__torch__.few_rows(a, w[3]))
  __torch__.add_bias(x, w[11])
  __torch__.lora_into(x, a, lora[12], lora[13], scale)

# Logits in float32, [B, V].
def decode_logits(x: Tensor, g: Tensor, w: Tensor, eps: float) -> Tensor:
  xhat = torch.empty_like(x, dtype=w.dtype)
  h = torch.empty_like(x, dtype=w.dtype)
  rstd = torch.empty([x.size(0), 1], dtype=6, device=x.device)
  __torch__.rms_forward(x, g, eps, xhat, rstd, h)
  return torch.to(__torch__.few_rows(h, w), 6)

# Draws one token a row. u [B] float64 in [0, 1) decides: the token at which the cumulative probability, in the order of
# the vocabulary, passes u. Returns ids [B] and their log-probabilities at temperature 1 without truncation.
def sample(logits: Tensor, u: Tensor, temperature: float, top_k: int, top_p: float) -> List[Tensor]:
  lse = torch.logsumexp(logits, [1], True)
  if temperature == 0.0:
    ids = torch.argmax(logits, 1, True)
  else:
    p = torch.softmax(torch.div(logits, temperature), 1, 6)
    if top_k > 0 and top_k < p.size(1):
      kth = torch.narrow(torch.topk(p, top_k, 1)[0], 1, top_k - 1, 1)
      p = torch.masked_fill(p, torch.lt(p, kth), 0.0)
    if top_p < 1.0:
      p = torch.div(p, torch.sum(p, [1], True))
      ordered = torch.sort(p, 1, True)
      before = torch.sub(torch.cumsum(ordered[0], 1), ordered[0])
      dropped = torch.ge(before, top_p)
      p = torch.masked_fill(p, torch.scatter(torch.zeros_like(dropped), 1, ordered[1], dropped), 0.0)
    c = torch.cumsum(p, 1, dtype=7)
    total = torch.narrow(c, 1, c.size(1) - 1, 1)
    ids = torch.searchsorted(c, torch.mul(torch.unsqueeze(u, 1), total), right=True)
    ids = torch.clamp(ids, 0, p.size(1) - 1)
  return [torch.squeeze(ids, 1), torch.squeeze(torch.sub(torch.gather(logits, 1, ids), lse), 1)]

# Chosen sequences of a suffix cache into a new one.
def move_suffix(to: Tensor, source: Tensor, rows: Tensor, filled: int) -> NoneType:
  if filled > 0:
    torch.narrow(to, 2, 0, filled).copy_(torch.index_select(torch.narrow(source, 2, 0, filled), 0, rows))
