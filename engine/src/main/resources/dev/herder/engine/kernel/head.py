# The output head on a chunk of rows: log-probabilities of the targets, and the gradient given dloss/dlogprob.
# No tensor of tokens x vocabulary lives beyond the chunk's buffer.

# h [m, d] normalised rows in the compute dtype, w [V, d], targets [m] int64. Fills p [m, V or more] float32 with softmax
# probabilities (columns beyond V only keep rows from aliasing in the caches, and get 0), logp [m] with log p(target), lse [m] with log-sum-exp, best [m] with 1 where the target is an argmax.
# The largest logit and the largest probability give log-sum-exp without another exponential: lse = max - log(pmax).
def head_probabilities(h: Tensor, w: Tensor, targets: Tensor, p: Tensor, logp: Tensor, lse: Tensor, best: Tensor) -> NoneType:
  v = w.size(0)
  logits = torch.narrow(p, 1, 0, v)
  if h.dtype == p.dtype:
    torch.mm(h, torch.t(w), out=logits)
  else:
    logits.copy_(torch.mm(h, torch.t(w)))
  if p.size(1) > v:
    torch.narrow(p, 1, v, p.size(1) - v).fill_(float("-inf"))
  z = torch.squeeze(torch.gather(p, 1, torch.unsqueeze(targets, 1)), 1)
  top = torch.amax(p, [1])
  torch._softmax(p, -1, False, out=p)
  torch.sub(top, torch.log(torch.amax(p, [1])), out=lse)
  torch.sub(z, lse, out=logp)
  best.copy_(torch.ge(z, top))

# c [m] float32 holds dloss/dlogprob. dh [m, d] receives the gradient of h; gw (if any) is added to; entropy [m] of the
# next-token distribution: lse - h . (p w).
def head_backward(p: Tensor, h: Tensor, w: Tensor, targets: Tensor, c: Tensor, lse: Tensor, dh: Tensor, gw: Tensor, entropy: Tensor) -> NoneType:
  q = torch.narrow(p, 1, 0, w.size(0))
  if h.dtype != p.dtype:
    q = torch.to(q, h.dtype)
  torch.mm(q, w, out=dh)
  entropy.copy_(torch.sub(lse, torch.sum(torch.mul(h, dh), [1], False, dtype=6)))
  dh.sub_(torch.index_select(w, 0, targets))
  m = torch.neg(torch.to(torch.unsqueeze(c, 1), h.dtype))
  dh.mul_(m)
  if torch.numel(gw) > 0:
    hs = torch.mul(h, m)
    __torch__.weight_gradient(gw, q, hs)
    gw.index_add_(0, targets, torch.to(hs, gw.dtype), alpha=-1)
