# Products on packed weights of the dtype they are computed in.

# Of each matrix: the packed weights, and twice nothing.
def pack_weights(ws: List[Tensor], levels: List[int]) -> List[Tensor]:
  packed: List[Tensor] = []
  none = torch.empty([0], dtype=6)
  for w in ws:
    packed.append(ops.mkldnn._reorder_linear_weight(w, 64))
    packed.append(none)
    packed.append(none)
  return packed

def packed_product(x: Tensor, packed: Tensor, scale: Tensor, h: Tensor) -> Tensor:
  return ops.mkldnn._linear_pointwise(x, packed, None, "none", annotate(List[Optional[number]], []), "")
