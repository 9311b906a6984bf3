# Linear layers y = x W^T, their gradients, and low-rank adapters y += scale (x A^T) B^T (Hu et al. 2021).
# An empty tensor stands for what is absent: no bias, no adapter, no gradient wanted.

# gw += dy^T x, accumulated in gw's own dtype. A product in another dtype is made some rows at a time: each part is still in the
# cache when it is added, and neither it nor its copy in gw's dtype, which libtorch makes for the sum, is so large (32 MiB) that the
# allocator would ask the system for fresh memory every time. No part is a single row of several: libtorch 2.7.1
# reads such a transposed row in bfloat16 as if it were contiguous.
def weight_gradient(gw: Tensor, dy: Tensor, x: Tensor) -> NoneType:
  if torch.numel(gw) > 0:
    if gw.dtype == dy.dtype:
      gw.addmm_(torch.t(dy), x)
    else:
      most = max(2, 2097152 // gw.size(1))
      at = 0
      while at < gw.size(0):
        rows = gw.size(0) - at
        if rows > most + 1:
          rows = most
        torch.narrow(gw, 0, at, rows).add_(torch.mm(torch.t(torch.narrow(dy, 1, at, rows)), x))
        at = at + rows

def bias_gradient(gb: Tensor, dy: Tensor) -> NoneType:
  if torch.numel(gb) > 0:
    gb.add_(torch.sum(dy, [0], False, dtype=6))

# y (any row stride) += scale (h A^T) B^T.
def lora_forward(y: Tensor, h: Tensor, a: Tensor, b: Tensor, scale: float) -> NoneType:
  if torch.numel(a) > 0:
    y.addmm_(torch.mm(h, torch.t(torch.to(a, h.dtype))), torch.t(torch.to(b, h.dtype)), beta=1, alpha=scale)

# Adds the adapter's share to dh (if any) and to ga, gb.
def lora_backward(dy: Tensor, h: Tensor, a: Tensor, b: Tensor, scale: float, ga: Tensor, gb: Tensor, dh: Tensor) -> NoneType:
  if torch.numel(a) > 0:
    u = torch.mm(h, torch.t(torch.to(a, h.dtype)))
    v = torch.mm(dy, torch.to(b, h.dtype))
    if gb.dtype == dy.dtype:
      gb.addmm_(torch.t(dy), u, beta=1, alpha=scale)
      ga.addmm_(torch.t(v), h, beta=1, alpha=scale)
    else:
      gb.add_(torch.mm(torch.t(dy), u), alpha=scale)
      ga.add_(torch.mm(torch.t(v), h), alpha=scale)
    dh.addmm_(v, torch.to(a, h.dtype), beta=1, alpha=scale)

# Adapters of matrices that read the same h, from `lora[first]` on A and B of each: h is read once for all of them.
def joined(lora: List[Tensor], first: int, count: int) -> List[Tensor]:
  a: List[Tensor] = []
  for i in range(count):
    if torch.numel(lora[first + 2 * i]) > 0:
      a.append(lora[first + 2 * i])
  return a

# Of each y (any row stride) += scale (h A^T) B^T.
def loras_forward(ys: List[Tensor], h: Tensor, lora: List[Tensor], first: int, scale: float) -> NoneType:
  a = __torch__.joined(lora, first, len(ys))
  if len(a) > 0:
    u = torch.mm(h, torch.t(torch.to(torch.cat(a, 0), h.dtype)))
    at = 0
    for i in range(len(ys)):
      b = lora[first + 2 * i + 1]
      if torch.numel(b) > 0:
        ys[i].addmm_(torch.narrow(u, 1, at, b.size(1)), torch.t(torch.to(b, h.dtype)), beta=1, alpha=scale)
        at = at + b.size(1)

# What lora_backward does, for each.
def loras_backward(dys: List[Tensor], h: Tensor, lora: List[Tensor], first: int, scale: float, glora: List[Tensor], dh: Tensor) -> NoneType:
  a = __torch__.joined(lora, first, len(dys))
  if len(a) > 0:
    all = torch.to(torch.cat(a, 0), h.dtype)
    u = torch.mm(h, torch.t(all))
    vs: List[Tensor] = []
    at = 0
    for i in range(len(dys)):
      b = lora[first + 2 * i + 1]
      if torch.numel(b) > 0:
        gb = glora[first + 2 * i + 1]
        # Of rank 1 libtorch 2.7.1 would read such a column in bfloat16 as if it were contiguous.
        own = torch.contiguous(torch.narrow(u, 1, at, b.size(1)))
        if gb.dtype == h.dtype:
          gb.addmm_(torch.t(dys[i]), own, beta=1, alpha=scale)
        else:
          gb.add_(torch.mm(torch.t(dys[i]), own), alpha=scale)
        vs.append(torch.mm(dys[i], torch.to(b, h.dtype)))
        at = at + b.size(1)
    v = torch.cat(vs, 1)
    ga = torch.mm(torch.t(v), h)
    at = 0
    for i in range(len(dys)):
      own = glora[first + 2 * i]
      if torch.numel(own) > 0:
        own.add_(torch.narrow(ga, 0, at, own.size(0)), alpha=scale)
        at = at + own.size(0)
    dh.addmm_(v, all, beta=1, alpha=scale)

# w += scale b a.
def merge_adapter(w: Tensor, a: Tensor, b: Tensor, scale: float) -> NoneType:
  w.addmm_(b, a, beta=1, alpha=scale)
