# x W^T where a row's result depends on that row alone, with oneDNN on weights that were rearranged once. Up to about 90 rows
# oneDNN takes one route and beyond another, so rows are taken 64 at a time. Of matrix k, `p` holds three tensors, see pack_weights.

def rows_product(x: Tensor, w: Tensor, p: List[Tensor], k: int) -> Tensor:
  n = x.size(0)
  if n <= 64:
    return __torch__.packed_product(x, p[3 * k], p[3 * k + 1], p[3 * k + 2])
  parts: List[Tensor] = []
  at = 0
  while at < n:
    rows = min(64, n - at)
    parts.append(__torch__.packed_product(torch.narrow(x, 0, at, rows), p[3 * k], p[3 * k + 1], p[3 * k + 2]))
    at = at + rows
  return torch.cat(parts, 0)
