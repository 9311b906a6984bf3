# Rotary position embedding (Su et al. 2021), Hugging Face's layout: dimension i pairs with i + hd/2.

# Rotates x [n, heads, hd] in place. cos, sin [n, 1, hd/2]; a negative sin rotates back.
def rope_(x: Tensor, cos: Tensor, sin: Tensor) -> NoneType:
  half = cos.size(2)
  a = torch.slice(x, 2, 0, half)
  b = torch.slice(x, 2, half, 2 * half)
  t = torch.mul(a, sin)
  a.mul_(cos).addcmul_(b, sin, value=-1)
  b.mul_(cos).add_(t)
