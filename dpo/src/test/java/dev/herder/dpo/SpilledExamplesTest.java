package dev.herder.dpo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpilledExamplesTest {
  @TempDir Path folder;

  private static Answer answer(Random random, int length) {
    boolean[] contrasted = new boolean[length];
    for (int i = 0; i < length; i++) {
      contrasted[i] = random.nextBoolean();
    }
    return new Answer(random.ints(length, 0, 200_000).toArray(), contrasted);
  }

  private static List<Example> examples(int count) {
    Random random = new Random(3);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<Answer> answers = new ArrayList<>();
      for (int k = 0; k <= i % 3; k++) {
        answers.add(answer(random, 1 + random.nextInt(30)));
      }
      int[] prompt = random.ints(1 + random.nextInt(20), 0, 200_000).toArray();
      examples.add(
          new Example(
              "dätä.jsonl:" + (i + 1),
              prompt,
              answers,
              i % 2 == 0 ? answer(random, 9) : null,
              i % 5 != 0,
              i * 0.25));
    }
    return examples;
  }

  private static void same(Answer expected, Answer actual) {
    assertArrayEquals(expected.ids(), actual.ids());
    assertArrayEquals(expected.contrasted(), actual.contrasted());
  }

  private static void same(Example expected, Example actual) {
    assertEquals(expected.source(), actual.source());
    assertArrayEquals(expected.prompt(), actual.prompt());
    assertEquals(expected.answers().size(), actual.answers().size());
    for (int i = 0; i < expected.answers().size(); i++) {
      same(expected.answers().get(i), actual.answers().get(i));
    }
    Answer mismatched = expected.mismatched();
    if (mismatched == null) {
      assertNull(actual.mismatched());
    } else {
      same(mismatched, Objects.requireNonNull(actual.mismatched()));
    }
    assertEquals(expected.desirable(), actual.desirable());
    assertEquals(expected.offset(), actual.offset());
    assertArrayEquals(expected.references(), actual.references());
  }

  @Test
  void bringsBackEveryExampleWhereverItLies() throws IOException {
    List<Example> wanted = examples(200);
    for (long inMemory : new long[] {0, 5000, 1L << 30}) {
      try (SpilledExamples list = new SpilledExamples(folder, inMemory)) {
        wanted.forEach(list::add);
        assertEquals(wanted.size(), list.size());
        for (int i = 0; i < wanted.size(); i++) {
          same(wanted.get(i), list.get(i));
        }
      }
    }
  }

  @Test
  void aReferenceThatWasSetIsThereAtTheNextLook() throws IOException {
    try (SpilledExamples list = new SpilledExamples(folder, 0)) {
      examples(6).forEach(list::add);
      Example once = list.get(2);
      once.setReference(new double[] {-1, -2, -3, -4});
      assertNotSame(once, list.get(2));
      assertEquals(-3, list.get(2).reference(2));
      assertEquals(-4, list.get(2).mismatchedReference());
      assertEquals(0, list.get(1).reference(0));
    }
  }
}
