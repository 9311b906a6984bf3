package dev.herder.core.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import dev.herder.core.data.DataException;
import dev.herder.core.data.Purpose;
import dev.herder.core.data.Row;
import dev.herder.core.data.RowReader;
import dev.herder.core.run.RunContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScoreFileTest {
  private static final ScoredBy BY = new ScoredBy("reward", "m1", "t1", "c1", "float32");
  private static final RunContext CONTEXT = RunContext.quiet();

  @TempDir Path folder;

  /** Scores the length of the row's text; fails as a kill does after some rows. */
  private static final class Fake implements RowScorer {
    private final ScoredBy by;
    private int left;
    private int calls;

    Fake(ScoredBy by, int left) {
      this.by = by;
      this.left = left;
    }

    @Override
    public List<double[]> score(List<Row> rows) {
      calls++;
      List<double[]> scores = new ArrayList<>();
      for (Row row : rows) {
        if (left-- == 0) {
          throw new IllegalStateException("killed");
        }
        double base = row.source().line() + 0.25;
        scores.add(
            row instanceof Row.Preference
                ? new double[] {base, -base}
                : row instanceof Row.Ranked ? new double[] {3, 2, 1} : new double[] {base});
      }
      return scores;
    }

    @Override
    public ScoredBy identity() {
      return by;
    }

    @Override
    public long tokens() {
      return calls;
    }
  }

  private Path data(int rows) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      lines.add(
          switch (i % 4) {
            case 0 -> "{\"prompt\":\"p" + i + "\",\"completion\":\"c\",\"answer\":\"a\"}";
            case 1 -> "{\"prompt\":\"p\",\"chosen\":\"c" + i + "\",\"rejected\":\"r\"}";
            case 2 -> "{\"prompt\":\"p\",\"responses\":[\"a\",\"b\",\"c" + i + "\"]}";
            default ->
                "{\"messages\":[{\"role\":\"user\",\"content\":\"q\"},"
                    + "{\"role\":\"assistant\",\"content\":\"a"
                    + i
                    + "\"}]}";
          });
    }
    return Files.write(folder.resolve("data.jsonl"), lines);
  }

  @Test
  void everyKindOfRowGetsItsScores() throws IOException {
    Path out = folder.resolve("out.jsonl");
    ScoreFile.Result result = new ScoreFile(new Fake(BY, -1)).run(data(4), out, false, CONTEXT);
    assertEquals(4, result.rows());
    assertTrue(result.complete());
    List<String> lines = Files.readAllLines(out);
    assertEquals(
        "{\"prompt\":\"p0\",\"completion\":\"c\",\"answer\":\"a\",\"score\":1.25}", lines.get(0));
    assertTrue(lines.get(1).endsWith("\"chosen_score\":2.25,\"rejected_score\":-2.25}"));
    assertTrue(lines.get(2).contains("{\"text\":\"a\",\"rank\":1,\"score\":3.0}"), lines.get(2));
    assertTrue(lines.get(3).endsWith("\"score\":4.25}"), lines.get(3));
    assertEquals(4, RowReader.read(List.of(out), Purpose.ANY).rows().size());
    ScoreRecord.require(out, BY);
    assertEquals((1.25 + 2.25 - 2.25 + 3 + 2 + 1 + 4.25) / 7, result.mean().orElseThrow(), 1e-12);
  }

  @Test
  void aSampleKeepsTheOrderThatItsReaderExpects() throws IOException {
    Path data =
        Files.writeString(
            folder.resolve("answers.jsonl"),
            "{\"prompt\":\"p\",\"sample\":0,\"completion\":\"c\",\"finish_reason\":\"stop\","
                + "\"tokens\":3,\"logprob\":-1.5,\"answer\":\"4\"}\n");
    Path out = folder.resolve("out.jsonl");
    new ScoreFile(new Fake(BY, -1)).run(data, out, false, CONTEXT);
    assertEquals(
        "{\"prompt\":\"p\",\"sample\":0,\"completion\":\"c\",\"finish_reason\":\"stop\","
            + "\"tokens\":3,\"logprob\":-1.5,\"score\":1.25,\"answer\":\"4\"}\n",
        Files.readString(out));
  }

  @Test
  void anInterruptedFileEndsLikeAnUninterruptedOne() throws IOException {
    Path data = data(300);
    Path whole = folder.resolve("whole.jsonl");
    new ScoreFile(new Fake(BY, -1)).run(data, whole, false, CONTEXT);
    Path out = folder.resolve("out.jsonl");
    for (int rows : new int[] {10, 100, 200}) {
      assertThrows(
          IllegalStateException.class,
          () -> new ScoreFile(new Fake(BY, rows)).run(data, out, false, CONTEXT));
      assertFalse(Files.exists(out));
      tear(folder.resolve("out.jsonl.partial"), rows);
    }
    Fake last = new Fake(BY, -1);
    ScoreFile.Result result = new ScoreFile(last).run(data, out, false, CONTEXT);
    assertTrue(result.scored() < 300, "rows that were there are not scored again");
    assertEquals(Files.readString(whole), Files.readString(out));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          List.of(
              "data.jsonl",
              "out.jsonl",
              "out.jsonl.scores.json",
              "whole.jsonl",
              "whole.jsonl.scores.json"),
          files.map(f -> String.valueOf(f.getFileName())).sorted().toList());
    }
    assertEquals(0, new ScoreFile(last).run(data, out, false, CONTEXT).scored());
  }

  @Test
  void aKillAfterTheLastRowLeavesNothingOver() throws IOException {
    Path data = data(4);
    Path out = folder.resolve("out.jsonl");
    new ScoreFile(new Fake(BY, -1)).run(data, out, false, CONTEXT);
    Path record = folder.resolve("out.jsonl.partial.scores.json");
    Path written = folder.resolve(".out.jsonl.scores.json.tmp-0123456789abcdef");
    Path another = folder.resolve(".out.tmp-0123456789abcdef");
    for (Path each : List.of(record, written, another)) {
      Files.writeString(each, "{}");
    }
    assertEquals(0, new ScoreFile(new Fake(BY, 0)).run(data, out, false, CONTEXT).scored());
    assertFalse(Files.exists(record));
    assertFalse(Files.exists(written));
    assertTrue(Files.exists(another), "other programs write to the folder, too");
  }

  @Test
  void overwritingKeepsTheSameScores() throws IOException {
    Path data = data(4);
    Path out = folder.resolve("out.jsonl");
    new ScoreFile(new Fake(BY, -1)).run(data, out, true, CONTEXT);
    assertEquals(0, new ScoreFile(new Fake(BY, 0)).run(data, out, true, CONTEXT).scored());
    Files.writeString(out, "{}\n");
    assertEquals(4, new ScoreFile(new Fake(BY, -1)).run(data, out, true, CONTEXT).scored());
    assertEquals(4, Files.readAllLines(out).size());
  }

  /** Cuts the file in the middle of a row, as a power cut does. */
  private static void tear(Path partial, int seed) throws IOException {
    byte[] bytes = Files.readAllBytes(partial);
    Files.write(partial, Arrays.copyOf(bytes, Math.max(0, bytes.length - 1 - seed % 7)));
  }

  @Test
  void scoresOfAnotherAreRefusedByName() throws IOException {
    Path data = data(4);
    Path out = folder.resolve("out.jsonl");
    new ScoreFile(new Fake(BY, -1)).run(data, out, false, CONTEXT);
    assertRefused("the model is another (m1 there, m2 here)", out, "m2", "t1", "c1");
    assertRefused("the tokenizer is another (t1 there, t2 here)", out, "m1", "t2", "c1");
    assertRefused("the template is another (c1 there, c2 here)", out, "m1", "t1", "c2");
    ScoredBy other = new ScoredBy("reward", "m2", "t1", "c1", "float32");
    assertThrows(
        UserError.class, () -> new ScoreFile(new Fake(other, -1)).run(data, out, false, CONTEXT));
    assertTrue(new ScoreFile(new Fake(other, -1)).run(data, out, true, CONTEXT).complete());
    Files.write(out, "\n".getBytes(StandardCharsets.UTF_8));
    String message =
        assertThrows(UserError.class, () -> ScoreRecord.require(out, other)).getMessage();
    assertTrue(String.valueOf(message).contains("was changed since it was scored"), message);
  }

  private static void assertRefused(
      String expected, Path out, String model, String tokenizer, String template) {
    ScoredBy by = new ScoredBy("reward", model, tokenizer, template, "float32");
    String message = assertThrows(UserError.class, () -> ScoreRecord.require(out, by)).getMessage();
    assertTrue(String.valueOf(message).contains(expected), message);
  }

  @Test
  void aBadRowIsSaidBeforeAnythingIsScored() throws IOException {
    Path data = data(4);
    Files.writeString(data, Files.readString(data) + "{\"prompt\":1}\n");
    Path out = folder.resolve("out.jsonl");
    String message =
        assertThrows(
                DataException.class,
                () -> new ScoreFile(new Fake(BY, 0)).run(data, out, false, CONTEXT))
            .getMessage();
    assertTrue(String.valueOf(message).contains("data.jsonl:5"), message);
    assertFalse(Files.exists(out));
  }

  @Test
  void rowsThatCannotBeScoredAreSaidTogetherBeforeAnyIs() throws IOException {
    Path data =
        Files.writeString(
            folder.resolve("data.jsonl"),
            """
            {"prompt":"1+1=","completion":"#### 2","answer":"2"}
            {"prompt":"1+2=","completion":"#### 3"}
            {"text":"no answer"}
            {"prompt":"1+3=","chosen":"#### 4","rejected":"#### 5"}
            """);
    Path out = folder.resolve("out.jsonl");
    String message =
        assertThrows(
                UserError.class,
                () -> new ScoreFile(new VerifiedRows("gsm8k")).run(data, out, false, CONTEXT))
            .getMessage();
    List<String> lines = String.valueOf(message).lines().toList();
    assertEquals(4, lines.size(), message);
    assertEquals("3 problems in the data:", lines.get(0));
    assertTrue(lines.get(1).contains("data.jsonl:2: key 'answer': the key is missing"), message);
    assertTrue(lines.get(2).contains("data.jsonl:3: has no prompt with an answer"), message);
    assertTrue(lines.get(3).contains("data.jsonl:4: key 'answer'"), message);
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(data), files.toList());
    }
  }

  @Test
  void theDataIsNotOverwritten() throws IOException {
    Path data = data(4);
    assertThrows(
        UserError.class, () -> new ScoreFile(new Fake(BY, -1)).run(data, data, true, CONTEXT));
  }

  @Test
  void aVerifierScoresEveryKind() throws IOException {
    Path data =
        Files.writeString(
            folder.resolve("rows.jsonl"),
            """
            {"prompt":"1+1=","chosen":"#### 2","rejected":"#### 3","answer":"2"}
            {"prompt":"1+2=","completion":"#### 3","answer":"3"}
            """);
    Path out = folder.resolve("out.jsonl");
    new ScoreFile(new VerifiedRows("gsm8k")).run(data, out, false, CONTEXT);
    List<String> lines = Files.readAllLines(out);
    assertTrue(lines.get(0).endsWith("\"chosen_score\":1.0,\"rejected_score\":0.0}"));
    assertTrue(lines.get(1).endsWith("\"score\":1.0}"), lines.get(1));
    ScoreRecord.require(out, ScoredBy.verifier("gsm8k"));
    assertThrows(
        UserError.class, () -> ScoreRecord.require(out, ScoredBy.verifier("gsm8k:strict")));
  }
}
