# Global norm, clipping and AdamW (Loshchilov & Hutter 2019) on flat float32 buffers.

# Euclidean norm, accumulated in float64 over blocks.
def global_norm(g: Tensor) -> float:
  block = 65536
  n = torch.numel(g)
  whole = n // block
  total = 0.0
  if whole > 0:
    parts = torch.linalg_vector_norm(torch.view(torch.narrow(g, 0, 0, whole * block), [whole, block]), 2, [1])
    total = float(torch.item(torch.sum(torch.square(torch.to(parts, 7)))))
  if n > whole * block:
    part = torch.linalg_vector_norm(torch.narrow(g, 0, whole * block, n - whole * block), 2)
    total = total + float(torch.item(torch.square(torch.to(part, 7))))
  return float(torch.item(torch.sqrt(torch.scalar_tensor(total, dtype=7))))

# One step. The lists come from the caller: libtorch's dead code elimination does not see that the fused operator writes
# to the elements of a list made here, and drops the call. `scale` divides the gradient before use.
def adamw(p: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], steps: List[Tensor], lr: float, b1: float, b2: float, eps: float, decay: float, scale: Tensor) -> NoneType:
  none: List[Tensor] = []
  torch._fused_adamw_(p, g, m, v, none, steps, lr=lr, beta1=b1, beta2=b2, weight_decay=decay, eps=eps, amsgrad=False, maximize=False, grad_scale=scale, found_inf=None)
