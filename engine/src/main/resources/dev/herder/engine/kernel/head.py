# The output head on a chunk of rows: log-probabilities of the targets, and the gradient given dloss/dlogprob.
# No tensor of tokens x vocabulary lives beyond the chunk's buffer.

# p [m, V or more] float32 goes from logits to softmax probabilities, minus 1 at the targets: the gradient of -log p(target) by the logits.
# Columns beyond V only keep rows from aliasing in the caches, and get 0.
# logp [m] receives log p(target), best [m] 1 where the target is an argmax; where logits were rounded and many are equal, only the first of them is.
# The largest logit and the largest probability give log-sum-exp without another exponential: lse = max - log(pmax).
def head_residuals(p: Tensor, v: int, targets: Tensor, rounded: bool, logp: Tensor, best: Tensor) -> NoneType:
  if p.size(1) > v:
    torch.narrow(p, 1, v, p.size(1) - v).fill_(float("-inf"))
  at = torch.unsqueeze(targets, 1)
  z = torch.squeeze(torch.gather(p, 1, at), 1)
  if rounded:
    most = torch.max(p, 1, False)
    top = most[0]
    best.copy_(torch.eq(most[1], targets))
  else:
    top = torch.amax(p, [1])
    best.copy_(torch.ge(z, top))
  torch._softmax(p, -1, False, out=p)
  logp.copy_(torch.sub(z, torch.sub(top, torch.log(torch.amax(p, [1])))))
  p.scatter_(1, at, torch.sub(torch.gather(p, 1, at), 1.0))

# h [m, d] normalised rows in the compute dtype, w [V, d], targets [m] int64. Fills logp and best (see above), and with them:
# in float32 p [m, V or more];
# in another compute dtype low [m, V], by way of p, which is then room for as many rows as are computed at once. Of a token that the model is
# sure of, 1 - p would be lost if both were rounded first. Without `keep` low is left as it is.
def head_forward(h: Tensor, w: Tensor, targets: Tensor, p: Tensor, low: Tensor, keep: bool, logp: Tensor, best: Tensor) -> NoneType:
  v = w.size(0)
  if h.dtype == p.dtype:
    torch.mm(h, torch.t(w), out=torch.narrow(p, 1, 0, v))
    __torch__.head_residuals(p, v, targets, False, logp, best)
  else:
    torch.mm(h, torch.t(w), out=low)
    done = 0
    while done < h.size(0):
      rows = min(p.size(0), h.size(0) - done)
      some = torch.narrow(low, 0, done, rows)
      part = torch.narrow(p, 0, 0, rows)
      torch.narrow(part, 1, 0, v).copy_(some)
      __torch__.head_residuals(part, v, torch.narrow(targets, 0, done, rows), True, torch.narrow(logp, 0, done, rows), torch.narrow(best, 0, done, rows))
      if keep:
        some.copy_(torch.narrow(part, 1, 0, v))
      done = done + rows

# q [m, V or more] is what head_forward has left, c [m] float32 holds dloss/dlogprob. dh [m, d] receives the gradient of h; gw (if any)
# is added to; entropy [m] of the next-token distribution: lse - h . (p w), where h . (q w) is h . (p w) - (logp + lse).
# c stays in float32: rounded, it would scale all gradients alike.
def head_backward(q: Tensor, h: Tensor, w: Tensor, c: Tensor, logp: Tensor, dh: Tensor, gw: Tensor, entropy: Tensor) -> NoneType:
  q = torch.narrow(q, 1, 0, w.size(0))
  torch.mm(q, w, out=dh)
  entropy.copy_(torch.neg(torch.add(logp, torch.sum(torch.mul(h, dh), [1], False, dtype=6))))
  m = torch.neg(torch.unsqueeze(c, 1))
  dh.mul_(m)
  __torch__.weight_gradient(gw, q, torch.to(torch.mul(h, m), h.dtype))
