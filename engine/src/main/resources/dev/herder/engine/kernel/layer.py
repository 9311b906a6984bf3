# One transformer block, forward and backward by hand, so that every buffer is reused and weight gradients are
# accumulated by the matrix product itself.
#
# Weights `w`: 0 wqkv [(H + 2 KV) hd, d], 1 wo [d, H hd], 2 wgu [2 f, d] (gate over up), 3 wd [d, f] in the compute dtype;
# 4 g1, 5 g2 [d], 6 qn, 7 kn [hd], 8 bqkv, 9 bo, 10 bgu, 11 bd in float32, empty where the architecture has none.
# Adapters `lora`: A and B for q, k, v, o, gate, up, down in this order, empty where there is none.
# Saved `s`: 0 xhat1 [n, d], 1 rstd1 [n, 1], 2 qkv [n, (H + 2 KV) hd], 3 o [n, H hd], 4 xhat2 [n, d], 5 rstd2 [n, 1],
# 6 gu [n, 2 f], 7 qk [n, (H + KV) hd] before the head norm (empty without one).
# Scratch `t`: 0 h [n, d], 1 a [n, f], 2 da [n, f], 3 dgu [n, 2 f], 4 dqkv [n, (H + 2 KV) hd], 5 do [n, H hd],
# 6 f32 [n, d], 7 dh [n, d].
# `dims`: H, KV, hd, f, attention tile, attention scores at once.

def add_bias(y: Tensor, b: Tensor) -> NoneType:
  if torch.numel(b) > 0:
    y.add_(b)

# y += x W^T + b into the float32 residual.
def project_into(y: Tensor, x: Tensor, w: Tensor, b: Tensor) -> NoneType:
  if y.dtype == x.dtype:
    y.addmm_(x, torch.t(w))
  else:
    y.add_(torch.mm(x, torch.t(w)))
  __torch__.add_bias(y, b)

def lora_into(y: Tensor, x: Tensor, a: Tensor, b: Tensor, scale: float) -> NoneType:
  if torch.numel(a) > 0:
    if y.dtype == x.dtype:
      __torch__.lora_forward(y, x, a, b, scale)
    else:
      u = torch.mm(x, torch.t(torch.to(a, x.dtype)))
      y.add_(torch.mm(u, torch.t(torch.to(b, x.dtype))), alpha=scale)

def layer_qkv(x: Tensor, w: List[Tensor], lora: List[Tensor], scale: float, s: List[Tensor], t: List[Tensor],
    cos: Tensor, sin: Tensor, dims: List[int], eps: float) -> NoneType:
  heads = dims[0]
  kv = dims[1]
  hd = dims[2]
  n = x.size(0)
  h = t[0]
  __torch__.rms_forward(x, w[4], eps, s[0], s[1], h)
  qkv = s[2]
  torch.mm(h, torch.t(w[0]), out=qkv)
  __torch__.add_bias(qkv, w[8])
  parts = [torch.narrow(qkv, 1, 0, heads * hd), torch.narrow(qkv, 1, heads * hd, kv * hd), torch.narrow(qkv, 1, (heads + kv) * hd, kv * hd)]
  __torch__.loras_forward(parts, h, lora, 0, scale)
  if torch.numel(w[6]) > 0:
    both = torch.narrow(qkv, 1, 0, (heads + kv) * hd)
    s[7].copy_(both)
    q = torch.view(torch.narrow(qkv, 1, 0, heads * hd), [n, heads, hd])
    k = torch.view(torch.narrow(qkv, 1, heads * hd, kv * hd), [n, kv, hd])
    q.copy_(__torch__.head_norm(q, w[6], eps))
    k.copy_(__torch__.head_norm(k, w[7], eps))
  qk = torch.view(torch.narrow(qkv, 1, 0, (heads + kv) * hd), [n, heads + kv, hd])
  __torch__.rope_(qk, cos, sin)

def layer_rest(x: Tensor, w: List[Tensor], lora: List[Tensor], scale: float, s: List[Tensor], t: List[Tensor],
    dims: List[int], eps: float) -> NoneType:
  f = dims[3]
  __torch__.project_into(x, s[3], w[1], w[9])
  __torch__.lora_into(x, s[3], lora[6], lora[7], scale)
  h = t[0]
  __torch__.rms_forward(x, w[5], eps, s[4], s[5], h)
  gu = s[6]
  torch.mm(h, torch.t(w[2]), out=gu)
  __torch__.add_bias(gu, w[10])
  g = torch.narrow(gu, 1, 0, f)
  u = torch.narrow(gu, 1, f, f)
  __torch__.loras_forward([g, u], h, lora, 8, scale)
  a = t[1]
  torch.silu(g, out=a)
  a.mul_(u)
  __torch__.project_into(x, a, w[3], w[11])
  __torch__.lora_into(x, a, lora[12], lora[13], scale)

# x [n, d] float32 goes from the block's input to its output, in place.
def layer_forward(x: Tensor, w: List[Tensor], lora: List[Tensor], scale: float, s: List[Tensor], t: List[Tensor],
    cos: Tensor, sin: Tensor, spans: List[int], mask: Tensor, dims: List[int], eps: float) -> NoneType:
  __torch__.layer_qkv(x, w, lora, scale, s, t, cos, sin, dims, eps)
  __torch__.attention_forward(s[2], s[3], spans, mask, dims[0], dims[1], dims[2], dims[4], dims[5])
  __torch__.layer_rest(x, w, lora, scale, s, t, dims, eps)

# dx [n, d] float32 goes from the gradient of the block's output to that of its input, in place. Gradients `g` and
# `glora` mirror `w` and `lora`; empty ones are not wanted.
def layer_backward(dx: Tensor, w: List[Tensor], lora: List[Tensor], scale: float, g: List[Tensor], glora: List[Tensor],
    s: List[Tensor], t: List[Tensor], cos: Tensor, sin: Tensor, spans: List[int], mask: Tensor, dims: List[int], eps: float) -> NoneType:
  heads = dims[0]
  kv = dims[1]
  hd = dims[2]
  f = dims[3]
  n = dx.size(0)
  h = t[0]
  a = t[1]
  da = t[2]
  dgu = t[3]
  dh = t[7]
  gate = torch.narrow(s[6], 1, 0, f)
  up = torch.narrow(s[6], 1, f, f)
  dy = torch.to(dx, h.dtype)
  # Feed-forward. The up half of dgu holds silu(gate) until da is complete.
  dgate = torch.narrow(dgu, 1, 0, f)
  dup = torch.narrow(dgu, 1, f, f)
  torch.mm(dy, w[3], out=da)
  torch.silu(gate, out=dup)
  torch.mul(dup, up, out=a)
  __torch__.weight_gradient(g[3], dy, a)
  __torch__.bias_gradient(g[11], dy)
  __torch__.lora_backward(dy, a, lora[12], lora[13], scale, glora[12], glora[13], da)
  dup.mul_(da)
  da.mul_(up)
  torch.silu_backward(da, gate, grad_input=dgate)
  torch.mul(s[4], torch.to(w[5], h.dtype), out=h)
  __torch__.weight_gradient(g[2], dgu, h)
  __torch__.bias_gradient(g[10], dgu)
  torch.mm(dgu, w[2], out=dh)
  __torch__.loras_backward([dgate, dup], h, lora, 8, scale, glora, dh)
  __torch__.rms_backward(dh, s[4], s[5], w[5], dx, g[5], t[6])
  # Attention.
  dy = torch.to(dx, h.dtype)
  do = t[5]
  dqkv = t[4]
  torch.mm(dy, w[1], out=do)
  __torch__.weight_gradient(g[1], dy, s[3])
  __torch__.bias_gradient(g[9], dy)
  __torch__.lora_backward(dy, s[3], lora[6], lora[7], scale, glora[6], glora[7], do)
  __torch__.attention_backward(s[2], do, dqkv, spans, mask, heads, kv, hd, dims[4], dims[5])
  dqk = torch.view(torch.narrow(dqkv, 1, 0, (heads + kv) * hd), [n, heads + kv, hd])
  __torch__.rope_(dqk, cos, torch.neg(sin))
  if torch.numel(w[6]) > 0:
    qk = torch.view(s[7], [n, heads + kv, hd])
    dq = torch.narrow(dqk, 1, 0, heads)
    dk = torch.narrow(dqk, 1, heads, kv)
    dq.copy_(__torch__.head_norm_backward(dq, torch.narrow(qk, 1, 0, heads), w[6], eps, g[6]))
    dk.copy_(__torch__.head_norm_backward(dk, torch.narrow(qk, 1, heads, kv), w[7], eps, g[7]))
  torch.mul(s[0], torch.to(w[4], h.dtype), out=h)
  __torch__.weight_gradient(g[0], dqkv, h)
  __torch__.bias_gradient(g[8], dqkv)
  torch.mm(dqkv, w[0], out=dh)
  parts = [torch.narrow(dqkv, 1, 0, heads * hd), torch.narrow(dqkv, 1, heads * hd, kv * hd), torch.narrow(dqkv, 1, (heads + kv) * hd, kv * hd)]
  __torch__.loras_backward(parts, h, lora, 0, scale, glora, dh)
  __torch__.rms_backward(dh, s[0], s[1], w[4], dx, g[4], t[6])
