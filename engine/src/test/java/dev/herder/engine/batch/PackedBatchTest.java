package dev.herder.engine.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PackedBatchTest {
  @Test
  void childrenContinueTheirParent() {
    PackedBatch.Builder builder = new PackedBatch.Builder();
    int root = builder.add(-1, new int[] {11, 12, 13}, new boolean[] {false, false, true});
    int first = builder.add(root, new int[] {21, 22}, new boolean[] {true, true});
    int second = builder.add(root, new int[] {31}, new boolean[] {true});
    int deep = builder.add(first, new int[] {41, 42}, new boolean[] {true, false});
    builder.add(-1, new int[] {51, 52}, new boolean[] {false, true});
    assertEquals(10, builder.tokens());
    PackedBatch batch = builder.build();

    assertArrayEquals(new int[] {11, 12, 13, 21, 22, 31, 41, 42, 51, 52}, batch.ids());
    assertArrayEquals(new int[] {0, 1, 2, 3, 4, 3, 5, 6, 0, 1}, batch.positions());
    assertArrayEquals(new int[] {13, 21, 22, 31, 41, 52}, batch.targetIds());
    assertArrayEquals(new int[] {1, 2, 3, 2, 4, 8}, batch.targetRows());
    assertEquals(6, batch.targets());
    assertEquals(0, batch.firstTarget(root));
    assertEquals(1, batch.endTarget(root));
    assertEquals(1, batch.firstTarget(first));
    assertEquals(3, batch.firstTarget(second));
    assertEquals(4, batch.firstTarget(deep));
    assertEquals(5, batch.firstTarget(4));
    assertEquals(6, batch.endTarget(4));
    assertEquals(new Segment(6, 2, first), batch.segments().get(deep));
    assertArrayEquals(
        new int[] {1, 0, 3, 2, 0, 3, 3, 2, 2, 0, 3, 5, 1, 3, 0, 3, 3, 2, 6, 2, 1, 8, 2},
        batch.spans());
  }

  @Test
  void manyTokensFit() {
    PackedBatch.Builder builder = new PackedBatch.Builder();
    int[] ids = IntStream.range(0, 700).toArray();
    int root = builder.add(-1, ids, new boolean[700]);
    builder.add(root, ids, new boolean[700]);
    PackedBatch batch = builder.build();
    assertEquals(1400, batch.tokens());
    assertEquals(1399, batch.positions()[1399]);
    assertEquals(699, batch.ids()[1399]);
    assertEquals(0, batch.targets());
  }

  @Test
  void whatCannotBeIsRefused() {
    PackedBatch.Builder builder = new PackedBatch.Builder();
    assertThrows(IllegalStateException.class, builder::build);
    refused(builder, -1, new int[] {5}, new boolean[] {true});
    refused(builder, -1, new int[] {5, 6}, new boolean[] {false});
    refused(builder, 0, new int[] {5}, new boolean[] {false});
    refused(builder, -1, new int[0], new boolean[0]);
  }

  private static void refused(PackedBatch.Builder builder, int parent, int[] ids, boolean[] marks) {
    assertThrows(IllegalArgumentException.class, () -> builder.add(parent, ids, marks));
  }
}
