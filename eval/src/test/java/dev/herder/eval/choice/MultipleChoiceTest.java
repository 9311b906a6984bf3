package dev.herder.eval.choice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Continuation;
import dev.herder.core.generate.Likelihood;
import dev.herder.core.run.RunContext;
import dev.herder.eval.Figure;
import dev.herder.eval.ScriptedModel;
import dev.herder.eval.SuiteInput;
import dev.herder.eval.SuiteOptions;
import dev.herder.eval.SuiteResult;
import dev.herder.eval.Suites;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MultipleChoiceTest {
  private static final String ROWS =
      """
      {"question":"Which floats?","subject":"daily_life","choices":["lead","cork","iron","gold"],"answer":1}
      {"question":"Which is a bird?","subject":"animals","choices":["owl","cod","bee","ant"],"answer":0}
      {"question":"Which is hot?","subject":"daily_life","choices":["ice","snow","fire","hail"],"answer":2}
      """;

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() throws Exception {
    file = Files.writeString(folder.resolve("items.jsonl"), ROWS);
  }

  private SuiteResult run(ScriptedModel model, String... options) throws Exception {
    return run(file, model, options);
  }

  private static SuiteResult run(Path file, ScriptedModel model, String... options)
      throws Exception {
    SuiteOptions all = SuiteOptions.none();
    for (String option : options) {
      int at = option.indexOf('=');
      all = all.with(option.substring(0, at), option.substring(at + 1));
    }
    return Suites.byName("multiple-choice")
        .evaluate(SuiteInput.of(file, RunContext.quiet()).with(all), model);
  }

  /** Knows cork and owl, and takes ice for hot. */
  private static boolean believes(String choice) {
    return List.of("cork", "owl", "ice").contains(choice);
  }

  /** The choice that a label names in a prompt, whatever the labels. */
  private static String named(String prompt, String label) {
    String last = prompt.substring(prompt.lastIndexOf("Which"));
    for (String line : last.split("\n", -1)) {
      String plain = line.replaceAll("[().:]", " ").strip();
      if (plain.startsWith(label.strip().replaceAll("[()]", "") + " ")) {
        return plain.substring(plain.indexOf(' ')).strip();
      }
    }
    return "";
  }

  private static Likelihood byLabel(Continuation asked) {
    String choice = named(ScriptedModel.text(asked.prompt()), asked.text());
    return new Likelihood(believes(choice) ? -0.5 : -3, 1);
  }

  @Test
  void picksTheMostProbableLabel() throws Exception {
    ScriptedModel model = ScriptedModel.likely(MultipleChoiceTest::byLabel);
    SuiteResult result = run(model);
    assertEquals(2.0 / 3, result.figure("acc").value(), 1e-12);
    assertEquals(3, result.figure("acc").n());
    assertEquals(0.5, result.figure("acc/daily life".replace(' ', '_')).value());
    assertEquals(1, result.figure("acc/animals").value());
    assertEquals(List.of("acc", "probability"), names(result.figures()));
    double right = Math.exp(-0.5) / (Math.exp(-0.5) + 3 * Math.exp(-3));
    assertEquals(right, result.items().get(0).measure("probability"), 1e-12);
    assertEquals(List.of("chose another; right is: fire"), result.items().get(2).reasons());
    assertEquals(
        "The following are multiple choice questions (with answers) about daily life.\n\n"
            + "Which floats?\nA. lead\nB. cork\nC. iron\nD. gold\nAnswer:",
        ScriptedModel.text(model.asked().get(0)));
    assertTrue(model.asked().get(0).prompt() instanceof Turns.Plain);
    assertEquals(List.of("places chosen, from the first: {1=2, 2=1}"), result.notes());
  }

  private static List<String> names(List<Figure> figures) {
    return figures.stream().map(Figure::name).toList();
  }

  @Test
  void writtenAnswersOfTheSameModelGiveTheSameAccuracy() throws Exception {
    ScriptedModel model =
        ScriptedModel.answering(
            prompt -> {
              for (String label : List.of("A", "B", "C", "D")) {
                if (believes(named(prompt, label))) {
                  return "Let me think. The answer is " + label + ".";
                }
              }
              return "no idea";
            });
    SuiteResult result = run(model, "mode=generation", "max-new-tokens=7");
    assertEquals(2.0 / 3, result.figure("acc").value(), 1e-12);
    assertEquals(1, result.figure("answered").value());
    assertEquals(7, model.drawn().maxNewTokens());
    assertTrue(model.asked().get(0).prompt() instanceof Turns.Chat);
    assertEquals(7, result.conditions().settings().get("max-new-tokens"));
  }

  @Test
  void anAnswerWithoutALabelIsWrongAndCounted() throws Exception {
    SuiteResult result = run(ScriptedModel.answering(prompt -> "who knows"), "mode=generation");
    assertEquals(0, result.figure("acc").value());
    assertEquals(0, result.figure("answered").value());
    assertEquals(List.of("names no choice; right is: cork"), result.items().get(0).reasons());
  }

  @Test
  void aModelThatUnderstandsIsConsistentInAllVariants() throws Exception {
    ScriptedModel model = ScriptedModel.likely(MultipleChoiceTest::byLabel);
    SuiteResult result =
        run(model, "rotations=4", "labels=upper,numbers", "wordings=plain,brackets");
    assertEquals(4 * 2 * 2 * 3 * 4, model.asked().size());
    assertEquals(1, result.figure("consistent").value());
    assertEquals(2.0 / 3, result.figure("acc_variants").value(), 1e-12);
    assertEquals(2.0 / 3, result.figure("acc_every").value(), 1e-12);
    assertEquals(
        2.0 / 3, result.figure("acc/rotation=3,labels=numbers,wording=brackets").value(), 1e-12);
  }

  @Test
  void aModelThatLikesThePlaceIsNot() throws Exception {
    ScriptedModel model =
        ScriptedModel.likely(each -> new Likelihood(each.text().equals(" A") ? -0.1 : -2, 1));
    SuiteResult result = run(model, "rotations=4");
    assertEquals(1.0 / 3, result.figure("acc").value(), 1e-12);
    assertEquals(0.25, result.figure("acc_variants").value(), 1e-12);
    assertEquals(0, result.figure("consistent").value());
    assertEquals(List.of("places chosen, from the first: {1=12}"), result.notes());
  }

  @Test
  void comparesTextsByTokensAndBytesWhereChoicesAreNotShown() throws Exception {
    Path arc =
        Files.writeString(
            folder.resolve("arc.jsonl"),
            """
            {"question":"Q","choices":{"text":["no","a longer text"],"label":["A","B"]},"answerKey":"B"}
            """);
    Map<String, Likelihood> said =
        Map.of(" no", new Likelihood(-2, 1), " a longer text", new Likelihood(-3, 2));
    SuiteResult result =
        run(arc, ScriptedModel.likely(each -> Objects.requireNonNull(said.get(each.text()))));
    assertEquals(0, result.figure("acc").value());
    assertEquals(1, result.figure("acc_norm").value());
    assertEquals(1, result.figure("acc_tokens").value());
    assertEquals("Question: Q\nAnswer:", result.items().get(0).asked());
    assertEquals(
        List.of(
            "no (log-probability -2.00000, 1 tokens)",
            "a longer text (log-probability -3.00000, 2 tokens)"),
        result.items().get(0).answered());
  }

  @Test
  void examplesOfTheSubjectComeFirst() throws Exception {
    Path shots =
        Files.writeString(
            folder.resolve("dev.jsonl"),
            """
            {"question":"Which sinks?","subject":"daily_life","choices":["lead","cork"],"answer":0}
            {"question":"Which swims?","subject":"animals","choices":["owl","cod"],"answer":1}
            """);
    ScriptedModel model = ScriptedModel.likely(each -> new Likelihood(-1, 1));
    run(model, "shots=1", "shots-file=" + shots);
    assertTrue(ScriptedModel.text(model.asked().get(0)).contains("Which sinks?"));
    assertFalse(ScriptedModel.text(model.asked().get(0)).contains("Which swims?"));
    assertTrue(
        ScriptedModel.text(model.asked().get(4))
            .contains("Which swims?\nA. owl\nB. cod\nAnswer: B\n\nWhich is a bird?"));
  }

  @Test
  void theTemplateIsAConditionAndTheItemsAreAnother() throws Exception {
    ScriptedModel model = ScriptedModel.likely(each -> new Likelihood(-1, 1));
    SuiteResult plain = run(model);
    SuiteResult other = run(model, "wordings=question");
    assertEquals(plain.conditions().prompts(), other.conditions().prompts());
    assertFalse(plain.conditions().template().equals(other.conditions().template()));
  }

  @Test
  void refusesSettingsThatDoNotFit() {
    ScriptedModel model = ScriptedModel.likely(each -> new Likelihood(-1, 1));
    for (String option :
        List.of(
            "mode=guess",
            "style=poem",
            "labels=upper,upper",
            "wordings=rude",
            "rotations=0",
            "shots=2",
            "colour=red")) {
      assertThrows(UserError.class, () -> run(model, option), option);
    }
    assertThrows(UserError.class, () -> run(model, "mode=generation", "style=cloze"));
    assertThrows(
        UserError.class, () -> run(model, "labels=signs,rare", "shots=9", "shots-file=" + file));
    assertThrows(
        UserError.class,
        () ->
            new MultipleChoice()
                .evaluate(
                    new SuiteInput(
                        List.of(),
                        SuiteOptions.none(),
                        Optional.empty(),
                        Optional.empty(),
                        RunContext.quiet()),
                    model));
  }
}
