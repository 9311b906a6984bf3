package dev.herder.engine.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.data.DataException;
import dev.herder.core.data.Row;
import dev.herder.core.data.Source;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EncodingTest {
  private static final EncoderConfig CONFIG =
      EncoderConfig.defaults(LocalDateTime.of(2026, 1, 2, 3, 4));

  private Tokenizer bytes;

  @BeforeAll
  void load() {
    bytes = Tokenizer.load(Golden.folder("bytes"));
  }

  @AfterAll
  void close() {
    bytes.close();
  }

  private Encoder encoder(EncoderConfig config) {
    return new Encoder(bytes, config);
  }

  private static Row row(int i) {
    return new Row.Conversation(
        new Source("many.jsonl", i + 1L),
        List.of(Rows.user("q" + i), Rows.assistant("a".repeat(1 + i % 40))),
        Map.of());
  }

  private static Iterator<Row> rows(int n) {
    return IntStream.range(0, n).mapToObj(EncodingTest::row).iterator();
  }

  @Test
  void manyThreadsKeepTheOrderAndTheIds() {
    Encoder encoder = encoder(CONFIG);
    List<Encoded> out = new ArrayList<>();
    EncodingCounts counts = new Encoding(encoder, 3).run(rows(1000), row -> out.add((Encoded) row));
    assertEquals(1000, out.size());
    long tokens = 0;
    for (int i = 0; i < out.size(); i++) {
      assertEquals(i + 1, out.get(i).source().line());
      Encoded alone = (Encoded) ((Outcome.Used) encoder.encode(row(i))).row();
      assertArrayEquals(alone.ids(), out.get(i).ids());
      assertArrayEquals(alone.loss(), out.get(i).loss());
      tokens += alone.ids().length;
    }
    assertEquals(tokens, counts.tokens());
    assertEquals(1000, counts.rows().used());
    // The answer of 1 to 40 letters, the end of turn and a newline.
    assertEquals(25 * (40 * 41 / 2) + 2 * 1000, counts.supervised());
  }

  @Test
  void whatIsLeftOutIsCountedByReason() {
    int most = 40;
    List<EncodedRow> out = new ArrayList<>();
    EncodingCounts counts =
        new Encoding(encoder(CONFIG.withMaxLength(most, Overlong.DROP)), 2)
            .run(rows(400), out::add);
    assertEquals(out.size(), counts.rows().used());
    assertEquals(400 - out.size(), counts.rows().dropped().get("too long"));
    assertEquals(most, counts.longest());
    assertTrue(out.size() > 50 && out.size() < 350, "used " + out.size());
    counts =
        new Encoding(encoder(CONFIG.withMaxLength(most, Overlong.TRUNCATE)), 2)
            .run(rows(400), row -> {});
    assertEquals(400, counts.rows().used());
    assertEquals(400 - out.size(), counts.rows().truncated().get("too long"));
    String line = counts.lines().get(0);
    assertTrue(line.startsWith("400 of 400 rows, ") && line.contains("truncated: "), line);
  }

  @Test
  void allProblemsAreNamedAndNothingFollowsTheFirst() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      Source source = new Source("bad.jsonl", i + 1L);
      rows.add(
          new Row.Conversation(
              source,
              i == 70 || i >= 150 ? List.of(Rows.user("q")) : List.of(Rows.assistant("a")),
              Map.of()));
    }
    List<EncodedRow> out = new ArrayList<>();
    DataException error =
        assertThrows(
            DataException.class,
            () -> new Encoding(encoder(CONFIG), 2).run(rows.iterator(), out::add));
    assertEquals(70, out.size());
    assertEquals(151, error.problems().total());
    assertEquals(100, error.problems().first().size());
    assertEquals(71, error.problems().first().get(0).source().line());
    assertTrue(
        String.valueOf(error.getMessage()).contains("bad.jsonl:71: has no token to learn"),
        error.getMessage());
  }

  @Test
  void notesNameTheFirstRow() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String text = i == 130 || i == 131 ? "say <|im_start|>" : "say";
      rows.add(
          new Row.Conversation(
              new Source("notes.jsonl", i + 1L),
              List.of(Rows.user(text), Rows.assistant("a")),
              Map.of()));
    }
    EncodingCounts counts = new Encoding(encoder(CONFIG), 2).run(rows.iterator(), row -> {});
    assertEquals(
        Map.of(Note.CONTROL_TEXT, new EncodingCounts.Noted(2, new Source("notes.jsonl", 131))),
        counts.notes());
    assertTrue(counts.lines().get(1).endsWith("the first at notes.jsonl:131"));
  }

  @Test
  void aFaultOfTheFolderStopsTheRun() {
    try (Tokenizer none = Bare.tokenizer()) {
      Encoding encoding = new Encoding(new Encoder(none, CONFIG), 2);
      String message = Refusal.of(() -> encoding.run(rows(10), row -> {}));
      assertTrue(message.contains("has no chat template"), message);
    }
    assertTrue(Refusal.of(() -> new Encoding(encoder(CONFIG), 0)).contains("threads: 0"));
  }
}
