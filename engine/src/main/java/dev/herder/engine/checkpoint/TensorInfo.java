package dev.herder.engine.checkpoint;

import java.util.List;

/**
 * One tensor of a safetensors file.
 *
 * @param name its name in the file
 * @param dtype type of the elements
 * @param shape sizes of the dimensions, outermost first; empty for a scalar
 * @param begin first byte, counted from the start of the data
 * @param end byte after the last
 */
public record TensorInfo(String name, Dtype dtype, List<Long> shape, long begin, long end) {
  public TensorInfo {
    shape = List.copyOf(shape);
  }

  /** Number of elements. */
  public long elements() {
    return elements(shape);
  }

  /** Bytes of data. */
  public long bytes() {
    return end - begin;
  }

  /**
   * The product of the sizes.
   *
   * @throws ArithmeticException if it does not fit a long
   */
  static long elements(List<Long> shape) {
    long product = 1;
    for (long size : shape) {
      product = Math.multiplyExact(product, size);
    }
    return product;
  }
}
