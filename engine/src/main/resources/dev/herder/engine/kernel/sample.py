# Drawing tokens from logits. Every row is treated by itself.
#
# Order and meaning of the filters are those of transformers: repetition penalty, temperature, top-k, top-p, min-p. Each
# filter keeps the tokens at least as probable as a cut, so tokens that tie with the last one kept are kept too.

# [m, V] as blocks of 128 tokens, [m, V / 128, 128], filled up with zeros.
def token_blocks(p: Tensor) -> Tensor:
  rest = p.size(1) % 128
  if rest > 0:
    p = torch.constant_pad_nd(p, [0, 128 - rest], 0.0)
  return torch.view(p, [p.size(0), p.size(1) // 128, 128])

# The `count` largest of each row in falling order. They lie in the `count` blocks with the largest maxima.
def largest(p: Tensor, count: int) -> Tensor:
  blocks = __torch__.token_blocks(p)
  if count > p.size(1):
    count = p.size(1)
  if 2 * count >= blocks.size(1):
    return torch.topk(p, count, 1)[0]
  best = torch.unsqueeze(torch.topk(torch.amax(blocks, [2]), count, 1)[1], 2)
  near = torch.gather(blocks, 1, torch.expand(best, [p.size(0), count, 128]))
  return torch.topk(torch.reshape(near, [p.size(0), count * 128]), count, 1)[0]

# The smallest value kept so that what is larger has less than `mass`, [m, 1]; 0 where the given values do not reach the mass.
def mass_cut(falling: Tensor, mass: Tensor) -> Tensor:
  reached = torch.cumsum(falling, 1, dtype=7)
  inside = torch.lt(torch.sub(reached, falling), mass)
  cut = torch.gather(falling, 1, torch.sub(torch.sum(inside, [1], True), 1))
  last = torch.narrow(reached, 1, reached.size(1) - 1, 1)
  return torch.masked_fill(cut, torch.lt(last, mass), 0.0)

# Most nuclei are small: 96 tokens are tried first, then 1024, then all.
def nucleus_cut(p: Tensor, top_p: float) -> Tensor:
  mass = torch.mul(torch.to(torch.sum(p, [1], True), 7), top_p)
  cut = __torch__.mass_cut(__torch__.largest(p, 96), mass)
  for count in [1024, p.size(1)]:
    wide = torch.squeeze(torch.nonzero(torch.squeeze(torch.eq(cut, 0.0), 1)), 1)
    if torch.numel(wide) > 0:
      falling = torch.topk(torch.index_select(p, 0, wide), min(count, p.size(1)), 1)[0]
      cut.index_copy_(0, wide, __torch__.mass_cut(falling, torch.index_select(mass, 0, wide)))
  return cut

# Probabilities, not normalised, after the filters; p is overwritten.
def filtered(p: Tensor, top_k: int, top_p: float, min_p: float) -> Tensor:
  if top_k > 0 and top_k < p.size(1):
    best = __torch__.largest(p, top_k)
    cut = torch.narrow(best, 1, top_k - 1, 1)
    if top_p < 1.0:
      mass = torch.mul(torch.sum(best, [1], True, dtype=7), top_p)
      cut = torch.maximum(cut, __torch__.mass_cut(best, mass))
    p = p.masked_fill_(torch.lt(p, cut), 0.0)
  elif top_p < 1.0:
    p = p.masked_fill_(torch.lt(p, __torch__.nucleus_cut(p, top_p)), 0.0)
  if min_p > 0.0:
    p = p.masked_fill_(torch.lt(p, torch.mul(torch.amax(p, [1], True), min_p)), 0.0)
  return p

# The token at which the cumulative probability, in the order of the vocabulary, passes u: first its block, then the token.
# A token of probability 0 is never drawn.
def drawn(p: Tensor, u: Tensor) -> Tensor:
  blocks = __torch__.token_blocks(p)
  sums = torch.to(torch.sum(blocks, [2]), 7)
  c = torch.cumsum(sums, 1)
  total = torch.narrow(c, 1, c.size(1) - 1, 1)
  t = torch.mul(torch.mul(torch.unsqueeze(u, 1), total), 1.0 - 1.0e-15)
  block = torch.clamp(torch.searchsorted(c, t, right=True), 0, c.size(1) - 1)
  mass = torch.gather(sums, 1, block)
  part = torch.div(torch.sub(t, torch.sub(torch.gather(c, 1, block), mass)), mass)
  rows = torch.expand(torch.unsqueeze(block, 2), [p.size(0), 1, 128])
  inside = torch.cumsum(torch.squeeze(torch.gather(blocks, 1, rows), 1), 1, dtype=7)
  goal = torch.mul(torch.clamp(part, 0.0, 1.0 - 1.0e-15), torch.narrow(inside, 1, 127, 1))
  return torch.add(torch.mul(block, 128), torch.clamp(torch.searchsorted(inside, goal, right=True), 0, 127))

# Draws one token a row. logits [m, V] float32 is overwritten; u [m] float64 in [0, 1) decides; seen [m, L] holds the tokens that
# the repetition penalty (1: none) counts. Returns ids [m] and their log-probabilities at temperature 1 without filters or penalty.
def sample(logits: Tensor, u: Tensor, seen: Tensor, temperature: float, top_k: int, top_p: float, min_p: float, penalty: float) -> List[Tensor]:
  z = logits
  if penalty != 1.0:
    score = torch.gather(logits, 1, seen)
    z = torch.scatter(logits, 1, seen, torch.where(torch.lt(score, 0.0), torch.mul(score, penalty), torch.div(score, penalty)))
  if temperature == 0.0:
    ids = torch.argmax(z, 1, True)
    p = torch._softmax(logits, -1, False, out=logits)
  else:
    plain = penalty == 1.0 and temperature == 1.0
    if plain:
      p = torch._softmax(logits, -1, False, out=logits)
      if top_k > 0 or top_p < 1.0 or min_p > 0.0:
        ids = __torch__.drawn(__torch__.filtered(torch.mul(p, 1.0), top_k, top_p, min_p), u)
      else:
        ids = __torch__.drawn(p, u)
    else:
      q = torch.mul(z, 1.0 / temperature)
      torch._softmax(q, -1, False, out=q)
      ids = __torch__.drawn(__torch__.filtered(q, top_k, top_p, min_p), u)
      p = torch._softmax(logits, -1, False, out=logits)
  return [torch.squeeze(ids, 1), torch.squeeze(torch.log(torch.gather(p, 1, ids)), 1)]
