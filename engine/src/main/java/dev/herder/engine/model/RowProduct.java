package dev.herder.engine.model;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.herder.core.UserError;
import dev.herder.engine.kernel.Kernels;
import dev.herder.engine.machine.Compute;
import dev.herder.engine.machine.OperationThreads;
import dev.herder.engine.machine.Precision;
import dev.herder.engine.machine.Processor;
import dev.herder.engine.machine.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The routine for products of few rows: on a CPU the one on packed weights, where it is there and a
 * row's result does not depend on the rows beside it.
 *
 * <p>The choice is never made by time: two runs that chose differently would draw different
 * samples.
 */
public final class RowProduct {
  private static final int ROWS = 130;

  private RowProduct() {}

  /** The kernels with packed products, or null where the plain ones are to be used. */
  static @Nullable Kernels packed(NDManager manager, Compute compute, NDArray weight) {
    if (compute.device().isGpu()) {
      return null;
    }
    Kernels kernels = Kernels.packed(manager);
    if (kernels == null || independent(kernels, manager, compute, weight, 0)) {
      return kernels;
    }
    kernels.close();
    return null;
  }

  private static boolean independent(
      Kernels kernels, NDManager manager, Compute compute, NDArray weight, int levels) {
    try (NDManager scope = manager.newSubManager();
        Kernels.Held packed = pack(kernels, weight, levels)) {
      long columns = weight.getShape().get(1);
      int dtype = compute.precision().code();
      NDArray x = kernels.array(scope, "random_rows", ROWS, columns, weight, dtype);
      return kernels.truth("rows_independent", x, weight, packed);
    } catch (EngineException e) {
      // oneDNN has no such product for this processor, as of bfloat16 without its instructions.
      return false;
    }
  }

  /**
   * A packed matrix.
   *
   * @param weight as it was
   * @param index its place in {@code packed}
   */
  record Matrix(NDArray weight, Kernels.Held packed, int index) {}

  /**
   * Numbers of threads that give the same bits as all of them: all, and each half of the last one
   * down to one. The calling thread is left with all.
   */
  static List<Integer> sameThreads(
      Kernels kernels, NDManager manager, Compute compute, List<Matrix> matrices) {
    int all = compute.threads();
    List<Integer> same = new ArrayList<>(List.of(all));
    if (all > 1) {
      List<float[]> want = products(kernels, manager, compute, matrices);
      for (int count = all / 2; count > 0; count /= 2) {
        OperationThreads.set(count);
        List<float[]> got = products(kernels, manager, compute, matrices);
        boolean equal = true;
        for (int i = 0; i < got.size(); i++) {
          equal &= Arrays.equals(want.get(i), got.get(i));
        }
        if (equal) {
          same.add(count);
        }
      }
      OperationThreads.set(all);
    }
    return List.copyOf(same);
  }

  private static List<float[]> products(
      Kernels kernels, NDManager manager, Compute compute, List<Matrix> matrices) {
    List<float[]> products = new ArrayList<>();
    int dtype = compute.precision().code();
    try (NDManager scope = manager.newSubManager()) {
      for (Matrix m : matrices) {
        long columns = m.weight.getShape().get(1);
        for (int rows : new int[] {1, 7, 64}) {
          NDArray x = kernels.array(scope, "random_rows", rows, columns, m.weight, dtype);
          NDArray y = kernels.array(scope, "rows_product", x, m.weight, m.packed, m.index);
          products.add(y.toType(DataType.FLOAT32, false).toFloatArray());
          y.close();
        }
      }
    }
    return products;
  }

  /**
   * Products of int8 weights.
   *
   * @param kernels to be closed by the caller
   * @param levels the largest weight after rounding, 127 where the processor sums such products in
   *     32 bits and 63 elsewhere
   */
  record Int8(Kernels kernels, int levels) {}

  /**
   * The kernels with products of int8 weights.
   *
   * @throws UserError if this machine has none whose sums are exact
   */
  static Int8 int8(NDManager manager, Compute compute, NDArray weight) {
    if (compute.device().isGpu()) {
      throw new UserError(
          "sampler-dtype: int8 is for a CPU; add --device cpu, or leave --sampler-dtype away");
    }
    int levels = Processor.detect().hasInt8() ? 127 : 63;
    Kernels kernels = Kernels.int8(manager);
    if (kernels == null
        || !kernels.truth("int8_exact", weight, levels)
        || !independent(kernels, manager, compute, weight, levels)) {
      if (kernels != null) {
        kernels.close();
      }
      throw new UserError(
          "sampler-dtype: libtorch computes no exact int8 products beside %s on this processor; %s"
              .formatted(
                  compute.precision().id(),
                  compute.precision() == Precision.FLOAT32
                      ? "leave --sampler-dtype away"
                      : "add --dtype float32, or leave --sampler-dtype away"));
    }
    return new Int8(kernels, levels);
  }

  private static Kernels.Held pack(Kernels kernels, NDArray weight, int levels) {
    return kernels.held("pack_weights", List.of(weight), new int[] {levels});
  }

  /**
   * What the choice is on this machine, and the rates of both routines for 64 rows and a matrix of
   * 3072 x 576, in GFLOP/s.
   */
  public static Map<String, Object> describe(Session session) {
    Map<String, Object> figures = new LinkedHashMap<>();
    try (NDManager scope = session.manager().newSubManager()) {
      int dtype = session.compute().precision().code();
      NDArray like = scope.create(0f);
      NDArray weight = session.kernels().array(scope, "random_rows", 3072, 576, like, dtype);
      Kernels chosen = packed(scope, session.compute(), weight);
      Kernels plain = session.kernels();
      boolean independent =
          independent(chosen == null ? plain : chosen, scope, session.compute(), weight, 0);
      figures.put("decode_product", chosen == null ? "plain" : "packed");
      figures.put("decode_rows_independent", independent);
      figures.put("decode_plain_gflops", rate(plain, scope, weight, dtype, 0));
      if (chosen != null) {
        figures.put("decode_packed_gflops", rate(chosen, scope, weight, dtype, 0));
        chosen.close();
      }
      describeInt8(session, scope, weight, figures);
    }
    return figures;
  }

  private static void describeInt8(
      Session session, NDManager scope, NDArray weight, Map<String, Object> figures) {
    figures.put("int8_instructions", Processor.detect().hasInt8());
    try {
      Int8 int8 = int8(scope, session.compute(), weight);
      int dtype = session.compute().precision().code();
      figures.put("decode_int8_gflops", rate(int8.kernels, scope, weight, dtype, int8.levels));
      int8.kernels.close();
    } catch (UserError e) {
      figures.put("decode_int8_gflops", "none");
    }
  }

  private static long rate(
      Kernels kernels, NDManager scope, NDArray weight, int dtype, int levels) {
    int times = 4;
    try (Kernels.Held packed = pack(kernels, weight, levels)) {
      NDArray x = kernels.array(scope, "random_rows", 64, 576, weight, dtype);
      double best = Double.MAX_VALUE;
      for (int i = 0; i < 4; i++) {
        long start = System.nanoTime();
        kernels.run("repeat_product", x, weight, packed, times);
        best = Math.min(best, (System.nanoTime() - start) / 1e9);
      }
      return Math.round(2.0 * 64 * 576 * 3072 * times / best / 1e9);
    }
  }
}
