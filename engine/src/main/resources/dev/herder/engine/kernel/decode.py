# Forward passes for sampling. What is computed for a token depends, bit for bit, on its own sequence alone, whatever else is
# in the batch: products go through rows_product, softmax and norms are reductions of one row, attention is summed in the
# order of a sequence's pages, and no element-wise function is used whose vector and scalar versions round differently.
#
# All blocks' tensors come in flat lists: `w` 12, `p` 12 (wqkv, wo, wgu, wd packed) and `lora` 14 a block, see layer.py.
# `pools`: for each block the pages of prompts (keys, values) and of samples (keys, values), each [pages, KV, page, hd].
#
# `plan` of a step with B sequences, row numbers in int64. A block row is one page of one key-value head as one sequence sees
# it; block rows are those of samples' pages (page, head), of prompts' pages (page, head, lane), and one void.
# 0 where this step's keys and values go, rows of [pages KV page, hd] [B KV]; 1 the query of each sample page [pages KV];
# 2 additive mask [pages, 1, 1, page] float32; 3 the queries of each prompt page [pages KV lanes]; 4 block rows of each
# query in the order of its sequence, filled up with the void [B KV most]; 5 where in 4 each block row is [block rows];
# 6 the block rows of each query without the void; 7 where each query begins in 6 [B KV].

def silu_times(g: Tensor, u: Tensor, aligned: bool) -> Tensor:
  if aligned:
    return torch.silu(g).mul_(u)
  e = torch.neg(g).exp_().add_(1.0)
  return torch.div(g, e).mul_(u)

# Rotates x [n, heads, hd] in place.
def turn_(x: Tensor, cos: Tensor, sin: Tensor) -> NoneType:
  half = cos.size(2)
  a = torch.slice(x, 2, 0, half)
  b = torch.slice(x, 2, half, 2 * half)
  t = torch.mul(b, sin)
  u = torch.mul(a, sin)
  a.mul_(cos).sub_(t)
  b.mul_(cos).add_(u)

def token_qkv(x: Tensor, w: List[Tensor], p: List[Tensor], lora: List[Tensor], scale: float, i: int, cos: Tensor, sin: Tensor,
    dims: List[int], eps: float) -> Tensor:
  heads = dims[0]
  kv = dims[1]
  hd = dims[2]
  n = x.size(0)
  xhat = torch.empty_like(x, dtype=w[12 * i].dtype)
  h = torch.empty_like(xhat)
  rstd = torch.empty([n, 1], dtype=6, device=x.device)
  __torch__.rms_forward(x, w[12 * i + 4], eps, xhat, rstd, h)
  qkv = __torch__.rows_product(h, w[12 * i], p, 4 * i)
  __torch__.add_bias(qkv, w[12 * i + 8])
  __torch__.lora_forward(torch.narrow(qkv, 1, 0, heads * hd), h, lora[14 * i], lora[14 * i + 1], scale)
  __torch__.lora_forward(torch.narrow(qkv, 1, heads * hd, kv * hd), h, lora[14 * i + 2], lora[14 * i + 3], scale)
  __torch__.lora_forward(torch.narrow(qkv, 1, (heads + kv) * hd, kv * hd), h, lora[14 * i + 4], lora[14 * i + 5], scale)
  qk = torch.view(torch.narrow(qkv, 1, 0, (heads + kv) * hd), [n, heads + kv, hd])
  if torch.numel(w[12 * i + 6]) > 0:
    q = torch.narrow(qk, 1, 0, heads)
    k = torch.narrow(qk, 1, heads, kv)
    q.copy_(__torch__.head_norm(q, w[12 * i + 6], eps))
    k.copy_(__torch__.head_norm(k, w[12 * i + 7], eps))
  __torch__.turn_(qk, cos, sin)
  return qkv

def token_rest(x: Tensor, o: Tensor, w: List[Tensor], p: List[Tensor], lora: List[Tensor], scale: float, i: int,
    dims: List[int], eps: float, aligned: bool) -> NoneType:
  f = dims[3]
  x.add_(__torch__.rows_product(o, w[12 * i + 1], p, 4 * i + 1))
  __torch__.add_bias(x, w[12 * i + 9])
  __torch__.lora_into(x, o, lora[14 * i + 6], lora[14 * i + 7], scale)
  xhat = torch.empty_like(x, dtype=o.dtype)
  h = torch.empty_like(xhat)
  rstd = torch.empty([x.size(0), 1], dtype=6, device=x.device)
  __torch__.rms_forward(x, w[12 * i + 5], eps, xhat, rstd, h)
  gu = __torch__.rows_product(h, w[12 * i + 2], p, 4 * i + 2)
  __torch__.add_bias(gu, w[12 * i + 10])
  g = torch.narrow(gu, 1, 0, f)
  u = torch.narrow(gu, 1, f, f)
  __torch__.lora_forward(g, h, lora[14 * i + 8], lora[14 * i + 9], scale)
  __torch__.lora_forward(u, h, lora[14 * i + 10], lora[14 * i + 11], scale)
  a = __torch__.silu_times(g, u, aligned)
  x.add_(__torch__.rows_product(a, w[12 * i + 3], p, 4 * i + 3))
  __torch__.add_bias(x, w[12 * i + 11])
  __torch__.lora_into(x, a, lora[14 * i + 12], lora[14 * i + 13], scale)

def kept_rows(pool: Tensor, rows: Tensor, values: Tensor) -> NoneType:
  hd = pool.size(3)
  torch.view(pool, [-1, hd]).index_copy_(0, rows, torch.reshape(values, [-1, hd]))

# Prompts, packed. `rows` [n KV]: where the keys and values of each token go among the pages of prompts.
# Returns the residual stream after the last block, [n, d] float32.
def prefill(ids: Tensor, table: Tensor, w: List[Tensor], p: List[Tensor], lora: List[Tensor], scale: float, cos: Tensor, sin: Tensor,
    pools: List[Tensor], rows: Tensor, spans: List[int], mask: Tensor, dims: List[int], eps: float, aligned: bool) -> Tensor:
  x = torch.to(torch.index_select(table, 0, ids), 6)
  c = torch.to(cos, mask.dtype)
  s = torch.to(sin, mask.dtype)
  heads = dims[0]
  kv = dims[1]
  hd = dims[2]
  for i in range(len(pools) // 4):
    qkv = __torch__.token_qkv(x, w, p, lora, scale, i, c, s, dims, eps)
    __torch__.kept_rows(pools[4 * i], rows, torch.narrow(qkv, 1, heads * hd, kv * hd))
    __torch__.kept_rows(pools[4 * i + 1], rows, torch.narrow(qkv, 1, (heads + kv) * hd, kv * hd))
    o = torch.empty([x.size(0), heads * hd], dtype=qkv.dtype, device=x.device)
    __torch__.attention_forward(qkv, o, spans, mask, heads, kv, hd, dims[4])
    __torch__.token_rest(x, o, w, p, lora, scale, i, dims, eps, aligned)
  return x

# out = a b, in float32 where `out` is.
def products_into(out: Tensor, a: Tensor, b: Tensor) -> NoneType:
  if out.dtype == a.dtype:
    torch.bmm(a, b, out=out)
  else:
    out.copy_(torch.bmm(a, b))

# Attention of q [B KV, rep hd], already scaled, to the pages of its sequences.
def paged_attention(q: Tensor, sk: Tensor, sv: Tensor, ok: Tensor, ov: Tensor, plan: List[Tensor], lanes: int) -> Tensor:
  kv = ok.size(1)
  page = ok.size(2)
  hd = ok.size(3)
  rep = q.size(1) // hd
  n = q.size(0)
  own = plan[1].size(0)
  shared = plan[3].size(0)
  pages = shared // lanes
  s = torch.empty([own + shared + 1, rep * page], dtype=6, device=q.device)
  torch.narrow(s, 0, own + shared, 1).fill_(float("-inf"))
  mine = torch.narrow(s, 0, 0, own)
  k = torch.view(torch.narrow(ok, 0, 0, own // kv), [own, page, hd])
  v = torch.view(torch.narrow(ov, 0, 0, own // kv), [own, page, hd])
  qs = torch.view(torch.index_select(q, 0, plan[1]), [own, rep, hd])
  __torch__.products_into(torch.view(mine, [own, rep, page]), qs, torch.transpose(k, 1, 2))
  torch.view(mine, [own // kv, kv, rep, page]).add_(plan[2])
  ks = torch.view(torch.narrow(sk, 0, 0, pages // kv), [pages, page, hd])
  vs = torch.view(torch.narrow(sv, 0, 0, pages // kv), [pages, page, hd])
  if shared > 0:
    qp = torch.view(torch.index_select(q, 0, plan[3]), [pages, lanes * rep, hd])
    theirs = torch.view(torch.narrow(s, 0, own, shared), [pages, lanes * rep, page])
    __torch__.products_into(theirs, qp, torch.transpose(ks, 1, 2))
  scores = torch.view(torch.index_select(s, 0, plan[4]), [n, -1, rep, page])
  most = scores.size(1)
  rows = torch.reshape(torch.permute(scores, [0, 2, 1, 3]), [n * rep, most * page])
  torch._softmax(rows, -1, False, out=rows)
  p = torch.reshape(torch.permute(torch.view(rows, [n, rep, most, page]), [0, 2, 1, 3]), [n * most, rep * page])
  e = torch.to(torch.index_select(p, 0, plan[5]), q.dtype)
  y = torch.empty([own + shared, rep * hd], dtype=q.dtype, device=q.device)
  __torch__.products_into(torch.view(torch.narrow(y, 0, 0, own), [own, rep, hd]), torch.view(torch.narrow(e, 0, 0, own), [own, rep, page]), v)
  if shared > 0:
    ps = torch.view(torch.narrow(e, 0, own, shared), [pages, lanes * rep, page])
    __torch__.products_into(torch.view(torch.narrow(y, 0, own, shared), [pages, lanes * rep, hd]), ps, vs)
  return torch.embedding_bag(y, plan[6], plan[7], False, 0, False, None, False)[0]

# One token for each of B sequences; returns the residual stream after the last block, [B, d] float32.
def decode(ids: Tensor, table: Tensor, w: List[Tensor], p: List[Tensor], lora: List[Tensor], scale: float, cos: Tensor, sin: Tensor,
    pools: List[Tensor], plan: List[Tensor], lanes: int, dims: List[int], eps: float, aligned: bool) -> Tensor:
  x = torch.to(torch.index_select(table, 0, ids), 6)
  c = torch.to(cos, table.dtype)
  s = torch.to(sin, table.dtype)
  heads = dims[0]
  kv = dims[1]
  hd = dims[2]
  b = x.size(0)
  for i in range(len(pools) // 4):
    qkv = __torch__.token_qkv(x, w, p, lora, scale, i, c, s, dims, eps)
    __torch__.kept_rows(pools[4 * i + 2], plan[0], torch.narrow(qkv, 1, heads * hd, kv * hd))
    __torch__.kept_rows(pools[4 * i + 3], plan[0], torch.narrow(qkv, 1, (heads + kv) * hd, kv * hd))
    q = torch.view(torch.mul(torch.narrow(qkv, 1, 0, heads * hd), 1.0 / torch.sqrt(float(hd))), [b * kv, (heads // kv) * hd])
    o = torch.view(__torch__.paged_attention(q, pools[4 * i], pools[4 * i + 1], pools[4 * i + 2], pools[4 * i + 3], plan, lanes), [b, heads * hd])
    __torch__.token_rest(x, o, w, p, lora, scale, i, dims, eps, aligned)
  return x

# Pages of prompts to pages of samples, in every block.
def copy_pages(pools: List[Tensor], source: Tensor, to: Tensor) -> NoneType:
  for i in range(len(pools) // 4):
    pools[4 * i + 2].index_copy_(0, to, torch.index_select(pools[4 * i], 0, source))
    pools[4 * i + 3].index_copy_(0, to, torch.index_select(pools[4 * i + 1], 0, source))

# A pool of more pages, of which the first `kept` have the same content and the others any.
def grown(pool: Tensor, kept: int, pages: int) -> Tensor:
  fresh = torch.empty([pages, pool.size(1), pool.size(2), pool.size(3)], dtype=pool.dtype, device=pool.device)
  torch.narrow(fresh, 0, 0, kept).copy_(torch.narrow(pool, 0, 0, kept))
  return fresh

# Zeros in pages `first` to `end` of every block's pools of prompts (kind 0) or of samples (kind 2).
def clear_pages(pools: List[Tensor], kind: int, first: int, end: int) -> NoneType:
  for i in range(len(pools) // 4):
    torch.narrow(pools[4 * i + kind], 0, first, end - first).zero_()
    torch.narrow(pools[4 * i + kind + 1], 0, first, end - first).zero_()

def rows_of(xs: List[Tensor], rows: Tensor) -> Tensor:
  return torch.index_select(torch.cat(xs, 0), 0, rows)

# Logits in float32, [n, V], of residual rows x.
def next_logits(x: Tensor, g: Tensor, w: Tensor, p: List[Tensor], eps: float) -> Tensor:
  xhat = torch.empty_like(x, dtype=w.dtype)
  h = torch.empty_like(x, dtype=w.dtype)
  rstd = torch.empty([x.size(0), 1], dtype=6, device=x.device)
  __torch__.rms_forward(x, g, eps, xhat, rstd, h)
  return torch.to(__torch__.rows_product(h, w, p, 0), 6)

# The next token of rows `first` to `first + count` of x, see sample.py.
def next_tokens(x: Tensor, first: int, count: int, g: Tensor, w: Tensor, p: List[Tensor], eps: float, u: Tensor, seen: Tensor, temperature: float,
    top_k: int, top_p: float, min_p: float, penalty: float) -> List[Tensor]:
  logits = __torch__.next_logits(torch.narrow(x, 0, first, count), g, w, p, eps)
  return __torch__.sample(logits, u, seen, temperature, top_k, top_p, min_p, penalty)

# Log-probabilities of token ids, [n], after residual rows xs of [1, d] each.
def target_log_probs(xs: List[Tensor], ids: Tensor, g: Tensor, w: Tensor, p: List[Tensor], eps: float) -> Tensor:
  logits = __torch__.next_logits(torch.cat(xs, 0), g, w, p, eps)
  return torch.squeeze(torch.gather(torch._log_softmax(logits, -1, False), 1, torch.unsqueeze(ids, 1)), 1)

def same(xs: List[Tensor]) -> List[Tensor]:
  return xs

# Whether a row's product is the same to the last bit however many rows there are, and wherever it stands among them.
def rows_independent(x: Tensor, w: Tensor, p: List[Tensor]) -> bool:
  n = x.size(0)
  half = n // 2
  whole = __torch__.rows_product(x, w, p, 0)
  same = torch.equal(__torch__.rows_product(torch.narrow(x, 0, 0, half), w, p, 0), torch.narrow(whole, 0, 0, half))
  for count in [1, 2, 3, 4, 5, 6, 7, 8, 12, 15, 17, 31, 33, 48, 63]:
    first = half - count // 2
    part = __torch__.rows_product(torch.narrow(x, 0, first, count), w, p, 0)
    if not torch.equal(part, torch.narrow(whole, 0, first, count)):
      same = False
  return same

def random_rows(rows: int, columns: int, like: Tensor, dtype: int) -> Tensor:
  at = torch.arange(rows * columns, dtype=6, device=like.device)
  return torch.to(torch.view(torch.sin(torch.mul(torch.mul(at, at), 0.37)), [rows, columns]), dtype)

def repeat_product(x: Tensor, w: Tensor, p: List[Tensor], times: int) -> NoneType:
  y = x
  for i in range(times):
    y = __torch__.rows_product(x, w, p, 0)
  if y.device.type != "cpu":
    torch.item(y[0][0])
