# The score head: one number for each row, without bias, in float32.

# h [m, d] normalised rows in the compute dtype, w [d] float32. Returns [m] float32.
def score_forward(h: Tensor, w: Tensor) -> Tensor:
  return torch.mv(torch.to(h, 6), w)

# c [m] float32 holds dloss/dscore. dh [m, d] receives the gradient of h; gw [d] is added to.
def score_backward(h: Tensor, w: Tensor, c: Tensor, dh: Tensor, gw: Tensor) -> NoneType:
  dh.copy_(torch.outer(c, w))
  gw.add_(torch.mv(torch.t(torch.to(h, 6)), c))
