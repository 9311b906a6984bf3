# x W^T where a row's result depends on that row alone, with the plain matrix product. The product takes other routes for
# very few rows, so rows are filled up to a multiple of eight.

def pack_weights(ws: List[Tensor], levels: List[int]) -> List[Tensor]:
  return ws

def rows_product(x: Tensor, w: Tensor, p: List[Tensor], k: int) -> Tensor:
  n = x.size(0)
  rest = n % 8
  if rest == 0:
    return torch.mm(x, torch.t(w))
  return torch.narrow(torch.mm(torch.constant_pad_nd(x, [0, 0, 0, 8 - rest], 0.0), torch.t(w)), 0, 0, n)
