# Products of int8 weights, with one scale for each output, and of activations that are rounded as they come, with one scale for
# each row. Sums are int32 and exact, so a row's result cannot depend on the rows beside it.
#
# Activations are unsigned bytes around 128, weights -levels to levels. A processor without dot-product instructions adds
# neighbouring products in 16 bits, which 2 * 255 * 63 does not exceed and 2 * 255 * 127 does.
#
# Both are rotated first by a Hadamard matrix, which leaves their product as it is: a few activations are far larger than all
# others, and what is left of the others in 8 bits is then little. Rotated, each is spread over a block of columns.

# The Hadamard matrix (Sylvester 1867) of the largest power of two up to 64 of which `size` holds at least eight, orthonormal.
# With eight rows and more the plain product's rows do not depend on their number.
def hadamard(size: int, like: Tensor) -> Tensor:
  h = torch.ones([1, 1], dtype=6, device=like.device)
  while h.size(0) < 64 and size % (2 * h.size(0)) == 0 and size // (2 * h.size(0)) >= 8:
    h = torch.cat([torch.cat([h, h], 1), torch.cat([h, torch.neg(h)], 1)], 0)
  return torch.div(h, torch.sqrt(float(h.size(0))))

# Rotates each block of columns of x [n, size].
def rotated(x: Tensor, h: Tensor) -> Tensor:
  return torch.reshape(torch.mm(torch.reshape(x, [-1, h.size(0)]), h), [x.size(0), x.size(1)])

# Packed weights and scales.
def int8_weights(w: Tensor, levels: int) -> List[Tensor]:
  scale = torch.div(torch.clamp_min(torch.amax(torch.abs(w), [1]), 1.0e-12), levels)
  rounded = torch.to(torch.round(torch.div(w, torch.unsqueeze(scale, 1))), 1)
  return [ops.onednn.qlinear_prepack(rounded, [64, w.size(1)]), scale]

def int8_product(x: Tensor, packed: Tensor, scale: Tensor) -> Tensor:
  step = torch.div(torch.clamp_min(torch.amax(torch.abs(x), [1], True), 1.0e-12), 127.0)
  u = torch.to(torch.round(torch.div(x, step)).add_(128), 0)
  zeros = torch.zeros_like(scale, dtype=4)
  y = ops.onednn.qlinear_pointwise(u, 1.0, 128, packed, scale, zeros, None, 1.0, 0, 6, "none", annotate(List[Optional[number]], []), "")
  return y.mul_(step)

# Of each matrix: the packed weights, their scales and the rotation; the last two empty where levels are 0 and it stays as it is.
def pack_weights(ws: List[Tensor], levels: List[int]) -> List[Tensor]:
  packed: List[Tensor] = []
  none = torch.empty([0], dtype=6)
  for i in range(len(ws)):
    w = ws[i]
    if levels[i] == 0:
      packed.append(ops.mkldnn._reorder_linear_weight(w, 64))
      packed.append(none)
      packed.append(none)
    else:
      h = __torch__.hadamard(w.size(1), w)
      rounded = __torch__.int8_weights(__torch__.rotated(torch.to(w, 6), h), levels[i])
      packed.append(rounded[0])
      packed.append(rounded[1])
      packed.append(h)
  return packed

def packed_product(x: Tensor, packed: Tensor, scale: Tensor, h: Tensor) -> Tensor:
  if torch.numel(scale) == 0:
    return ops.mkldnn._linear_pointwise(x, packed, None, "none", annotate(List[Optional[number]], []), "")
  return torch.to(__torch__.int8_product(__torch__.rotated(torch.to(x, 6), h), packed, scale), x.dtype)

# Whether sums are exact where every product is as large as it can be.
def int8_exact(like: Tensor, levels: int) -> bool:
  w = torch.mul(torch.sign(__torch__.random_rows(48, 512, like, 6)), levels)
  torch.narrow(w, 0, 0, 1).fill_(levels)
  torch.narrow(w, 0, 1, 1).fill_(-levels)
  x = torch.mul(torch.sign(__torch__.random_rows(64, 512, like, 6)), 127.0)
  torch.narrow(x, 0, 0, 1).fill_(127.0)
  torch.narrow(x, 0, 1, 1).fill_(-127.0)
  p = __torch__.int8_weights(w, levels)
  want = torch.to(torch.mm(torch.to(x, 7), torch.to(torch.t(w), 7)), 6)
  exact = True
  for rows in [1, 2, 3, 4, 8, 16, 33, 64]:
    if not torch.equal(__torch__.int8_product(torch.narrow(x, 0, 0, rows), p[0], p[1]), torch.narrow(want, 0, 0, rows)):
      exact = False
  return exact
