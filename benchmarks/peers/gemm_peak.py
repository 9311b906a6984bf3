"""The best matrix-product rate of this machine in GFLOP/s, what model FLOPs utilisation is measured against.

    python gemm_peak.py --threads 2 --dtype float32 [--seconds 1.0]

For products the way a linear layer makes them, x [m, k] times the transpose of w [n, k], into memory that is reused; the best time of each
shape, then the best shape. Prints one JSON line.
"""

import argparse
import json
import os
import time

import torch

SQUARES = [1024, 2048, 4096]
# tokens, outputs, inputs of layers of small and middling models
LAYERS = [(1536, 576, 1536), (1536, 1536, 576), (1024, 2048, 2048), (1024, 8192, 2048)]


def rate(m, n, k, dtype, seconds):
    x, w, y = torch.randn(m, k).to(dtype), torch.randn(n, k).to(dtype), torch.empty(m, n, dtype=dtype)
    times, stop = [], time.perf_counter() + seconds
    while len(times) < 3 or time.perf_counter() < stop:
        begun = time.perf_counter()
        torch.mm(x, w.T, out=y)
        times.append(time.perf_counter() - begun)
    return 2e-9 * m * n * k / min(times)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--threads", type=int, default=os.cpu_count())
    p.add_argument("--dtype", choices=["float32", "bfloat16"], default="float32")
    p.add_argument("--seconds", type=float, default=1.0, help="for each shape")
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    shapes = [(s, s, s) for s in SQUARES] + LAYERS
    rates = {f"{m}x{n}x{k}": round(rate(m, n, k, getattr(torch, a.dtype), a.seconds), 1) for m, n, k in shapes}
    print(json.dumps({
        "peak_gflops": max(rates.values()), "by_shape": rates, "threads": a.threads, "dtype": a.dtype, "torch": torch.__version__,
        "cpu_capability": torch.backends.cpu.get_cpu_capability(),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
