# Causal attention over packed segments. A segment attends to itself causally and fully to its chain of parents.
#
# qkv [n, (H + 2 KV) hd] holds rotated queries, rotated keys and values of every token. `spans` describes the segments:
# for each one the number of its ranges, then (start, length) of every range from the root down to the segment itself.
# Query heads that share a key-value head are stacked as rows, so keys and values are never repeated. Queries are taken
# in tiles, so that memory is tile x keys and the upper triangle beyond a tile is never computed. Of long rows tiles get
# lower and key-value heads go one after the other, so that no more than `scores` scores are there at once: what a tile's
# softmax and products pass over several times stays in the cache.

# [len, KV, rep, hd] -> [KV, rep * len, hd]. With one head to a key-value head, or one query, this is a view of x: do not
# write to it.
def stack_heads(x: Tensor) -> Tensor:
  return torch.reshape(torch.permute(x, [1, 2, 0, 3]), [x.size(1), x.size(2) * x.size(0), x.size(3)])

# Rows of all ranges, as [KV, keys, hd].
def ranges_of(x: Tensor, spans: List[int], first: int, count: int) -> Tensor:
  if count == 1:
    return torch.transpose(torch.narrow(x, 0, spans[first], spans[first + 1]), 0, 1)
  parts: List[Tensor] = []
  for i in range(count):
    parts.append(torch.narrow(x, 0, spans[first + 2 * i], spans[first + 2 * i + 1]))
  return torch.transpose(torch.cat(parts, 0), 0, 1)

# Softmax probabilities of one tile of queries, [KV, rep * len, keys].
def tile_probabilities(q: Tensor, k: Tensor, rep: int, own: int, mask: Tensor) -> Tensor:
  s = torch.bmm(q, torch.transpose(k, 1, 2))
  rows = q.size(1) // rep
  keys = k.size(1)
  square = torch.narrow(torch.view(s, [k.size(0), rep, rows, keys]), 3, own, rows)
  square.add_(torch.narrow(torch.narrow(mask, 0, 0, rows), 1, 0, rows))
  if s.dtype == mask.dtype:
    return torch._softmax(s, -1, False, out=s)
  return torch.to(torch.softmax(s, -1, 6), s.dtype)

# Queries of the next tile.
def tile_rows(tile: int, rep: int, before: int, left: int, scores: int) -> int:
  rows = tile
  while rows > 32 and rep * rows * (before + rows) > scores:
    rows = rows // 2
  return min(rows, left)

# Key-value heads that are computed at once, of tiles with so many scores.
def heads_at_once(kv: int, of_one: int, scores: int) -> int:
  return max(1, min(kv, scores // of_one))

def attention_forward(qkv: Tensor, out: Tensor, spans: List[int], mask: Tensor, heads: int, kv: int, hd: int, tile: int, scores: int) -> NoneType:
  n = qkv.size(0)
  rep = heads // kv
  scale = 1.0 / torch.sqrt(float(hd))
  q = torch.view(torch.narrow(qkv, 1, 0, heads * hd), [n, kv, rep, hd])
  k = torch.view(torch.narrow(qkv, 1, heads * hd, kv * hd), [n, kv, hd])
  v = torch.view(torch.narrow(qkv, 1, (heads + kv) * hd, kv * hd), [n, kv, hd])
  o = torch.view(out, [n, kv, rep, hd])
  at = 0
  while at < len(spans):
    count = spans[at]
    first = at + 1
    start = spans[first + 2 * count - 2]
    length = spans[first + 2 * count - 1]
    ks = __torch__.ranges_of(k, spans, first, count)
    vs = __torch__.ranges_of(v, spans, first, count)
    context = ks.size(1) - length
    done = 0
    while done < length:
      rows = __torch__.tile_rows(tile, rep, context + done, length - done, scores)
      keys = context + done + rows
      at_once = __torch__.heads_at_once(kv, rep * rows * keys, scores)
      kt = torch.narrow(ks, 1, 0, keys)
      vt = torch.narrow(vs, 1, 0, keys)
      qt = torch.narrow(q, 0, start + done, rows)
      ot = torch.narrow(o, 0, start + done, rows)
      h = 0
      while h < kv:
        m = min(at_once, kv - h)
        qs = torch.mul(__torch__.stack_heads(torch.narrow(qt, 1, h, m)), scale)
        p = __torch__.tile_probabilities(qs, torch.narrow(kt, 0, h, m), rep, context + done, mask)
        y = torch.bmm(p, torch.narrow(vt, 0, h, m))
        torch.narrow(ot, 1, h, m).copy_(torch.permute(torch.view(y, [m, rep, rows, hd]), [2, 0, 1, 3]))
        h = h + m
      done = done + rows
    at = first + 2 * count

# dqkv [n, (H + 2 KV) hd] receives the gradients of the rotated queries and keys and of the values.
def attention_backward(qkv: Tensor, dout: Tensor, dqkv: Tensor, spans: List[int], mask: Tensor, heads: int, kv: int, hd: int, tile: int, scores: int) -> NoneType:
  n = qkv.size(0)
  rep = heads // kv
  scale = 1.0 / torch.sqrt(float(hd))
  q = torch.view(torch.narrow(qkv, 1, 0, heads * hd), [n, kv, rep, hd])
  k = torch.view(torch.narrow(qkv, 1, heads * hd, kv * hd), [n, kv, hd])
  v = torch.view(torch.narrow(qkv, 1, (heads + kv) * hd, kv * hd), [n, kv, hd])
  dq = torch.view(torch.narrow(dqkv, 1, 0, heads * hd), [n, kv, rep, hd])
  dk = torch.view(torch.narrow(dqkv, 1, heads * hd, kv * hd), [n, kv, hd])
  dv = torch.view(torch.narrow(dqkv, 1, (heads + kv) * hd, kv * hd), [n, kv, hd])
  torch.narrow(dqkv, 1, heads * hd, 2 * kv * hd).zero_()
  do = torch.view(dout, [n, kv, rep, hd])
  at = 0
  while at < len(spans):
    count = spans[at]
    first = at + 1
    start = spans[first + 2 * count - 2]
    length = spans[first + 2 * count - 1]
    ks = __torch__.ranges_of(k, spans, first, count)
    vs = __torch__.ranges_of(v, spans, first, count)
    context = ks.size(1) - length
    dks = torch.zeros([kv, context + length, hd], dtype=ks.dtype, device=ks.device)
    dvs = torch.zeros([kv, context + length, hd], dtype=ks.dtype, device=ks.device)
    done = 0
    while done < length:
      rows = __torch__.tile_rows(tile, rep, context + done, length - done, scores)
      keys = context + done + rows
      at_once = __torch__.heads_at_once(kv, rep * rows * keys, scores)
      qt = torch.narrow(q, 0, start + done, rows)
      dqt = torch.narrow(dq, 0, start + done, rows)
      dot = torch.narrow(do, 0, start + done, rows)
      h = 0
      while h < kv:
        m = min(at_once, kv - h)
        kt = torch.narrow(torch.narrow(ks, 1, 0, keys), 0, h, m)
        qs = torch.mul(__torch__.stack_heads(torch.narrow(qt, 1, h, m)), scale)
        p = __torch__.tile_probabilities(qs, kt, rep, context + done, mask)
        g = __torch__.stack_heads(torch.narrow(dot, 1, h, m))
        torch.narrow(torch.narrow(dvs, 1, 0, keys), 0, h, m).add_(torch.bmm(torch.transpose(p, 1, 2), g))
        dp = torch.bmm(g, torch.transpose(torch.narrow(torch.narrow(vs, 1, 0, keys), 0, h, m), 1, 2))
        ds = torch._softmax_backward_data(dp, p, -1, p.dtype)
        y = torch.bmm(ds, kt).mul_(scale)
        torch.narrow(dqt, 1, h, m).copy_(torch.permute(torch.view(y, [m, rep, rows, hd]), [2, 0, 1, 3]))
        torch.narrow(torch.narrow(dks, 1, 0, keys), 0, h, m).add_(torch.bmm(torch.transpose(ds, 1, 2), qs))
        h = h + m
      done = done + rows
    row = 0
    for i in range(count):
      s = spans[first + 2 * i]
      l = spans[first + 2 * i + 1]
      torch.narrow(dk, 0, s, l).add_(torch.transpose(torch.narrow(dks, 1, row, l), 0, 1))
      torch.narrow(dv, 0, s, l).add_(torch.transpose(torch.narrow(dvs, 1, row, l), 0, 1))
      row = row + l
    at = first + 2 * count
