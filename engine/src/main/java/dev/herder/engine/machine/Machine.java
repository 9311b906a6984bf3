package dev.herder.engine.machine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.util.cuda.CudaUtils;
import dev.herder.core.UserError;
import dev.herder.engine.architecture.ModelConfig;
import dev.herder.engine.architecture.ParameterLayout;
import java.lang.management.MemoryUsage;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Makes every choice that depends on the hardware, and says why. */
public final class Machine {
  private static final int CPU_TOKENS = 2048;
  private static final int GPU_TOKENS = 16384;
  private static final int LEAST_TOKENS = 256;

  /** In float32 4 MiB: a tile is passed over several times and should stay in the cache. */
  private static final int CPU_SCORES = 1 << 20;

  private static final int GPU_SCORES = 1 << 26;

  /** Products of which the fastest counts: enough to outlast a short disturbance. */
  private static final int PEAK_PRODUCTS = 40;

  /** Parameters below which handing work to a second thread costs more than it saves. */
  private static final long SMALL_MODEL = 5_000_000;

  private final Processor processor;

  public Machine(Processor processor) {
    this.processor = processor;
  }

  public static Machine detect() {
    return new Machine(Processor.detect());
  }

  public Processor processor() {
    return processor;
  }

  /**
   * What the user asks for.
   *
   * @param device {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}
   * @param dtype {@code auto}, {@code float32} or {@code bfloat16}
   * @param threads threads of one operation; 0 takes every core
   * @param microBatchTokens tokens computed at once; 0 leaves it to the memory available
   * @param measures whether numbers are wanted that others will be compared with: {@code auto} is
   *     then float32 on every processor, whatever is fastest there
   */
  public record Wish(
      String device, String dtype, int threads, int microBatchTokens, boolean measures) {
    public static final Wish AUTO = new Wish("auto", "auto", 0, 0);

    /** More than any machine has cores; so many that a process may have are no hazard. */
    private static final int MOST_THREADS = 1024;

    /** What is wanted for training and sampling. */
    public Wish(String device, String dtype, int threads, int microBatchTokens) {
      this(device, dtype, threads, microBatchTokens, false);
    }

    public Wish {
      if (threads < 0 || threads > MOST_THREADS) {
        throw new UserError(
            "threads: %d is out of range, expected 0 (every core) to %d"
                .formatted(threads, MOST_THREADS));
      }
    }

    /** The same for numbers that others will be compared with. */
    public Wish measuring() {
      return new Wish(device, dtype, threads, microBatchTokens, true);
    }

    /** The same with so many tokens computed at once, where nothing else was asked for. */
    public Wish atOnce(int tokens) {
      return microBatchTokens > 0 ? this : new Wish(device, dtype, threads, tokens, measures);
    }
  }

  /** What a model is loaded for. */
  public enum Use {
    /** Scoring and sampling; weights are there in the dtype of the products alone. */
    INFERENCE,
    /** Reading or changing weights, which are there in float32 too. */
    VALUES,
    /** Training of an adapter on weights that stay as they are. */
    ADAPTER,
    /** Training of all weights. */
    FULL;

    /** Whether a float32 copy of the weights is needed whatever the dtype of the products. */
    public boolean needsMaster() {
      return this == VALUES || this == FULL;
    }

    /** Whether something is trained. */
    public boolean trains() {
      return this == ADAPTER || this == FULL;
    }
  }

  /**
   * Checks that this machine has what a wish names.
   *
   * @throws UserError if it has not
   */
  public static void require(Wish wish) {
    Map<String, String> why = new LinkedHashMap<>();
    boolean gpu = detect().device(wish.device(), why).isGpu();
    detect().precision(wish, gpu, false, why);
  }

  /**
   * Chooses device, dtype and sizes.
   *
   * @throws UserError if the wish names what this machine does not have
   */
  public Compute choose(Wish wish, ModelConfig model, Use use, boolean recompute) {
    Map<String, String> why = new LinkedHashMap<>();
    Device device = device(wish.device(), why);
    boolean gpu = device.isGpu();
    boolean small = new ParameterLayout(model).size() < SMALL_MODEL;
    Precision precision = precision(wish, gpu, small, why);
    int threads = threads(wish, small, why);
    int lanes = wish.threads() > 0 ? wish.threads() : processor.cores();
    int scores = gpu ? GPU_SCORES : CPU_SCORES;
    long head = gpu ? 1L << 30 : 128L << 20;
    int tokens = wish.microBatchTokens();
    if (tokens > 0) {
      why.put("micro_batch_tokens", "as asked");
    } else {
      // Of all memory, not of what happens to be free: the split decides how sums are rounded, and
      // the same run must give the same bytes.
      long perToken = activationBytes(model, precision, recompute);
      long memory = gpu ? CudaUtils.getGpuMemory(device).getMax() : processor.memoryBytes();
      long room = memory / 2 - weightBytes(model, precision, use) - head;
      long most = gpu ? GPU_TOKENS : CPU_TOKENS;
      tokens = (int) Math.max(LEAST_TOKENS, Math.min(most, room / Math.max(1, perToken)));
      why.put(
          "micro_batch_tokens",
          "%.1f MiB of activations a token, %,d MiB of memory"
              .formatted(perToken / 1048576.0, memory >> 20));
    }
    return new Compute(device, precision, threads, lanes, 256, scores, head, tokens, why);
  }

  private int threads(Wish wish, boolean small, Map<String, String> why) {
    if (wish.threads() > 0) {
      why.put("threads", "as asked");
      return wish.threads();
    }
    if (small) {
      why.put("threads", "a model this small gains nothing from more");
      return 1;
    }
    why.put("threads", "every core of " + processor.name());
    return processor.cores();
  }

  private Device device(String wish, Map<String, String> why) {
    int gpus = wish.equals("cpu") ? 0 : Engine.getEngine("PyTorch").getGpuCount();
    if (wish.equals("auto")) {
      why.put("device", gpus > 0 ? "a CUDA device is there" : "no CUDA device was found");
      return gpus > 0 ? Device.gpu(0) : Device.cpu();
    }
    why.put("device", "as asked");
    if (wish.equals("cpu")) {
      return Device.cpu();
    }
    if (wish.matches("cuda(:\\d{1,3})?")) {
      int index = wish.equals("cuda") ? 0 : Integer.parseInt(wish.substring(5));
      if (index >= gpus) {
        throw new UserError(
            "device: '%s' is not there, this libtorch sees %d CUDA devices; use --device cpu or see docs/cuda.md"
                .formatted(wish, gpus));
      }
      return Device.gpu(index);
    }
    throw new UserError("device: unknown '%s', expected auto, cpu, cuda or cuda:N".formatted(wish));
  }

  private Precision precision(Wish wish, boolean gpu, boolean small, Map<String, String> why) {
    switch (wish.dtype().toLowerCase(Locale.ROOT)) {
      case "float32", "fp32" -> {
        why.put("dtype", "as asked");
        return Precision.FLOAT32;
      }
      case "bfloat16", "bf16" -> {
        why.put(
            "dtype",
            gpu || processor.hasBfloat16()
                ? "as asked"
                : "as asked, though this processor has no bfloat16 instructions and emulates it");
        return Precision.BFLOAT16;
      }
      case "auto" -> {
        if (gpu) {
          why.put("dtype", "a GPU computes bfloat16 natively");
          return Precision.BFLOAT16;
        }
        if (!processor.hasBfloat16()) {
          why.put("dtype", "this processor has no bfloat16 instructions");
        } else if (wish.measures()) {
          why.put("dtype", "what is measured should not depend on the processor");
        } else if (small) {
          why.put("dtype", "a model this small gains nothing from bfloat16");
        } else {
          why.put("dtype", "this processor has bfloat16 instructions");
          return Precision.BFLOAT16;
        }
        return Precision.FLOAT32;
      }
      default ->
          throw new UserError(
              "dtype: unknown '%s', expected auto, float32 or bfloat16".formatted(wish.dtype()));
    }
  }

  private static long gpuFree(Device device) {
    MemoryUsage usage = CudaUtils.getGpuMemory(device);
    return usage.getMax() - usage.getUsed();
  }

  /**
   * Bytes that keys and values of sequences in flight may take: half of what is free when the model
   * is loaded.
   */
  public static long cacheBytes(Compute compute) {
    long free =
        compute.device().isGpu() ? gpuFree(compute.device()) : Processor.detect().availableBytes();
    return Math.max(64L << 20, free / 2);
  }

  /** Bytes that the backward pass needs for each token. */
  static long activationBytes(ModelConfig c, Precision precision, boolean recompute) {
    long d = c.hiddenSize();
    long f = c.intermediateSize();
    long q = (long) c.heads() * c.headDim();
    long qkv = q + 2L * c.keyValueHeads() * c.headDim();
    long block = precision.bytes() * (2 * d + qkv + q + 2 * f) + 8;
    long scratch = precision.bytes() * (2 * d + 4 * f + qkv + q) + 12 * d;
    return recompute ? 4L * d * c.layers() + block + scratch : block * c.layers() + scratch;
  }

  /** Bytes of weights, gradients and optimiser. */
  static long weightBytes(ModelConfig c, Precision precision, Use use) {
    long size = new ParameterLayout(c).size();
    boolean both = use.needsMaster() && precision != Precision.FLOAT32;
    long master = both ? Precision.FLOAT32.bytes() : 0;
    long trained = use == Use.FULL ? 3 * Precision.FLOAT32.bytes() : 0;
    return size * (precision.bytes() + master + trained);
  }

  /**
   * The best rate of a square matrix product in the session's dtype, in floating-point operations a
   * second: the denominator of model FLOPs utilisation.
   */
  public static double measurePeak(Session session) {
    int size = session.compute().device().isGpu() ? 4096 : 1024;
    try (NDManager scope = session.manager().newSubManager()) {
      int dtype = session.compute().precision().code();
      NDArray like = scope.zeros(new Shape(1));
      NDArray a = session.kernels().array(scope, "ones", size, size, dtype, like);
      NDArray b = session.kernels().array(scope, "ones", size, size, dtype, like);
      double best = Double.MAX_VALUE;
      for (int i = 0; i < PEAK_PRODUCTS; i++) {
        long start = System.nanoTime();
        session.kernels().run("product", b, a, a);
        best = Math.min(best, (System.nanoTime() - start) / 1e9);
      }
      return 2.0 * size * size * size / best;
    }
  }
}
