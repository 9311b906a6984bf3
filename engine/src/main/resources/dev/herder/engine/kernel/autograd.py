# The same transformer in differentiable operations, for DJL's own Trainer and as an independent check of the kernels
# written by hand. One sequence a row, causal.

def plain_norm(x: Tensor, g: Tensor, eps: float) -> Tensor:
  return torch.mul(torch.mul(x, torch.rsqrt(torch.add(torch.mean(torch.mul(x, x), [-1], True), eps))), g)

def plain_linear(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
  y = torch.matmul(x, torch.t(w))
  if torch.numel(b) > 0:
    y = torch.add(y, b)
  return y

def plain_rope(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
  half = x.size(-1) // 2
  a = torch.slice(x, -1, 0, half)
  b = torch.slice(x, -1, half, 2 * half)
  return torch.cat([torch.sub(torch.mul(a, cos), torch.mul(b, sin)), torch.add(torch.mul(b, cos), torch.mul(a, sin))], -1)

# ids [batch, length] int64; w: embedding, head, final norm, then for each block the weights of q, k, v, o, gate, up, down,
# both norms, head norms of q and k, and the biases of the seven projections; empty where the architecture has none.
# shape: H, KV, hd, layers as float32; eps [1]. Returns logits [batch, length, V].
def logits(ids: Tensor, w: List[Tensor], frequencies: Tensor, shape: Tensor, eps: Tensor) -> Tensor:
  heads = int(torch.item(shape[0]))
  kv = int(torch.item(shape[1]))
  hd = int(torch.item(shape[2]))
  layers = int(torch.item(shape[3]))
  e = float(torch.item(eps))
  n = ids.size(0)
  length = ids.size(1)
  angles = torch.mul(torch.unsqueeze(torch.arange(length, dtype=6, device=ids.device), 1), torch.unsqueeze(frequencies, 0))
  cos = torch.cos(angles)
  sin = torch.sin(angles)
  mask = torch.triu(torch.full([length, length], float("-inf"), dtype=6, device=ids.device), 1)
  x = torch.embedding(w[0], ids)
  for layer in range(layers):
    at = 3 + 18 * layer
    h = __torch__.plain_norm(x, w[at + 7], e)
    q = torch.view(__torch__.plain_linear(h, w[at], w[at + 11]), [n, length, heads, hd])
    k = torch.view(__torch__.plain_linear(h, w[at + 1], w[at + 12]), [n, length, kv, hd])
    v = torch.view(__torch__.plain_linear(h, w[at + 2], w[at + 13]), [n, length, kv, hd])
    if torch.numel(w[at + 9]) > 0:
      q = __torch__.plain_norm(q, w[at + 9], e)
      k = __torch__.plain_norm(k, w[at + 10], e)
    q = __torch__.plain_rope(torch.transpose(q, 1, 2), cos, sin)
    k = torch.repeat_interleave(__torch__.plain_rope(torch.transpose(k, 1, 2), cos, sin), heads // kv, 1)
    v = torch.repeat_interleave(torch.transpose(v, 1, 2), heads // kv, 1)
    s = torch.add(torch.div(torch.matmul(q, torch.transpose(k, 2, 3)), torch.sqrt(float(hd))), mask)
    o = torch.matmul(torch.softmax(s, -1), v)
    o = torch.reshape(torch.transpose(o, 1, 2), [n, length, heads * hd])
    x = torch.add(x, __torch__.plain_linear(o, w[at + 3], w[at + 14]))
    h = __torch__.plain_norm(x, w[at + 8], e)
    gate = __torch__.plain_linear(h, w[at + 4], w[at + 15])
    up = __torch__.plain_linear(h, w[at + 5], w[at + 16])
    a = torch.mul(torch.silu(gate), up)
    x = torch.add(x, __torch__.plain_linear(a, w[at + 6], w[at + 17]))
  return torch.matmul(__torch__.plain_norm(x, w[2], e), torch.t(w[1]))
