package dev.herder.engine.lm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.herder.core.UserError;
import dev.herder.engine.kernel.Kernels;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FlatSourceTest {
  /** Two pieces and a bit, so that no thread has all of it. */
  private static final int SIZE = (4 << 20) + 7;

  @Test
  void everyPartLandsWhereItBelongs() throws IOException {
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        Kernels kernels = new Kernels(manager)) {
      NDArray flat = manager.zeros(new Shape(SIZE + 10));
      NDArray other = manager.zeros(new Shape(3));
      FlatSource.fill(
          kernels,
          manager,
          List.of(part(flat, 5, SIZE, 0.5f), part(other, 1, 2, 7), part(flat, 0, 0, 9)));
      float[] values = flat.toFloatArray();
      for (int i = 0; i < values.length; i++) {
        boolean filled = i >= 5 && i < SIZE + 5;
        assertEquals(filled ? 0.5f + (i - 5) % 1024 : 0, values[i], "element " + i);
      }
      assertEquals(List.of(0f, 7f, 8f), boxed(other));
    }
  }

  @Test
  void whatAReaderThrowsIsThrownAndEndsTheRest() {
    AtomicInteger begun = new AtomicInteger();
    UserError cut = new UserError("model.safetensors: cut short");
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        Kernels kernels = new Kernels(manager)) {
      NDArray flat = manager.zeros(new Shape(SIZE));
      FlatSource.Part refused =
          new FlatSource.Part(
              flat,
              0,
              SIZE,
              (offset, into) -> {
                begun.incrementAndGet();
                throw cut;
              });
      assertSame(
          cut,
          assertThrows(UserError.class, () -> FlatSource.fill(kernels, manager, List.of(refused))));
      int then = begun.get();
      assertThrows(
          IOException.class,
          () ->
              FlatSource.fill(
                  kernels,
                  manager,
                  List.of(
                      new FlatSource.Part(
                          flat,
                          0,
                          SIZE,
                          (offset, into) -> {
                            throw new IOException("unreadable");
                          }))));
      assertEquals(then, begun.get(), "a piece was read after the call");
    }
  }

  private static FlatSource.Part part(NDArray flat, long first, long size, float base) {
    return new FlatSource.Part(
        flat,
        first,
        size,
        (offset, into) -> {
          for (long i = offset; into.hasRemaining(); i++) {
            into.putFloat(base + i % 1024);
          }
        });
  }

  private static List<Float> boxed(NDArray array) {
    float[] values = array.toFloatArray();
    return List.of(values[0], values[1], values[2]);
  }
}
