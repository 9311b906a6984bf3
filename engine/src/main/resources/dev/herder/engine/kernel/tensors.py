# Plain tensor handling that Java's array interface lacks.

# Views of a flat buffer: for each tensor offset, rank, sizes.
def views(flat: Tensor, table: List[int]) -> List[Tensor]:
  out: List[Tensor] = []
  at = 0
  while at < len(table):
    rank = table[at + 1]
    size = [table[at + 2 + i] for i in range(rank)]
    count = 1
    for s in size:
      count = count * s
    out.append(torch.view(torch.narrow(flat, 0, table[at], count), size))
    at = at + 2 + rank
  return out

# Matrices in a flat buffer: for each one offset, rows, columns, elements from row to row.
def strided_views(flat: Tensor, table: List[int]) -> List[Tensor]:
  out: List[Tensor] = []
  at = 0
  while at < len(table):
    out.append(torch.as_strided(flat, [table[at + 1], table[at + 2]], [table[at + 3], 1], table[at]))
    at = at + 4
  return out

def buffer(rows: int, columns: int, dtype: int, like: Tensor) -> Tensor:
  return torch.empty([rows, columns], dtype=dtype, device=like.device)

def zero_(x: Tensor) -> NoneType:
  x.zero_()

def copy_(to: Tensor, source: Tensor) -> NoneType:
  to.copy_(source)

# cos and sin of positions x frequencies, each [n, 1, hd/2] in the compute dtype. Angles in float32, as transformers has them.
def rotary(positions: Tensor, frequencies: Tensor, dtype: int) -> List[Tensor]:
  angles = torch.mul(torch.unsqueeze(torch.to(positions, 6), 1), torch.unsqueeze(frequencies, 0))
  return [torch.to(torch.unsqueeze(torch.cos(angles), 1), dtype), torch.to(torch.unsqueeze(torch.sin(angles), 1), dtype)]

# A square with -inf above the diagonal.
def causal_mask(size: int, like: Tensor) -> Tensor:
  return torch.triu(torch.full([size, size], float("-inf"), dtype=like.dtype, device=like.device), 1)

def embed(x: Tensor, table: Tensor, ids: Tensor) -> NoneType:
  x.copy_(torch.index_select(table, 0, ids))

# Rows of the padding id (-1: none) get no gradient from the input, as in transformers. Overwrites dx.
def embed_backward(g: Tensor, ids: Tensor, dx: Tensor, padding: int) -> NoneType:
  if torch.numel(g) > 0:
    if padding >= 0:
      dx.masked_fill_(torch.unsqueeze(torch.eq(ids, padding), 1), 0.0)
    g.index_add_(0, ids, dx)

def take_rows(x: Tensor, rows: Tensor) -> Tensor:
  return torch.index_select(x, 0, rows)

def put_rows(x: Tensor, rows: Tensor, values: Tensor) -> NoneType:
  x.zero_()
  x.index_add_(0, rows, torch.to(values, x.dtype))

def all_finite(x: Tensor) -> bool:
  return bool(torch.item(torch.all(torch.isfinite(x))))

def cast(x: Tensor, dtype: int) -> Tensor:
  return torch.to(x, dtype, False, True)

def rows_from(x: Tensor, first: int, count: int) -> Tensor:
  return torch.narrow(x, 0, first, count)

def like_of(x: Tensor) -> Tensor:
  return torch.empty_like(x)

def tensor(sizes: List[int], dtype: int, like: Tensor) -> Tensor:
  return torch.empty(sizes, dtype=dtype, device=like.device)

def ones(rows: int, columns: int, dtype: int, like: Tensor) -> Tensor:
  return torch.ones([rows, columns], dtype=dtype, device=like.device)

# out = a b, and waits for it on a device that works behind the caller's back.
def product(out: Tensor, a: Tensor, b: Tensor) -> NoneType:
  torch.mm(a, b, out=out)
  if out.device.type != "cpu":
    torch.item(out[0][0])

# Means of runs of rows: for each one start and length. Returns [runs, d] float32.
def row_means(x: Tensor, runs: List[int]) -> Tensor:
  out: List[Tensor] = []
  at = 0
  while at < len(runs):
    out.append(torch.mean(torch.to(torch.narrow(x, 0, runs[at], runs[at + 1]), 6), [0]))
    at = at + 2
  return torch.stack(out)
