package dev.herder.engine.kernel;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The kernels, loaded once per model and called by name.
 *
 * <p>Arguments may be arrays, lists of arrays, {@code long}, {@code int}, {@code double}, {@code
 * boolean}, {@code int[]} (a list of integers) and {@link Held}. Every call but {@link
 * #differentiable} runs in inference mode: nothing is recorded for automatic differentiation, and
 * what a call returns cannot take part in it.
 */
public final class Kernels implements AutoCloseable {
  private final PtSymbolBlock block;

  /**
   * Loads the kernels.
   *
   * @param manager a PyTorch manager; owns the loaded module
   */
  public Kernels(NDManager manager) {
    this(manager, List.of("product_plain"));
  }

  private Kernels(NDManager manager, List<String> products) {
    byte[] archive = KernelArchive.build(products);
    try {
      block =
          JniUtils.loadModule(
              (PtNDManager) manager, new ByteArrayInputStream(archive), false, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The kernels with products of packed weights.
   *
   * @return null where this libtorch has no such products
   */
  public static @Nullable Kernels packed(NDManager manager) {
    return special(manager, "product_packed");
  }

  /**
   * The kernels with products of packed weights, of which some may be int8.
   *
   * @return null where this libtorch has no such products
   */
  public static @Nullable Kernels int8(NDManager manager) {
    return special(manager, "product_int8");
  }

  private static @Nullable Kernels special(NDManager manager, String product) {
    try {
      return new Kernels(manager, List.of("product_chunks", product));
    } catch (EngineException e) {
      return null;
    }
  }

  /** Arrays that stay with the engine from call to call; an argument like a list of arrays. */
  public static final class Held implements AutoCloseable {
    private final IValue value;

    private Held(IValue value) {
      this.value = value;
    }

    @Override
    public void close() {
      value.close();
    }
  }

  /** Calls a kernel and keeps what it returns where it is. */
  public Held held(String kernel, Object... arguments) {
    return new Held(invoke(kernel, arguments));
  }

  /** Calls a kernel that returns nothing. */
  public void run(String kernel, Object... arguments) {
    invoke(kernel, arguments).close();
  }

  /** Calls a kernel that returns one array, which then lives in {@code scope}. */
  public NDArray array(NDManager scope, String kernel, Object... arguments) {
    try (IValue result = invoke(kernel, arguments)) {
      return result.toTensor((PtNDManager) scope);
    }
  }

  /** Calls a kernel that returns a list of arrays, which then live in {@code scope}. */
  public List<NDArray> arrays(NDManager scope, String kernel, Object... arguments) {
    try (IValue result = invoke(kernel, arguments)) {
      return List.of(result.toTensorArray((PtNDManager) scope));
    }
  }

  /** Calls a kernel that returns a number. */
  public double number(String kernel, Object... arguments) {
    try (IValue result = invoke(kernel, arguments)) {
      return result.toDouble();
    }
  }

  /** Calls a kernel that returns a truth value. */
  public boolean truth(String kernel, Object... arguments) {
    try (IValue result = invoke(kernel, arguments)) {
      return result.toBoolean();
    }
  }

  /**
   * Calls a kernel that takes arrays alone and records it for automatic differentiation.
   *
   * @param inputs arrays; consecutive ones named {@code w[]} form one list
   */
  public NDList differentiable(String kernel, NDList inputs) {
    JniUtils.setGraphExecutorOptimize(false);
    NDManager manager = inputs.get(0).getManager();
    try (NDArray method = manager.create(0f)) {
      method.setName("module_method:" + kernel);
      NDList all = new NDList(inputs);
      all.add(method);
      return IValueUtils.forward(block, all, true);
    }
  }

  private IValue invoke(String kernel, Object... arguments) {
    // The setting belongs to the thread; without it libtorch specialises anew for each new shape.
    JniUtils.setGraphExecutorOptimize(false);
    List<IValue> values = new ArrayList<>(arguments.length);
    try {
      IValue[] all = new IValue[arguments.length];
      for (int i = 0; i < all.length; i++) {
        if (arguments[i] instanceof Held held) {
          all[i] = held.value;
        } else {
          all[i] = value(arguments[i]);
          values.add(all[i]);
        }
      }
      return IValueUtils.runMethod(block, kernel, all);
    } finally {
      values.forEach(IValue::close);
    }
  }

  private static IValue value(Object argument) {
    if (argument instanceof NDArray array) {
      return IValue.from((PtNDArray) array);
    } else if (argument instanceof List<?> list) {
      return IValue.listFrom(list.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new));
    } else if (argument instanceof int[] integers) {
      long[] longs = new long[integers.length];
      for (int i = 0; i < longs.length; i++) {
        longs[i] = integers[i];
      }
      return IValue.listFrom(longs);
    } else if (argument instanceof long[] longs) {
      return IValue.listFrom(longs);
    } else if (argument instanceof Double number) {
      return IValue.from(number);
    } else if (argument instanceof Long || argument instanceof Integer) {
      return IValue.from(((Number) argument).longValue());
    } else if (argument instanceof Boolean truth) {
      return IValue.from(truth);
    }
    throw new IllegalArgumentException("not a kernel argument: " + argument.getClass());
  }

  @Override
  public void close() {
    block.close();
  }
}
