package dev.herder.engine.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.herder.core.data.Source;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EncodedFormTest {
  private static final Random RANDOM = new Random(5);

  private static int[] ids(int count) {
    return RANDOM.ints(count, 0, Integer.MAX_VALUE).toArray();
  }

  private static boolean[] flags(int count) {
    boolean[] flags = new boolean[count];
    for (int i = 1; i < count; i++) {
      flags[i] = RANDOM.nextBoolean();
    }
    return flags;
  }

  /** Its bytes are as many as it said, and nothing of them is left over. */
  private static <E extends EncodedRow> E returned(EncodedForm<E> form, E row) {
    ByteBuffer bytes = ByteBuffer.allocate(form.size(row));
    form.write(row, bytes);
    assertEquals(0, bytes.remaining());
    bytes.flip();
    E back = form.read(bytes);
    assertEquals(0, bytes.remaining());
    assertEquals(row.source(), back.source());
    assertEquals(row.tokens(), back.tokens());
    assertEquals(row.supervised(), back.supervised());
    return back;
  }

  @Test
  void sequencesComeBack() {
    EncodedForm<Encoded> form = new EncodedForm<>(Encoded.class);
    for (int length = 0; length < 40; length++) {
      Source source = new Source("file" + length % 3, 5_000_000_000L + length);
      Encoded row = new Encoded(source, ids(length), flags(length));
      Encoded back = returned(form, row);
      assertArrayEquals(row.ids(), back.ids());
      assertArrayEquals(row.loss(), back.loss());
    }
  }

  @Test
  void promptsComeBack() {
    EncodedForm<EncodedPrompt> form = new EncodedForm<>(EncodedPrompt.class);
    EncodedPrompt row = new EncodedPrompt(new Source("p", 1), ids(11));
    assertArrayEquals(row.ids(), returned(form, row).ids());
  }

  @Test
  void answersComeBackWithTheirMarks() {
    EncodedForm<EncodedAnswers> form = new EncodedForm<>(EncodedAnswers.class);
    List<Map<String, Object>> marks =
        List.of(
            Map.of(),
            Map.of("label", true),
            Map.of("margin", 0.1 + 0.2, "rank", 3, "big", 1L << 40, "label", false));
    for (int count = 1; count < 9; count++) {
      List<EncodedAnswers.Answer> answers = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        answers.add(new EncodedAnswers.Answer(ids(3 * i + 1), flags(3 * i + 1)));
      }
      EncodedAnswers row =
          new EncodedAnswers(new Source("a", count), ids(count), answers, marks.get(count % 3));
      EncodedAnswers back = returned(form, row);
      assertArrayEquals(row.prompt(), back.prompt());
      assertEquals(row.marks(), back.marks());
      for (int i = 0; i < count; i++) {
        assertArrayEquals(answers.get(i).ids(), back.answers().get(i).ids());
        assertArrayEquals(answers.get(i).format(), back.answers().get(i).format());
      }
    }
  }
}
