# RMS normalisation (Zhang & Sennrich 2019) with statistics in float32.

# xhat = x / rms(x), h = xhat * g. x [n, d] float32; xhat, h [n, d] in the compute dtype; rstd [n, 1] float32.
def rms_forward(x: Tensor, g: Tensor, eps: float, xhat: Tensor, rstd: Tensor, h: Tensor) -> NoneType:
  torch.linalg_vector_norm(x, 2, [1], True, out=rstd)
  rstd.square_().div_(x.size(1)).add_(eps).rsqrt_()
  if xhat.dtype == x.dtype:
    torch.mul(x, rstd, out=xhat)
    torch.mul(xhat, g, out=h)
  else:
    y = torch.mul(x, rstd)
    xhat.copy_(y)
    h.copy_(torch.mul(y, g))

# Adds to dx the gradient that flows through the norm, and to dg (if any) that of the gain.
# dh [n, d] is overwritten; scratch [n, d] float32.
def rms_backward(dh: Tensor, xhat: Tensor, rstd: Tensor, g: Tensor, dx: Tensor, dg: Tensor, scratch: Tensor) -> NoneType:
  if dh.dtype == dx.dtype:
    d = dh
    y = xhat
  else:
    d = torch.to(dh, 6)
    y = torch.to(xhat, 6)
  torch.mul(d, y, out=scratch)
  if torch.numel(dg) > 0:
    dg.add_(torch.sum(scratch, [0]))
  m = torch.unsqueeze(torch.mv(scratch, g), 1)
  m.div_(-dx.size(1))
  d.mul_(g)
  d.addcmul_(y, m)
  dx.addcmul_(d, rstd)

# RMS norm of every head in place, remembering nothing: x [n, heads, hd].
def head_norm(x: Tensor, g: Tensor, eps: float) -> Tensor:
  y = torch.to(x, 6)
  r = torch.rsqrt(torch.add(torch.mean(torch.mul(y, y), [2], True), eps))
  return torch.to(torch.mul(torch.mul(y, r), g), x.dtype)

# Gradient of head_norm. x is its input, dy its output's gradient; returns dx, adds to dg (if any).
def head_norm_backward(dy: Tensor, x: Tensor, g: Tensor, eps: float, dg: Tensor) -> Tensor:
  y = torch.to(x, 6)
  r = torch.rsqrt(torch.add(torch.mean(torch.mul(y, y), [2], True), eps))
  y = torch.mul(y, r)
  d = torch.to(dy, 6)
  if torch.numel(dg) > 0:
    dg.add_(torch.sum(torch.mul(d, y), [0, 1]))
  d = torch.mul(d, g)
  m = torch.mean(torch.mul(d, y), [2], True)
  return torch.to(torch.mul(torch.sub(d, torch.mul(y, m)), r), dy.dtype)
