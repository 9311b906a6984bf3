# The output head on a chunk of rows: log-probabilities of the targets, and the gradient given dloss/dlogprob.
# No tensor of tokens x vocabulary lives beyond the chunk's buffer.

# h [m, d] normalised rows in the compute dtype, w [V, d], targets [m] int64. Fills p [m, V or more] float32 with softmax
# probabilities (columns beyond V only keep rows from aliasing in the caches, and get 0), logp [m] with log p(target), best [m] with 1 where the target is an argmax;
# in bfloat16, where many logits are equal, only the first of them is.
# The largest logit and the largest probability give log-sum-exp without another exponential: lse = max - log(pmax).
# `low` [m, V] is room in the compute dtype where that is not float32, else empty.
def head_probabilities(h: Tensor, w: Tensor, targets: Tensor, p: Tensor, low: Tensor, logp: Tensor, best: Tensor) -> NoneType:
  v = w.size(0)
  logits = torch.narrow(p, 1, 0, v)
  if h.dtype == p.dtype:
    torch.mm(h, torch.t(w), out=logits)
  else:
    torch.mm(h, torch.t(w), out=low)
    logits.copy_(low)
  if p.size(1) > v:
    torch.narrow(p, 1, v, p.size(1) - v).fill_(float("-inf"))
  z = torch.squeeze(torch.gather(p, 1, torch.unsqueeze(targets, 1)), 1)
  if h.dtype == p.dtype:
    top = torch.amax(p, [1])
    best.copy_(torch.ge(z, top))
  else:
    most = torch.max(p, 1, False)
    top = most[0]
    best.copy_(torch.eq(most[1], targets))
  torch._softmax(p, -1, False, out=p)
  torch.sub(z, torch.sub(top, torch.log(torch.amax(p, [1]))), out=logp)

# c [m] float32 holds dloss/dlogprob. dh [m, d] receives the gradient of h; gw (if any) is added to; entropy [m] of the
# next-token distribution: lse - h . (p w). Overwrites p with p - 1 at the targets, in float32: of a token that the model is sure of,
# 1 - p would be lost if both were rounded to the compute dtype first. Then h . ((p - 1) w) + (logp + lse) is h . (p w).
# c stays in float32 too: rounded, it would scale all gradients alike.
def head_backward(p: Tensor, low: Tensor, h: Tensor, w: Tensor, targets: Tensor, c: Tensor, logp: Tensor, dh: Tensor, gw: Tensor, entropy: Tensor) -> NoneType:
  at = torch.unsqueeze(targets, 1)
  p.scatter_(1, at, torch.sub(torch.gather(p, 1, at), 1.0))
  q = torch.narrow(p, 1, 0, w.size(0))
  if h.dtype != p.dtype:
    q = low.copy_(q)
  torch.mm(q, w, out=dh)
  entropy.copy_(torch.neg(torch.add(logp, torch.sum(torch.mul(h, dh), [1], False, dtype=6))))
  m = torch.neg(torch.unsqueeze(c, 1))
  dh.mul_(m)
  __torch__.weight_gradient(gw, q, torch.to(torch.mul(h, m), h.dtype))
