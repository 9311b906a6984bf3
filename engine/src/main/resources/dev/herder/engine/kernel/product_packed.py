# x W^T where a row's result depends on that row alone, with oneDNN on weights that were rearranged once. Up to about 90 rows
# oneDNN takes one route and beyond another, so rows are taken 64 at a time.

def pack_weights(ws: List[Tensor]) -> List[Tensor]:
  packed: List[Tensor] = []
  for w in ws:
    packed.append(ops.mkldnn._reorder_linear_weight(w, 64))
  return packed

def packed_product(x: Tensor, packed: Tensor) -> Tensor:
  return ops.mkldnn._linear_pointwise(x, packed, None, "none", annotate(List[Optional[number]], []), "")

def rows_product(x: Tensor, w: Tensor, packed: Tensor) -> Tensor:
  n = x.size(0)
  if n <= 64:
    return __torch__.packed_product(x, packed)
  parts: List[Tensor] = []
  at = 0
  while at < n:
    rows = min(64, n - at)
    parts.append(__torch__.packed_product(torch.narrow(x, 0, at, rows), packed))
    at = at + rows
  return torch.cat(parts, 0)
