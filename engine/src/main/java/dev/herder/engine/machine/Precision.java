package dev.herder.engine.machine;

import ai.djl.ndarray.types.DataType;

/** The dtype in which matrix products are computed. Master weights and optimiser are float32. */
public enum Precision {
  FLOAT32("float32", 6, 4),
  BFLOAT16("bfloat16", 15, 2);

  private final String id;
  private final int code;
  private final int bytes;

  Precision(String id, int code, int bytes) {
    this.id = id;
    this.code = code;
    this.bytes = bytes;
  }

  /** The name used on the command line: {@code float32} or {@code bfloat16}. */
  public String id() {
    return id;
  }

  /** libtorch's number of the dtype, as kernels take it. */
  public int code() {
    return code;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** DJL's name of the dtype; bfloat16 arrays must only ever be made by kernels. */
  public DataType dataType() {
    return this == FLOAT32 ? DataType.FLOAT32 : DataType.BFLOAT16;
  }
}
