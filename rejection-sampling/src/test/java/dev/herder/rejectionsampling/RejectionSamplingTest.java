package dev.herder.rejectionsampling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import dev.herder.core.data.Purpose;
import dev.herder.core.data.Row;
import dev.herder.core.data.RowReader;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Sampling;
import dev.herder.core.generate.Scorer;
import dev.herder.core.run.MetricSink;
import dev.herder.core.run.RunContext;
import dev.herder.core.run.RunManifest;
import dev.herder.core.select.Filter;
import dev.herder.core.select.Pairing;
import dev.herder.core.select.Selection;
import dev.herder.core.verify.Verifiers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RejectionSamplingTest {
  private static final int PROMPTS = 40;

  /** The number in the answer, so that scores differ. */
  private static final Scorer NUMBER =
      new Scorer() {
        @Override
        public List<Double> score(List<Completion> answers) {
          return answers.stream().map(answer -> (answer.tokens() - 2) / 4.0).toList();
        }

        @Override
        public String id() {
          return "number";
        }
      };

  @TempDir Path directory;
  private Path prompts;

  @BeforeEach
  void writePrompts() throws IOException {
    prompts = directory.resolve("prompts.jsonl");
    Files.writeString(
        prompts,
        IntStream.range(0, PROMPTS)
            .mapToObj(
                i ->
                    i % 2 == 0
                        ? "{\"prompt\":[{\"role\":\"user\",\"content\":\"Q"
                            + i
                            + "\"}],\"answer\":\"7\",\"id\":\"p"
                            + i
                            + "\"}\n"
                        : "{\"prompt\":\"Q" + i + "\",\"answer\":\"7\"}\n")
            .collect(Collectors.joining()));
  }

  private RejectionSampling.Config config(String out, int k, long seed, SelectionPass pass) {
    return new RejectionSampling.Config(
        prompts, directory.resolve(out), "model-1", new Sampling(k, 0.8, 0, 1, 32, seed), pass);
  }

  private static SelectionPass pass(String selection) {
    return new SelectionPass(
        Selection.parse(selection), new Pairing.BestWorst(0), new Filter(false, true), 1);
  }

  private SelectionPass.Outcome run(RejectionSampling.Config config, Scorer scorer)
      throws IOException {
    RejectionSampling.Result result =
        new RejectionSampling(new FakeGenerator(config.sampling().n()), scorer)
            .run(config, RunContext.quiet());
    assertTrue(result.complete());
    assertNotNull(result.outcome());
    return result.outcome();
  }

  @Test
  void aPromptThatCannotBeJudgedIsToldBeforeTheFirstAnswer() throws IOException {
    Files.writeString(prompts, Files.readString(prompts) + "{\"prompt\":\"Without an answer\"}\n");
    UserError error =
        assertThrows(
            UserError.class,
            () -> run(config("out", 2, 3, pass("best")), Verifiers.scorer("gsm8k")));
    assertTrue(String.valueOf(error.getMessage()).contains(":" + (PROMPTS + 1) + ": key 'answer'"));
    assertFalse(Files.exists(directory.resolve("out")));
  }

  @Test
  void aRunThatIsRefusedLeavesNoFolder() throws IOException {
    Files.writeString(directory.resolve("answers.jsonl"), "{}\n");
    List<Row.Prompt> rows = RowReader.read(List.of(prompts), Purpose.PROMPTS).prompts();
    RejectionSampling sampling =
        new RejectionSampling(
            new RecordedAnswers(directory.resolve("answers.jsonl"), rows), NUMBER);

    assertThrows(
        UserError.class,
        () -> sampling.run(config("a/out", 2, 1, pass("best")), RunContext.quiet()));

    assertFalse(Files.exists(directory.resolve("a")));
  }

  @Test
  void thePromptsAreNotWrittenOver() throws IOException {
    Path own = Files.createDirectory(directory.resolve("own")).resolve("prompts.jsonl");
    Files.copy(prompts, own);
    SelectionPass best = pass("best");
    RejectionSampling.Config same =
        new RejectionSampling.Config(
            own, directory.resolve("own"), "model-1", new Sampling(2, 0.8, 0, 1, 32, 3), best);
    UserError error = assertThrows(UserError.class, () -> run(same, NUMBER));
    assertTrue(String.valueOf(error.getMessage()).contains("would be written over"));
    assertEquals(Files.readString(prompts), Files.readString(own));
  }

  /** As a reward model that some answers are too long for. */
  @Test
  void answersWithoutAScoreAreCountedAndNeverChosen() throws IOException {
    Scorer upTo =
        new Scorer() {
          @Override
          public List<Double> score(List<Completion> answers) {
            assertTrue(answers.stream().allMatch(answer -> refusal(answer).isEmpty()));
            return NUMBER.score(answers);
          }

          @Override
          public Optional<String> refusal(Completion answer) {
            boolean fits = answer.tokens() < 9;
            return fits ? Optional.empty() : Optional.of("too long: " + answer.tokens());
          }

          @Override
          public String id() {
            return "up to";
          }
        };
    SelectionPass.Outcome outcome = run(config("out", 3, 3, pass("best")), upTo);
    Path out = directory.resolve("out");
    List<Row> answers =
        RowReader.read(List.of(out.resolve("candidates.jsonl")), Purpose.TRAINING_SFT).rows();
    assertEquals(3 * PROMPTS, answers.size());
    long without = 0;
    double sum = 0;
    int promptsWithout = 0;
    for (int prompt = 0; prompt < PROMPTS; prompt++) {
      int own = 0;
      for (Row answer : answers.subList(3 * prompt, 3 * prompt + 3)) {
        Object score = answer.variables().get("score");
        Object unscored = answer.variables().get("unscored");
        assertEquals(score == null, unscored != null, answer.toString());
        sum += score == null ? 0 : Double.parseDouble("" + score);
        own += score == null ? 1 : 0;
      }
      without += own;
      promptsWithout += own == 3 ? 1 : 0;
    }
    assertTrue(promptsWithout > 0 && promptsWithout < PROMPTS);
    assertEquals(without, outcome.counts().unscored());
    assertEquals(3 * PROMPTS, outcome.counts().samples());
    assertEquals(PROMPTS - promptsWithout, outcome.counts().kept());
    assertEquals(promptsWithout, outcome.counts().noneEligible());
    assertEquals(sum / (3 * PROMPTS - without), outcome.meanScore(), 1e-12);
    for (String name : List.of("sft.jsonl", "preference.jsonl")) {
      assertFalse(Files.readString(out.resolve(name)).contains("unscored"), name);
    }
    // Chosen among again, as what stands in the file.
    byte[] drawn = Files.readAllBytes(out.resolve("candidates.jsonl"));
    assertEquals(outcome.counts(), run(config("out", 3, 3, pass("top:1")), upTo).counts());
    assertArrayEquals(drawn, Files.readAllBytes(out.resolve("candidates.jsonl")));
  }

  @Test
  void theKeptScoreIsTheMaximum() throws IOException {
    SelectionPass.Outcome outcome = run(config("out", 5, 3, pass("best")), NUMBER);
    Path out = directory.resolve("out");
    List<Row> answers =
        RowReader.read(List.of(out.resolve("candidates.jsonl")), Purpose.TRAINING_SFT).rows();
    List<Row> kept = RowReader.read(List.of(out.resolve("sft.jsonl")), Purpose.TRAINING_SFT).rows();
    assertEquals(PROMPTS * 5, answers.size());
    assertEquals(PROMPTS, kept.size());
    for (int prompt = 0; prompt < PROMPTS; prompt++) {
      double best = Double.NEGATIVE_INFINITY;
      for (Row answer : answers.subList(prompt * 5, prompt * 5 + 5)) {
        // A blank answer (number 19) may not be chosen.
        Object score = answer.variables().get("score");
        best = Objects.equals(score, 4.75) ? best : Math.max(best, Double.parseDouble("" + score));
      }
      assertEquals(best, kept.get(prompt).variables().get("score"), "prompt " + prompt);
    }
    assertEquals(PROMPTS, outcome.counts().promptsKept());
    assertTrue(outcome.counts().blank() > 0 && outcome.counts().duplicates() > 0);
    assertEquals(outcome.meanBestScore(), outcome.gain().get(4).bestScore(), 1e-9);
    assertEquals(outcome.meanScore(), outcome.gain().get(0).bestScore(), 1e-9);
  }

  @Test
  void theMeanKeptScoreNeverFallsWithK() throws IOException {
    double before = Double.NEGATIVE_INFINITY;
    for (int k : new int[] {1, 4, 16}) {
      SelectionPass all =
          new SelectionPass(new Selection.Best(), new Pairing.None(), new Filter(false, false), 1);
      SelectionPass.Outcome outcome = run(config("k" + k, k, 3, all), NUMBER);
      assertTrue(outcome.meanBestScore() >= before);
      before = outcome.meanBestScore();
    }
  }

  @Test
  void theGainCurveForeseesFreshDraws() throws IOException {
    SelectionPass.Outcome drawn = run(config("many", 16, 3, pass("best")), NUMBER);
    for (int k : new int[] {2, 8}) {
      SelectionPass.Outcome fresh = run(config("fresh" + k, k, 99 + k, pass("best")), NUMBER);
      GainCurve.Point expected = drawn.gain().get(k - 1);
      GainCurve.Point found = fresh.gain().get(k - 1);
      double error = Math.hypot(expected.bestScoreError(), found.bestScoreError());
      assertTrue(Math.abs(expected.bestScore() - found.bestScore()) < 3 * error, "k " + k);
    }
  }

  @Test
  void writesRowsThatTheNextStagesRead() throws IOException {
    SelectionPass.Outcome outcome =
        run(config("out", 8, 3, pass("best-above:1")), Verifiers.scorer("gsm8k"));
    Counts counts = outcome.counts();
    Path out = directory.resolve("out");
    List<Row> kept = RowReader.read(List.of(out.resolve("sft.jsonl")), Purpose.TRAINING_SFT).rows();
    assertEquals(counts.kept(), kept.size());
    assertTrue(kept.stream().anyMatch(row -> row instanceof Row.Conversation));
    assertTrue(kept.stream().anyMatch(row -> row instanceof Row.Demonstration));
    List<Row> pairs =
        RowReader.read(List.of(out.resolve("preference.jsonl")), Purpose.PREFERENCE).rows();
    assertEquals(counts.pairs(), pairs.size());
    for (Row row : pairs) {
      Row.Preference pair = (Row.Preference) row;
      assertFalse(pair.chosen().equals(pair.rejected()));
      assertEquals(1.0, pair.variables().get("chosen_score"));
      assertEquals(0.0, pair.variables().get("rejected_score"));
    }
    assertEquals(PROMPTS, counts.promptsKept() + counts.noneEligible() + counts.noneGoodEnough());
    assertEquals(
        PROMPTS,
        counts.pairs()
            + counts.pairTooFew()
            + counts.pairAllTied()
            + counts.pairGapTooSmall()
            + counts.pairEqualText());
    RunManifest manifest = RunManifest.read(out);
    assertEquals(PROMPTS, manifest.rows().read());
    assertEquals(counts.promptsKept(), manifest.rows().used());
    assertTrue(RunManifest.finished(out, manifest.fingerprint()).isPresent());
    String page = Files.readString(out.resolve("report.html"));
    for (String part :
        List.of(
            "8 answers per prompt",
            "95 % interval, lower",
            "<svg",
            "best of each prompt",
            "passed over: nearly a better answer",
            "none: all scores are equal",
            ", kept")) {
      assertTrue(page.contains(part), part);
    }
    List<Row> statistics =
        RowReader.read(List.of(out.resolve("prompts.jsonl")), Purpose.PROMPTS).rows();
    assertEquals(PROMPTS, statistics.size());
    double passRates =
        statistics.stream()
            .mapToDouble(row -> Double.parseDouble("" + row.variables().get("pass_rate")))
            .sum();
    assertEquals(outcome.passRate(), passRates / PROMPTS, 1e-12);
  }

  @Test
  void theSameSeedGivesTheSamePicksAndAnotherOthers() throws IOException {
    run(config("a", 4, 3, pass("best")), NUMBER);
    run(config("b", 4, 3, pass("best")), NUMBER);
    run(config("c", 4, 4, pass("best")), NUMBER);
    for (String file : List.of("candidates.jsonl", "sft.jsonl", "preference.jsonl")) {
      assertEquals(-1, Files.mismatch(in("a", file), in("b", file)));
      assertFalse(Files.mismatch(in("a", file), in("c", file)) == -1);
    }
  }

  private Path in(String out, String file) {
    return directory.resolve(out).resolve(file);
  }

  @Test
  void choosesAgainAmongTheSameAnswers() throws IOException {
    run(config("out", 4, 3, pass("best")), NUMBER);
    FakeGenerator idle = new FakeGenerator(1);
    new RejectionSampling(idle, NUMBER).run(config("out", 4, 3, pass("top:2")), RunContext.quiet());
    assertEquals(0, idle.generated);
    assertTrue(Files.readAllLines(in("out", "sft.jsonl")).size() > PROMPTS);
  }

  @Test
  void refusesToMixAnswersThatWereDrawnOtherwise() throws IOException {
    run(config("out", 4, 3, pass("best")), NUMBER);
    String message = Answers.refusal(() -> run(config("out", 6, 3, pass("best")), NUMBER));
    assertTrue(message.contains("n was 4 and is now 6"), message);
    assertTrue(
        Answers.refusal(() -> run(config("out", 4, 3, pass("best")), Verifiers.scorer("gsm8k")))
            .contains("scorer was \"number\" and is now \"verifier:gsm8k\""));
    Files.delete(in("out", "candidates.settings.json"));
    assertTrue(
        Answers.refusal(() -> run(config("out", 4, 3, pass("best")), NUMBER))
            .contains("there is no candidates.settings.json"));
  }

  @Test
  void writesNoResultBeforeTheEnd() throws IOException {
    RunContext stopping =
        new RunContext(1, Clock.systemUTC(), line -> {}, MetricSink.none(), () -> true);
    RejectionSampling.Result result =
        new RejectionSampling(new FakeGenerator(1), NUMBER)
            .run(config("out", 4, 3, pass("best")), stopping);
    assertFalse(result.complete());
    assertNull(result.outcome());
    assertFalse(Files.exists(in("out", "sft.jsonl")));
    assertFalse(Files.exists(in("out", "manifest.json")));
  }

  @Test
  void namesThePlaceOfAMissingAnswer() throws IOException {
    Files.writeString(prompts, "{\"prompt\":\"Q\",\"answer\":\"7\"}\n{\"prompt\":\"R\"}\n");
    String message =
        Answers.refusal(() -> run(config("out", 2, 3, pass("best")), Verifiers.scorer("gsm8k")));
    assertTrue(message.startsWith(prompts + ":2: key 'answer'"), message);
  }
}
