package dev.herder.rejectionsampling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.data.Row;
import dev.herder.core.data.Source;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Sampling;
import dev.herder.core.generate.Scorer;
import dev.herder.core.run.MetricSink;
import dev.herder.core.run.RunContext;
import dev.herder.core.verify.Verifiers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CandidatesTest {
  private static final Sampling SAMPLING = new Sampling(3, 0.7, 0, 1, 16, 5);

  @TempDir Path directory;

  private static List<Row.Prompt> prompts(int n) {
    return IntStream.rangeClosed(1, n).mapToObj(i -> Answers.prompt(i, "" + i)).toList();
  }

  private static Candidates candidates(long shuffle) {
    return new Candidates(new FakeGenerator(shuffle), Verifiers.scorer("gsm8k"));
  }

  private static Candidates.Progress write(Candidates candidates, Path file, int prompts)
      throws IOException {
    return candidates.write(file, prompts(prompts), SAMPLING, RunContext.quiet());
  }

  @Test
  void theOrderOfFinishingDoesNotMatter() throws IOException {
    Path first = directory.resolve("a/first.jsonl");
    Path second = directory.resolve("second.jsonl");
    assertEquals(new Candidates.Progress(4, 4), write(candidates(1), first, 4));
    write(candidates(2), second, 4);
    assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
    List<String> lines = Files.readAllLines(first);
    assertEquals(12, lines.size());
    assertTrue(
        lines
            .get(4)
            .startsWith(
                "{\"prompt\":[{\"role\":\"user\",\"content\":\"Question 2\"}],\"sample\":1,"
                    + "\"completion\":\"It is\\n#### "),
        lines.get(4));
    assertTrue(lines.get(4).endsWith(",\"score\":0.0,\"answer\":\"2\"}"), lines.get(4));
  }

  @Test
  void aKillAtEveryByteEndsTheSame() throws IOException {
    Sampling two = new Sampling(2, 0.7, 0, 1, 16, 5);
    List<Row.Prompt> short2 = List.of(Answers.plain(1), Answers.plain(2));
    Path whole = directory.resolve("whole.jsonl");
    candidates(1).write(whole, short2, two, RunContext.quiet());
    byte[] expected = Files.readAllBytes(whole);
    Path file = directory.resolve("torn.jsonl");
    for (int cut = 0; cut <= expected.length; cut++) {
      Files.write(file, Arrays.copyOf(expected, cut));
      FakeGenerator generator = new FakeGenerator(cut);
      Candidates torn = new Candidates(generator, Verifiers.scorer("gsm8k"));
      assertTrue(torn.write(file, short2, two, RunContext.quiet()).complete());
      assertArrayEquals(expected, Files.readAllBytes(file));
      long lines = IntStream.range(0, cut).filter(i -> expected[i] == '\n').count();
      assertEquals(4 - lines / 2 * 2, generator.generated, "cut " + cut);
    }
  }

  /** Draws until so many answers are there, and then dies. */
  private static void drawAndDie(Path file, int prompts, FakeGenerator generator, int answers) {
    Candidates dying =
        new Candidates(
            (asked, sampling, sink) ->
                generator.generate(
                    asked,
                    sampling,
                    answer -> {
                      if (generator.generated > answers) {
                        throw new IllegalStateException("killed");
                      }
                      sink.accept(answer);
                    }),
            Verifiers.scorer("gsm8k"));
    assertThrows(IllegalStateException.class, () -> write(dying, file, prompts));
  }

  @Test
  void finishedAnswersBehindAnUnfinishedPromptOutliveAKill() throws IOException {
    int prompts = 12;
    Path whole = directory.resolve("whole.jsonl");
    write(candidates(1), whole, prompts);
    int spared = 0;
    for (int killed = 1; killed < 3 * prompts; killed++) {
      Path file = directory.resolve("killed-" + killed + ".jsonl");
      FakeGenerator first = new FakeGenerator(killed);
      drawAndDie(file, prompts, first, killed);
      long inFile = Files.readAllLines(file).size();
      Path ahead = Ahead.file(file);
      long waiting = 0;
      for (String line : Files.exists(ahead) ? Files.readAllLines(ahead) : List.<String>of()) {
        int place = new ObjectMapper().readTree(line).path("place").asInt();
        waiting += place >= inFile / 3 ? 1 : 0;
      }
      FakeGenerator second = new FakeGenerator(killed + 1);
      assertTrue(
          write(new Candidates(second, Verifiers.scorer("gsm8k")), file, prompts).complete());
      assertEquals(3L * prompts - inFile - 3 * waiting, second.generated, "of " + killed);
      assertArrayEquals(Files.readAllBytes(whole), Files.readAllBytes(file));
      assertFalse(Files.exists(ahead));
      spared += (int) waiting;
    }
    assertTrue(spared > prompts, "only " + spared);
  }

  @Test
  void aTornWaitingAnswerIsDrawnAgainAndOnesOfADeletedFileAreNotUsed() throws IOException {
    Path whole = directory.resolve("whole.jsonl");
    write(candidates(1), whole, 6);
    Path file = directory.resolve("file.jsonl");
    Path ahead = Ahead.file(file);
    drawAndDie(file, 6, new FakeGenerator(5), 14);
    byte[] kept = Files.readAllBytes(ahead);
    byte[] begun = Files.readAllBytes(file);
    for (int cut = 0; cut <= kept.length; cut += 7) {
      Files.write(file, begun);
      Files.write(ahead, Arrays.copyOf(kept, cut));
      assertTrue(write(candidates(cut), file, 6).complete());
      assertArrayEquals(Files.readAllBytes(whole), Files.readAllBytes(file));
    }
    Files.delete(file);
    Files.write(ahead, kept);
    FakeGenerator all = new FakeGenerator(1);
    write(new Candidates(all, Verifiers.scorer("gsm8k")), file, 6);
    assertEquals(18, all.generated);
  }

  @Test
  void aPromptIsToldOnceWhenItIsFinished() throws IOException {
    List<Long> steps = new ArrayList<>();
    MetricSink sink =
        new MetricSink() {
          @Override
          public void begin(String label, long done, long total) {
            steps.add(done);
          }

          @Override
          public void accept(long step, Map<String, Object> metrics) {
            if (metrics.isEmpty() || step > steps.get(steps.size() - 1)) {
              steps.add(step);
            }
          }
        };
    RunContext context = new RunContext(1, Clock.systemUTC(), line -> {}, sink, () -> false);
    candidates(3).write(directory.resolve("file.jsonl"), prompts(5), SAMPLING, context);
    assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L), steps);
  }

  @Test
  void aTailWithoutContentIsDrawnAgain() throws IOException {
    Path file = directory.resolve("file.jsonl");
    write(candidates(1), file, 2);
    byte[] expected = Files.readAllBytes(file);
    byte[] zeros = expected.clone();
    Arrays.fill(zeros, expected.length - 40, expected.length - 1, (byte) 0);
    Files.write(file, zeros);
    write(candidates(1), file, 2);
    assertArrayEquals(expected, Files.readAllBytes(file));
  }

  @Test
  void stopsAfterThePromptAndGoesOn() throws IOException {
    Path whole = directory.resolve("whole.jsonl");
    write(candidates(1), whole, 3);
    Path file = directory.resolve("file.jsonl");
    RunContext stopping =
        new RunContext(1, Clock.systemUTC(), line -> {}, MetricSink.none(), () -> true);
    for (int done = 1; done <= 3; done++) {
      Candidates.Progress progress = candidates(1).write(file, prompts(3), SAMPLING, stopping);
      assertEquals(new Candidates.Progress(done, 3), progress);
      assertEquals(3L * done, Files.readAllLines(file).size());
    }
    assertArrayEquals(Files.readAllBytes(whole), Files.readAllBytes(file));
  }

  @Test
  void whatIsDoneIsNotDrawnAgain() throws IOException {
    Path file = directory.resolve("file.jsonl");
    write(candidates(1), file, 2);
    FakeGenerator generator = new FakeGenerator(1);
    write(new Candidates(generator, Verifiers.scorer("gsm8k")), file, 4);
    assertEquals(6, generator.generated);
  }

  @Test
  void aPromptThatWasAnAnswerOnceLosesItsScore() throws IOException {
    Row.Prompt prompt =
        new Row.Prompt(
            new Source("sft.jsonl", 1),
            new Turns.Plain("Q"),
            Map.of("answer", "7", "score", 0.25, "tokens", 99));
    Path file = directory.resolve("file.jsonl");
    Candidates drawing = new Candidates(new FakeGenerator(1));
    drawing.write(file, List.of(prompt), SAMPLING, RunContext.quiet());
    String text = Files.readString(file);
    assertFalse(text.contains("score") || text.contains("99"), text);
    assertTrue(drawing.write(file, List.of(prompt), SAMPLING, RunContext.quiet()).complete());
    assertEquals(text, Files.readString(file));
  }

  @Test
  void refusesAnswersToOtherPrompts() throws IOException {
    Path file = directory.resolve("file.jsonl");
    write(candidates(1), file, 3);
    assertTrue(
        Answers.refusal(() -> write(candidates(1), file, 2))
            .startsWith(file + ":7: the prompts are fewer"));
    List<Row.Prompt> changed = List.of(prompts(3).get(0), Answers.prompt(2, "other"));
    String message =
        Answers.refusal(() -> candidates(1).write(file, changed, SAMPLING, RunContext.quiet()));
    assertTrue(
        message.startsWith(file + ":4: not sample 0 of the prompt of prompts.jsonl:2 as it is now"),
        message);
    Files.writeString(file, "{\"a\":1}\n" + Files.readString(file));
    assertTrue(Answers.refusal(() -> write(candidates(1), file, 3)).startsWith(file + ":1: "));
    Files.writeString(file, "{\n" + Files.readString(file));
    assertTrue(
        Answers.refusal(() -> write(candidates(1), file, 3)).startsWith(file + ":1: not JSON"));
  }

  @Test
  void scoresRecordedAnswersLikeFreshOnes() throws IOException {
    Path fresh = directory.resolve("fresh.jsonl");
    write(candidates(1), fresh, 4);
    Path samples = directory.resolve("samples.jsonl");
    write(new Candidates(new FakeGenerator(3)), samples, 4);
    assertTrue(Files.readAllLines(samples).stream().noneMatch(line -> line.contains("score")));
    Path scored = directory.resolve("scored.jsonl");
    Files.write(scored, Arrays.copyOf(Files.readAllBytes(fresh), 700));
    Candidates again =
        new Candidates(new RecordedAnswers(samples, prompts(4)), Verifiers.scorer("gsm8k"));
    assertTrue(write(again, scored, 4).complete());
    assertArrayEquals(Files.readAllBytes(fresh), Files.readAllBytes(scored));
  }

  @Test
  void refusesAGeneratorThatDoesNotKeepItsWord() {
    Path file = directory.resolve("file.jsonl");
    Candidates silent = new Candidates((prompts, sampling, sink) -> {});
    assertThrows(IllegalStateException.class, () -> write(silent, file, 2));
    Candidates twice =
        new Candidates(
            (prompts, sampling, sink) -> {
              Completion answer = Answers.scored(0, "a", 0).answer();
              sink.accept(answer);
              sink.accept(answer);
            });
    assertThrows(IllegalStateException.class, () -> write(twice, file, 2));
    Scorer lazy =
        new Scorer() {
          @Override
          public List<Double> score(List<Completion> answers) {
            return List.of(1.0);
          }

          @Override
          public String id() {
            return "lazy";
          }
        };
    Candidates unscored = new Candidates(new FakeGenerator(1), lazy);
    assertThrows(IllegalStateException.class, () -> write(unscored, file, 2));
  }
}
