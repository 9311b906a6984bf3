# Forward passes for sampling. What is computed for a token depends, bit for bit, on its own sequence alone, whatever else is
# in the batch: products go through rows_product, softmax and norms are reductions of one row, attention is summed in the
# order of a sequence's pages, and no element-wise function is used whose vector and scalar versions round differently.
#
# All blocks' tensors come in flat lists: `w` 12, `p` 12 (wqkv, wo, wgu, wd packed) and `lora` 14 a block, see layer.py. `dims` has
# two more than there, 0 or 1: 6 whether any block has adapters, 7 whether any has biases.
# `pools`: for each block the pages of prompts and those of samples, each [2, pages, KV, page, hd], keys before values.
#
# `plan` of a step with B tokens, row numbers in int64. A block row is one page of one key-value head as one token sees
# it; block rows are those of samples' pages (page, head, own lane), then of prompts' pages (page, head, lane). Each has rep = H / KV
# rows of scores, one for each head of its query, and after all of them comes one void.
# 0 where this step's keys and values go, rows of [2 pages KV page, hd] [B 2 KV]; 1 the query of each block row [block rows];
# 2 additive mask [pages, 1, own lanes, 1, page] float32; 3 rows of scores of each head of each query in the order of its sequence, filled up
# with the void [B H most]; 4 where in 3 each row of scores is [block rows rep]; 5 the block rows of each query [any]; 6 where each
# query begins in 5 [B KV].

def silu_times(g: Tensor, u: Tensor, aligned: bool) -> Tensor:
  if aligned:
    return torch.silu(g).mul_(u)
  e = torch.neg(g).exp_().add_(1.0)
  return torch.div(g, e).mul_(u)

# Rotates x [n, heads, hd] in place. `cos` and `sin` [n, 1, 2, hd / 2] hold each value for both halves, the first half's sines negated.
def turn_(x: Tensor, cos: Tensor, sin: Tensor) -> NoneType:
  y = torch.view(x, [x.size(0), x.size(1), 2, -1])
  t = torch.flip(y, [2]).mul_(sin)
  y.mul_(cos).add_(t)

# cos, sin [n, 1, hd / 2] as turn_ wants them.
def both_halves(cos: Tensor, sin: Tensor, dtype: int) -> List[Tensor]:
  c = torch.to(cos, dtype)
  s = torch.to(sin, dtype)
  return [torch.stack([c, c], 2), torch.stack([torch.neg(s), s], 2)]

# Numbers as tensors, which an operation need not convert each time: the width d of the residual stream, eps, 1 / sqrt(hd).
def constants(x: Tensor, dims: List[int], eps: float) -> List[Tensor]:
  return [torch.scalar_tensor(float(x.size(1)), dtype=6), torch.scalar_tensor(eps, dtype=6), torch.scalar_tensor(1.0 / torch.sqrt(float(dims[2])), dtype=6)]

# What rms_forward computes, in `dtype`, remembering nothing.
def token_norm(x: Tensor, g: Tensor, c: List[Tensor], dtype: int) -> Tensor:
  r = torch.linalg_vector_norm(x, 2, [1], True)
  r.mul_(r).div_(c[0]).add_(c[1]).rsqrt_()
  return torch.to(torch.mul(x, r).mul_(g), dtype)

def token_qkv(x: Tensor, w: List[Tensor], p: List[Tensor], lora: List[Tensor], scale: float, i: int, cos: Tensor, sin: Tensor,
    dims: List[int], eps: float, c: List[Tensor]) -> Tensor:
  heads = dims[0]
  kv = dims[1]
  hd = dims[2]
  h = __torch__.token_norm(x, w[12 * i + 4], c, cos.dtype)
  qkv = __torch__.rows_product(h, w[12 * i], p, 4 * i)
  if dims[7] > 0:
    __torch__.add_bias(qkv, w[12 * i + 8])
  if dims[6] > 0:
    __torch__.lora_forward(torch.narrow(qkv, 1, 0, heads * hd), h, lora[14 * i], lora[14 * i + 1], scale)
    __torch__.lora_forward(torch.narrow(qkv, 1, heads * hd, kv * hd), h, lora[14 * i + 2], lora[14 * i + 3], scale)
    __torch__.lora_forward(torch.narrow(qkv, 1, (heads + kv) * hd, kv * hd), h, lora[14 * i + 4], lora[14 * i + 5], scale)
  qk = torch.view(torch.narrow(qkv, 1, 0, (heads + kv) * hd), [x.size(0), heads + kv, hd])
  if torch.numel(w[12 * i + 6]) > 0:
    q = torch.narrow(qk, 1, 0, heads)
    k = torch.narrow(qk, 1, heads, kv)
    q.copy_(__torch__.head_norm(q, w[12 * i + 6], eps))
    k.copy_(__torch__.head_norm(k, w[12 * i + 7], eps))
  __torch__.turn_(qk, cos, sin)
  return qkv

def token_rest(x: Tensor, o: Tensor, w: List[Tensor], p: List[Tensor], lora: List[Tensor], scale: float, i: int,
    dims: List[int], aligned: bool, c: List[Tensor]) -> NoneType:
  f = dims[3]
  x.add_(__torch__.rows_product(o, w[12 * i + 1], p, 4 * i + 1))
  if dims[7] > 0:
    __torch__.add_bias(x, w[12 * i + 9])
  if dims[6] > 0:
    __torch__.lora_into(x, o, lora[14 * i + 6], lora[14 * i + 7], scale)
  h = __torch__.token_norm(x, w[12 * i + 5], c, o.dtype)
  gu = __torch__.rows_product(h, w[12 * i + 2], p, 4 * i + 2)
  g = torch.narrow(gu, 1, 0, f)
  u = torch.narrow(gu, 1, f, f)
  if dims[7] > 0:
    __torch__.add_bias(gu, w[12 * i + 10])
  if dims[6] > 0:
    __torch__.lora_forward(g, h, lora[14 * i + 8], lora[14 * i + 9], scale)
    __torch__.lora_forward(u, h, lora[14 * i + 10], lora[14 * i + 11], scale)
  a = __torch__.silu_times(g, u, aligned)
  x.add_(__torch__.rows_product(a, w[12 * i + 3], p, 4 * i + 3))
  if dims[7] > 0:
    __torch__.add_bias(x, w[12 * i + 11])
  if dims[6] > 0:
    __torch__.lora_into(x, a, lora[14 * i + 12], lora[14 * i + 13], scale)

# Prompts, packed. `rows` [n 2 KV]: where the keys and values of each token go among the pages of prompts (kind 0) or samples (1).
# Returns the residual stream after the last block, [n, d] float32.
def prefill(ids: Tensor, table: Tensor, w: List[Tensor], p: List[Tensor], lora: List[Tensor], scale: float, cos: Tensor, sin: Tensor,
    pools: List[Tensor], kind: int, rows: Tensor, spans: List[int], mask: Tensor, dims: List[int], eps: float, aligned: bool) -> Tensor:
  x = torch.to(torch.index_select(table, 0, ids), 6)
  turns = __torch__.both_halves(cos, sin, mask.dtype)
  c = __torch__.constants(x, dims, eps)
  heads = dims[0]
  kv = dims[1]
  hd = dims[2]
  for i in range(len(pools) // 2):
    qkv = __torch__.token_qkv(x, w, p, lora, scale, i, turns[0], turns[1], dims, eps, c)
    torch.view(pools[2 * i + kind], [-1, hd]).index_copy_(0, rows, torch.reshape(torch.narrow(qkv, 1, heads * hd, 2 * kv * hd), [-1, hd]))
    o = torch.empty([x.size(0), heads * hd], dtype=qkv.dtype, device=x.device)
    __torch__.attention_forward(qkv, o, spans, mask, heads, kv, hd, dims[4], dims[5])
    __torch__.token_rest(x, o, w, p, lora, scale, i, dims, aligned, c)
  return x

# out = a b, in float32 where `out` is.
def products_into(out: Tensor, a: Tensor, b: Tensor) -> NoneType:
  if out.dtype == a.dtype:
    torch.bmm(a, b, out=out)
  else:
    out.copy_(torch.bmm(a, b))

# What the blocks of a step share, with the void's scores: 0 scores [block rows rep + 1, page] float32, 1 those of samples' pages
# [own, own lanes rep, page], 2 the mask of each [own, own lanes rep, page], 3 those of prompts' pages [pages, lanes rep, page];
# 4 queries by block row [block rows, rep hd], 5 and 6 as 1 and 3; 7 probabilities by block row [block rows rep, page], 8 and 9 as
# 1 and 3; 10 outputs by block row [block rows, rep hd], 11 and 12 as 1 and 3; 13, 14, 15 the plan's 1, 3 and 4 as gather wants them.
def step_room(like: Tensor, plan: List[Tensor], lanes: int, own_lanes: int, dims: List[int]) -> List[Tensor]:
  kv = dims[1]
  hd = dims[2]
  rep = dims[0] // kv
  page = plan[2].size(4)
  pages = plan[2].size(0) * kv
  own = pages * own_lanes
  rows = plan[1].size(0)
  shared = rows - own
  wide = lanes * rep
  tall = own_lanes * rep
  s = torch.empty([rows * rep + 1, page], dtype=6, device=like.device)
  torch.narrow(s, 0, rows * rep, 1).fill_(float("-inf"))
  q = torch.empty([rows, rep * hd], dtype=like.dtype, device=like.device)
  e = torch.empty([rows * rep, page], dtype=like.dtype, device=like.device)
  y = torch.empty([rows, rep * hd], dtype=like.dtype, device=like.device)
  mine = torch.narrow(s, 0, 0, own * rep)
  return [s, torch.view(mine, [pages, tall, page]), torch.reshape(torch.expand(plan[2], [-1, kv, own_lanes, rep, page]), [pages, tall, page]),
      torch.view(torch.narrow(s, 0, own * rep, shared * rep), [shared // lanes, wide, page]),
      q, torch.view(torch.narrow(q, 0, 0, own), [pages, tall, hd]), torch.view(torch.narrow(q, 0, own, shared), [shared // lanes, wide, hd]),
      e, torch.view(torch.narrow(e, 0, 0, own * rep), [pages, tall, page]), torch.view(torch.narrow(e, 0, own * rep, shared * rep), [shared // lanes, wide, page]),
      y, torch.view(torch.narrow(y, 0, 0, own), [pages, tall, hd]), torch.view(torch.narrow(y, 0, own, shared), [shared // lanes, wide, hd]),
      torch.expand(torch.unsqueeze(plan[1], 1), [-1, rep * hd]), torch.expand(torch.unsqueeze(plan[3], 1), [-1, page]),
      torch.expand(torch.unsqueeze(plan[4], 1), [-1, page])]

# Attention of q [B KV, rep hd], already scaled, to the pages of its sequences. `views` is what page_views says of block i.
def paged_attention(q: Tensor, views: List[Tensor], i: int, plan: List[Tensor], room: List[Tensor], rows: int) -> Tensor:
  shared = room[3].size(0) > 0
  torch.gather(q, 0, room[13], out=room[4])
  __torch__.products_into(room[1], room[5], views[5 * i + 2])
  room[1].add_(room[2])
  if shared:
    __torch__.products_into(room[3], room[6], views[5 * i])
  s = torch.view(torch.gather(room[0], 0, room[14]), [rows, -1])
  torch._softmax(s, -1, False, out=s)
  p = torch.view(s, [-1, room[7].size(1)])
  if room[7].dtype == p.dtype:
    torch.gather(p, 0, room[15], out=room[7])
  else:
    room[7].copy_(torch.gather(p, 0, room[15]))
  __torch__.products_into(room[11], room[8], views[5 * i + 3])
  if shared:
    __torch__.products_into(room[12], room[9], views[5 * i + 1])
  return torch.embedding_bag(room[10], plan[5], plan[6], False, 0, False, None, False)[0]

# B tokens, those of a sequence one after another; returns the residual stream after the last block, [B, d] float32.
def decode(ids: Tensor, table: Tensor, w: List[Tensor], p: List[Tensor], lora: List[Tensor], scale: float, cos: Tensor, sin: Tensor,
    views: List[Tensor], plan: List[Tensor], lanes: int, own_lanes: int, dims: List[int], eps: float, aligned: bool) -> Tensor:
  x = torch.to(torch.index_select(table, 0, ids), 6)
  turns = __torch__.both_halves(cos, sin, table.dtype)
  c = __torch__.constants(x, dims, eps)
  heads = dims[0]
  kv = dims[1]
  hd = dims[2]
  b = x.size(0)
  room = __torch__.step_room(table, plan, lanes, own_lanes, dims)
  for i in range(len(views) // 5):
    qkv = __torch__.token_qkv(x, w, p, lora, scale, i, turns[0], turns[1], dims, eps, c)
    views[5 * i + 4].index_copy_(0, plan[0], torch.reshape(torch.narrow(qkv, 1, heads * hd, 2 * kv * hd), [-1, hd]))
    q = torch.view(torch.mul(torch.narrow(qkv, 1, 0, heads * hd), c[2]), [b * kv, -1])
    o = torch.view(__torch__.paged_attention(q, views, i, plan, room, b * heads), [b, -1])
    __torch__.token_rest(x, o, w, p, lora, scale, i, dims, aligned, c)
  return x

# What a step needs of each block's pools with so many pages of prompts and of samples: of prompts' pages the transposed keys
# [pages KV, hd, page] and the values [pages KV, page, hd], the same of samples' pages, and the rows of the latter, see plan 0.
def page_views(pools: List[Tensor], prompts: int, samples: int) -> List[Tensor]:
  out: List[Tensor] = []
  for i in range(len(pools)):
    pool = pools[i]
    page = pool.size(3)
    hd = pool.size(4)
    count = pool.size(2) * (prompts if i % 2 == 0 else samples)
    flat = torch.view(pool, [2, -1, page, hd])
    out.append(torch.transpose(torch.narrow(torch.select(flat, 0, 0), 0, 0, count), 1, 2))
    out.append(torch.narrow(torch.select(flat, 0, 1), 0, 0, count))
    if i % 2 == 1:
      out.append(torch.view(pool, [-1, hd]))
  return out

# Pages of prompts (kind 0) or samples (1) to others of either kind, in every block; all are read before any is written.
def copy_pages(pools: List[Tensor], source_kind: int, source: Tensor, kind: int, to: Tensor) -> NoneType:
  for i in range(len(pools) // 2):
    pools[2 * i + kind].index_copy_(1, to, torch.index_select(pools[2 * i + source_kind], 1, source))

# A pool of more pages, of which the first `kept` have the same content and the others any.
def grown(pool: Tensor, kept: int, pages: int) -> Tensor:
  fresh = torch.empty([2, pages, pool.size(2), pool.size(3), pool.size(4)], dtype=pool.dtype, device=pool.device)
  torch.narrow(fresh, 1, 0, kept).copy_(torch.narrow(pool, 1, 0, kept))
  return fresh

# Zeros in pages `first` to `end` of every block's pools of prompts (kind 0) or of samples (kind 1).
def clear_pages(pools: List[Tensor], kind: int, first: int, end: int) -> NoneType:
  for i in range(len(pools) // 2):
    torch.narrow(pools[2 * i + kind], 1, first, end - first).zero_()

def rows_of(xs: List[Tensor], rows: Tensor) -> Tensor:
  return torch.index_select(torch.cat(xs, 0), 0, rows)

# Logits in float32, [n, V], of residual rows x.
def next_logits(x: Tensor, g: Tensor, w: Tensor, p: List[Tensor], eps: float) -> Tensor:
  h = __torch__.token_norm(x, g, [torch.scalar_tensor(float(x.size(1)), dtype=6), torch.scalar_tensor(eps, dtype=6)], w.dtype)
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

# The same of a batched product a b, for up to `most` groups of `rep` rows.
def groups_independent(a: Tensor, b: Tensor, rep: int, most: int) -> bool:
  whole = torch.bmm(a, b)
  same = True
  for count in range(1, most):
    for first in [0, most - count]:
      part = torch.bmm(torch.contiguous(torch.narrow(a, 1, first * rep, count * rep)), b)
      if not torch.equal(part, torch.narrow(whole, 1, first * rep, count * rep)):
        same = False
  return same

# Whether attention to a sample's pages gives a token the same bits however many of its sample's tokens, up to `most`, are computed
# together.
def tokens_independent(like: Tensor, dims: List[int], page: int, most: int) -> bool:
  rep = dims[0] // dims[1]
  hd = dims[2]
  same = True
  for pages in [4, 9]:
    n = pages * dims[1]
    q = torch.view(__torch__.random_rows(n * most * rep, hd, like, like.dtype), [n, most * rep, hd])
    k = torch.view(__torch__.random_rows(n * page, hd, like, like.dtype), [n, page, hd])
    p = torch.abs(torch.view(__torch__.random_rows(n * most * rep, page, like, like.dtype), [n, most * rep, page]))
    if not __torch__.groups_independent(q, torch.transpose(k, 1, 2), rep, most):
      same = False
    if not __torch__.groups_independent(p, k, rep, most):
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
