package dev.herder.eval.needle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import dev.herder.core.run.RunContext;
import dev.herder.eval.ScriptedModel;
import dev.herder.eval.SuiteInput;
import dev.herder.eval.SuiteOptions;
import dev.herder.eval.SuiteResult;
import dev.herder.eval.Suites;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NeedlesTest {
  private static final Pattern FACT =
      Pattern.compile("The secret number of ([A-Z][A-Za-z ]*?) is ([0-9]+)\\.");

  private static SuiteResult run(ScriptedModel model, String... options) throws Exception {
    SuiteOptions all = SuiteOptions.none();
    for (String option : options) {
      all = all.with(option.split("=", 2)[0], option.split("=", 2)[1]);
    }
    SuiteInput input =
        new SuiteInput(List.of(), all, Optional.empty(), Optional.empty(), RunContext.quiet());
    return Suites.byName("needle").evaluate(input, model);
  }

  /** Reads the whole text, or the first words of it, and answers what is asked. */
  private static String search(String prompt, int words) {
    int question = prompt.lastIndexOf("According to the text");
    String[] all = prompt.substring(0, question).split(" ", -1);
    String read = String.join(" ", List.of(all).subList(0, Math.min(words, all.length)));
    List<String> numbers = new ArrayList<>();
    for (Matcher fact = FACT.matcher(read); fact.find(); ) {
      if (prompt.substring(question).contains(fact.group(1))) {
        numbers.add(fact.group(2));
      }
    }
    return String.join(" and ", numbers);
  }

  @Test
  void aModelThatReadsAllFindsAll() throws Exception {
    ScriptedModel model = ScriptedModel.answering(text -> search(text, Integer.MAX_VALUE));
    SuiteResult result = run(model);
    assertEquals(20, result.items().size());
    assertEquals(1, result.figure("recall").value());
    assertEquals(1, result.figure("all_found").value());
    assertEquals(4, count(ScriptedModel.text(model.asked().get(7))));
  }

  private static long count(String text) {
    return FACT.matcher(text).results().count();
  }

  @Test
  void aModelThatReadsTheBeginningFindsWhatStandsThere() throws Exception {
    SuiteResult result =
        run(
            ScriptedModel.answering(text -> search(text, 120)),
            "lengths=100,400",
            "depths=0,50,100",
            "needles=1",
            "wanted=1");
    assertEquals(1, result.figure("recall/words=100").value());
    assertEquals(1, result.figure("recall/depth=0").value());
    assertEquals(1.0 / 3, result.figure("recall/words=400").value(), 1e-12);
    assertEquals(1, result.figure("recall/words=100,depth=100").value());
    assertEquals(0, result.figure("recall/words=400,depth=50").value());
    assertEquals(2 + 3 + 6, result.categories().size());
    assertTrue(result.items().get(4).reasons().get(0).startsWith("not found: The secret number"));
  }

  @Test
  void numbersMayBeWrittenInGroups() throws Exception {
    SuiteResult result =
        run(
            ScriptedModel.answering(
                text ->
                    search(text, Integer.MAX_VALUE)
                        .replaceAll("([0-9])([0-9]{3})([0-9]{3})", "$1,$2,$3")),
            "lengths=60",
            "depths=50");
    assertEquals(1, result.figure("recall").value());
  }

  @Test
  void theSameSeedGivesTheSameTexts() {
    double[] depths = {0.1, 0.9};
    Haystack one = Haystack.of(300, depths, new SplittableRandom(5));
    assertEquals(one, Haystack.of(300, depths, new SplittableRandom(5)));
    assertNotEquals(one, Haystack.of(300, depths, new SplittableRandom(6)));
    int words = one.text().split(" ", -1).length;
    assertTrue(words >= 290 && words <= 320, words + " words");
    int at = one.text().indexOf(one.needles().get(0).sentence());
    assertEquals(0.1, (double) at / one.text().length(), 0.05);
    at = one.text().indexOf(one.needles().get(1).sentence());
    assertEquals(0.9, (double) at / one.text().length(), 0.05);
  }

  @Test
  void otherCellsDoNotChangeACell() throws Exception {
    ScriptedModel few = ScriptedModel.answering(text -> "");
    run(few, "lengths=60,80", "depths=0,50");
    ScriptedModel one = ScriptedModel.answering(text -> "");
    run(one, "lengths=80", "depths=50");
    assertEquals(ScriptedModel.text(few.asked().get(3)), ScriptedModel.text(one.asked().get(0)));
    ScriptedModel other = ScriptedModel.answering(text -> "");
    run(other, "lengths=80", "depths=50", "text-seed=2");
    assertNotEquals(
        ScriptedModel.text(one.asked().get(0)), ScriptedModel.text(other.asked().get(0)));
  }

  @Test
  void theFirstWantedNeedleStandsAtTheDepth() {
    NeedleGrid grid = new NeedleGrid(List.of(100), List.of(0), 3, 2, 1);
    assertArrayEquals(new double[] {0.25, 0.625, 1}, grid.places(25), 1e-12);
    assertEquals(List.of(0, 1), grid.asked(25));
    assertArrayEquals(new double[] {0, 0.375, 0.75}, grid.places(75), 1e-12);
    assertEquals(List.of(2, 1), grid.asked(75));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lengths=10",
        "lengths=100,100",
        "depths=101",
        "depths=a",
        "needles=99",
        "wanted=5",
        "x=1"
      })
  void refusesSettingsThatDoNotFit(String option) {
    assertThrows(UserError.class, () -> run(ScriptedModel.answering(text -> ""), option), option);
  }

  @Test
  void takesNoPrompts() {
    SuiteInput input = SuiteInput.of(Path.of("x.jsonl"), RunContext.quiet());
    assertThrows(
        UserError.class, () -> new Needles().evaluate(input, ScriptedModel.answering(text -> "")));
  }
}
