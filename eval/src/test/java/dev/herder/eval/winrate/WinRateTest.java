package dev.herder.eval.winrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.UserError;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Scorer;
import dev.herder.core.run.RunContext;
import dev.herder.eval.Judge;
import dev.herder.eval.ScriptedModel;
import dev.herder.eval.SuiteInput;
import dev.herder.eval.SuiteOptions;
import dev.herder.eval.SuiteResult;
import dev.herder.eval.Suites;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WinRateTest {
  private static final String OPPONENT =
      """
      {"instruction":"Name a colour.","output":"blue, I think","score":0.5}
      {"instruction":"Name a bird.","input":"Not an owl.","output":"owl","score":2}
      {"prompt":[{"role":"user","content":"Count to three."}],"completion":"1 2 3","score":1}
      {"prompt":"Say hello.","response":"hello","score":1}
      """;

  @TempDir Path folder;

  private final ScriptedModel model =
      ScriptedModel.answering(
          text ->
              text.contains("colour")
                  ? "red"
                  : text.contains("bird") ? "wren" : text.contains("Count") ? "one two" : "hello");

  private SuiteResult run(Optional<Scorer> scorer, Optional<Judge> judge, SuiteOptions options)
      throws Exception {
    Path file = Files.writeString(folder.resolve("opponent.jsonl"), OPPONENT);
    return Suites.byName("win-rate")
        .evaluate(new SuiteInput(List.of(file), options, scorer, judge, RunContext.quiet()), model);
  }

  private static Optional<Judge> judge(Function<String, String> rule) {
    return Optional.of(new Judge(ScriptedModel.answering(rule), "f00d"));
  }

  /** Which answer stands first: the part between two marks. */
  private static String part(String question, String mark) {
    int start = question.indexOf("<" + mark + ">") + mark.length() + 2;
    return question.substring(start, question.indexOf("</" + mark + ">")).strip();
  }

  /** Red beats blue, the wren beats the owl, 1 2 3 beats one two, and hello is hello. */
  private static String fair(String question) {
    String a = part(question, "answer_A");
    String b = part(question, "answer_B");
    List<String> good = List.of("red", "wren", "1 2 3");
    String verdict = a.equals(b) ? "tie" : good.contains(a) ? "A" : "B";
    return "Looking at both. **Verdict: " + verdict + "**";
  }

  @Test
  void aFairJudgeIsConsistentInBothOrders() throws Exception {
    SuiteResult result = run(Optional.empty(), judge(WinRateTest::fair), SuiteOptions.none());
    assertEquals(2.5 / 4, result.figure("win_rate").value(), 1e-12);
    assertEquals(0.5, result.figure("wins").value());
    assertEquals(0.25, result.figure("ties").value());
    assertEquals(0.25, result.figure("losses").value());
    assertEquals(1, result.figure("consistent").value());
    assertEquals("Name a bird.\n\nNot an owl.", result.items().get(1).asked());
    assertEquals("f00d", result.conditions().settings().get("judge_sha256"));
    assertEquals(2, result.items().get(0).reasons().size());
  }

  @Test
  void aJudgeThatLikesTheFirstGivesTies() throws Exception {
    SuiteResult result = run(Optional.empty(), judge(text -> "Verdict: A"), SuiteOptions.none());
    assertEquals(1, result.figure("ties").value());
    assertEquals(0, result.figure("consistent").value());
    SuiteResult once =
        run(Optional.empty(), judge(WinRateTest::fair), SuiteOptions.none().with("swap", "false"));
    assertEquals(2.5 / 4, once.figure("win_rate").value(), 1e-12);
    assertEquals(1, once.items().get(0).reasons().size());
  }

  @Test
  void verdictsThatCannotBeReadAreTiesAndCounted() throws Exception {
    SuiteResult result = run(Optional.empty(), judge(text -> "Both fine."), SuiteOptions.none());
    assertEquals(0.5, result.figure("win_rate").value());
    assertTrue(
        result.notes().get(1).startsWith("8 of the judge's answers"), result.notes()::toString);
  }

  @Test
  void scoresCompareWithAMargin() throws Exception {
    Scorer shorter =
        new Scorer() {
          @Override
          public List<Double> score(List<Completion> answers) {
            return answers.stream().map(each -> -1.0 * each.text().length()).toList();
          }

          @Override
          public String id() {
            return "shorter";
          }
        };
    SuiteResult result = run(Optional.of(shorter), Optional.empty(), SuiteOptions.none());
    assertEquals(0.25, result.figure("wins").value());
    assertEquals(0.25, result.figure("ties").value());
    assertEquals("shorter", result.conditions().settings().get("compared_by"));
    SuiteResult wide =
        run(Optional.of(shorter), Optional.empty(), SuiteOptions.none().with("tie-margin", "2"));
    assertEquals(0.75, wide.figure("ties").value());
  }

  @Test
  void comparesTheScoresOfTwoFiles() throws Exception {
    Path scores =
        Files.writeString(
            folder.resolve("scores.jsonl"),
            """
            {"prompt":"Name a colour.","completion":"red","score":1}
            {"instruction":"Name a bird.","input":"Not an owl.","output":"wren","score":1.5}
            {"prompt":"Count to three.","completion":"one two","score":1}
            {"prompt":[{"role":"user","content":"Say hello."}],"completion":"hello","score":3}
            """);
    SuiteResult result =
        run(
            Optional.empty(),
            Optional.empty(),
            SuiteOptions.none().with("scores", scores.toString()));
    assertEquals(0.5, result.figure("wins").value());
    assertEquals(0.25, result.figure("ties").value());
    Files.writeString(
        scores, "{\"prompt\":\"Name a colour.\",\"completion\":\"red\",\"score\":1}\n");
    UserError e =
        assertThrows(
            UserError.class,
            () ->
                run(
                    Optional.empty(),
                    Optional.empty(),
                    SuiteOptions.none().with("scores", scores.toString())));
    assertTrue(String.valueOf(e.getMessage()).contains("opponent.jsonl:2"));
  }

  @Test
  void wantsOneWayToCompare() {
    assertThrows(
        UserError.class, () -> run(Optional.empty(), Optional.empty(), SuiteOptions.none()));
    assertThrows(
        UserError.class,
        () ->
            run(
                Optional.empty(),
                judge(WinRateTest::fair),
                SuiteOptions.none().with("scores", "x.jsonl")));
  }

  @Test
  void lengthControlIsThatOfTheMinimiser() throws Exception {
    Path golden = Path.of("src", "test", "resources", "golden", "suites", "suites.json");
    ObjectMapper mapper = new ObjectMapper();
    JsonNode cases = mapper.readTree(golden.toFile()).path("length_controlled");
    assertEquals(5, cases.size());
    for (JsonNode each : cases) {
      LengthControl control =
          LengthControl.fit(
              mapper.convertValue(each.path("preferences"), double[].class),
              mapper.convertValue(each.path("differences"), double[].class));
      assertEquals(each.path("rate").asDouble(), control.rate(), 1e-6);
      assertEquals(each.path("effect").asDouble(), control.effect(), 1e-5);
      assertEquals(
          control.rate(), Arrays.stream(control.controlled()).average().orElseThrow(), 1e-9);
    }
  }

  @Test
  void aModelThatAlwaysWinsWinsAtAnyLength() {
    LengthControl all = LengthControl.fit(new double[] {1, 1, 1}, new double[] {5, -3, 100});
    assertEquals(1, all.rate());
    assertEquals(1, Arrays.stream(all.controlled()).average().orElseThrow());
    assertEquals(0, LengthControl.fit(new double[] {0, 0}, new double[] {5, -3}).rate());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Verdict: A | FIRST",
        "verdict: b | SECOND",
        "Verdict: **tie** | TIE",
        "**Verdict:** [[B]] | SECOND",
        "Verdict: A. No wait.\\nVerdict: B | SECOND",
        "Verdict: Apple | ",
        "A is better | ",
      })
  void readsVerdicts(String answer, @Nullable Verdict expected) {
    assertEquals(Optional.ofNullable(expected), Verdict.read(answer.replace("\\n", "\n")));
  }
}
