package dev.herder.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.herder.engine.architecture.ParameterLayout;
import dev.herder.engine.kernel.Kernels;
import dev.herder.engine.machine.Precision;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A flat buffer pair laid out by {@link ParameterLayout}: matrices and vectors, for weights, for
 * their gradients, or for a moment of the optimiser.
 */
public final class FlatParameters {
  private static final int FLOAT32 = Precision.FLOAT32.code();

  private final Kernels kernels;
  private final NDManager manager;
  private final NDArray matrices;
  private final NDArray vectors;

  private FlatParameters(Kernels kernels, NDManager manager, NDArray matrices, NDArray vectors) {
    this.kernels = kernels;
    this.manager = manager;
    this.matrices = matrices;
    this.vectors = vectors;
  }

  /** Zeros in float32, owned by {@code manager}. */
  public static FlatParameters zeros(
      NDManager manager, Kernels kernels, long matrices, long vectors) {
    return new FlatParameters(
        kernels,
        manager,
        manager.zeros(new Shape(matrices), DataType.FLOAT32),
        manager.zeros(new Shape(vectors), DataType.FLOAT32));
  }

  /**
   * Whatever the memory holds, owned by {@code manager}: to be filled before use.
   *
   * @param precision of the matrices; vectors are always float32
   */
  static FlatParameters unfilled(
      NDManager manager,
      Kernels kernels,
      long matrices,
      long vectors,
      Precision precision,
      NDArray like) {
    return new FlatParameters(
        kernels,
        manager,
        kernels.array(manager, "tensor", new long[] {matrices}, precision.code(), like),
        kernels.array(manager, "tensor", new long[] {vectors}, FLOAT32, like));
  }

  /** The same vectors beside a copy of the matrices in another dtype. */
  FlatParameters withMatrices(NDArray other) {
    return new FlatParameters(kernels, manager, other, vectors);
  }

  /** All matrices, one after another. */
  public NDArray matrices() {
    return matrices;
  }

  /** All vectors, one after another. */
  public NDArray vectors() {
    return vectors;
  }

  /** That of both in which a parameter lies, at its offset. */
  public NDArray holding(ParameterLayout.Slot slot) {
    return slot.matrix() ? matrices : vectors;
  }

  /** A view of one parameter, owned by the buffer's manager. */
  public NDArray view(ParameterLayout.Slot slot) {
    return views(List.of(slot)).get(0);
  }

  /**
   * Sets one parameter.
   *
   * @param values its elements in row-major order, native byte order; read from their position on
   */
  public void write(ParameterLayout.Slot slot, FloatBuffer values) {
    try (NDArray view = view(slot);
        NDArray source = manager.create(values, new Shape(slot.sizes()), DataType.FLOAT32)) {
      kernels.run("copy_", view, source);
    }
  }

  /**
   * Reads one parameter.
   *
   * @return its elements, float32, in row-major order, native byte order, direct; on a CPU a view
   *     of the parameter itself that is valid as long as the buffer
   */
  public FloatBuffer read(ParameterLayout.Slot slot) {
    try (NDArray view = view(slot)) {
      return view.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }
  }

  /** Views of several parameters of one kind (all matrices or all vectors). */
  List<NDArray> views(List<ParameterLayout.Slot> slots) {
    List<Long> table = new ArrayList<>();
    for (ParameterLayout.Slot slot : slots) {
      table.add(slot.offset());
      table.add((long) slot.shape().size());
      slot.shape().forEach(size -> table.add((long) size));
    }
    return kernels.arrays(
        manager,
        "views",
        holding(slots.get(0)),
        table.stream().mapToLong(Long::longValue).toArray());
  }
}
