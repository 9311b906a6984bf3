package dev.herder.dataquality.contamination;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.core.UserError;
import dev.herder.core.run.RunContext;
import dev.herder.dataquality.rows.Lines;
import dev.herder.dataquality.rows.Step;
import dev.herder.dataquality.rows.StepResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecontaminateTest {
  private static final String WORDING = "Answer the following question and end with a number.\n";

  @TempDir Path folder;

  @Test
  void findsAllThatIsPlantedAndNothingClean() throws IOException {
    Random random = new Random(20);
    List<String> questions = new ArrayList<>();
    List<String> items = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      questions.add(words(random, 12 + random.nextInt(40)));
      items.add("{\"question\": \"" + questions.get(i) + "\", \"answer\": \"yes\"}");
    }
    items.replaceAll(item -> item.replace("question\": \"", "question\": \"" + json(WORDING)));
    List<String> rows = new ArrayList<>();
    Set<Long> planted = new TreeSet<>();
    for (int i = 0; i < 1000; i++) {
      if (i % 5 == 0) {
        planted.add(i + 1L);
        rows.add(planted(random, questions.get(i / 5), i / 5));
      } else {
        rows.add(Lines.chat(WORDING + words(random, 40), "yes " + words(random, 60)));
      }
    }

    StepResult result = run(rows, items, Decontaminate.Settings.defaults());

    assertEquals(planted, Lines.rules(out()).keySet());
    assertEquals(800, result.kept());
    assertEquals(200, result.figures().get("evaluation texts found"));
  }

  /** The question as it is, in other dress, inside a long row, as an answer, with words changed. */
  private static String planted(Random random, String question, int way) {
    return switch (way % 5) {
      case 0 -> Lines.chat(question, "42");
      case 1 ->
          Lines.chat("**" + question.toUpperCase(Locale.ROOT).replace(" ", ",  ") + "?!**", "a");
      case 2 -> Lines.chat(words(random, 200) + "\n" + question + "\n" + words(random, 200), "b");
      case 3 -> Lines.chat(words(random, 20), question);
      default -> {
        List<String> changed = new ArrayList<>(List.of(question.split(" ")));
        changed.set(0, "other");
        changed.set(changed.size() - 1, "end");
        yield Lines.text(String.join(" ", changed));
      }
    };
  }

  @Test
  void tellsWhatItFoundAndWhere() throws IOException {
    String question = "one two three four five six seven eight nine ten";
    run(
        List.of(Lines.chat("so: one two three four five six seven eight", "x")),
        List.of("{\"q\": [{\"deep\": \"" + question + "\"}]}"),
        Decontaminate.Settings.defaults());
    JsonNode drop = Lines.read(out().resolve(Step.DROPPED)).get(0);
    assertEquals("contaminated", drop.get("rule").asText());
    assertTrue(drop.get("why").asText().startsWith("8 of 10 words of "), drop.toString());
    assertTrue(drop.get("why").asText().endsWith("eval.jsonl:1"), drop.toString());
  }

  @Test
  void thresholdAndLengthOfNgramsAreTheUsers() throws IOException {
    List<String> rows = List.of(Lines.chat("so: one two three four five six", "x"));
    List<String> items = List.of(Lines.chat("one two three four five six seven eight", "y"));
    assertEquals(1, run(rows, items, new Decontaminate.Settings(8, 0.1, 10)).kept());
    assertEquals(0, run(rows, items, new Decontaminate.Settings(3, 0.75, 10)).kept());
    assertEquals(1, run(rows, items, new Decontaminate.Settings(3, 0.76, 10)).kept());
    assertThrows(UserError.class, () -> new Decontaminate.Settings(8, 0, 10));
  }

  @Test
  void shortAnswersOfEvaluationsAreNoContamination() throws IOException {
    List<String> items =
        List.of(Lines.chat("Is it?", "yes"), "{\"problem\": \"2+2\", \"a\": \"4\"}");
    StepResult result =
        run(
            List.of(Lines.chat("Is it!", "no"), Lines.chat("Really?", "yes"), Lines.text("2 + 2")),
            items,
            Decontaminate.Settings.defaults());
    assertEquals(Set.of(1L, 3L), Lines.rules(out()).keySet());
    assertEquals(1, result.kept());
  }

  @Test
  void refusesEvaluationsWithoutText() {
    assertThrows(
        UserError.class,
        () ->
            run(
                List.of(Lines.text("a")),
                List.of("{\"n\": 1}"),
                Decontaminate.Settings.defaults()));
  }

  private static String json(String text) {
    return text.replace("\n", "\\n");
  }

  private static String words(Random random, int count) {
    return random
        .ints(count, 0, 5000)
        .mapToObj(i -> "w" + Integer.toString(i, 36))
        .collect(Collectors.joining(" "));
  }

  private Path out() {
    return folder.resolve("out");
  }

  private StepResult run(List<String> rows, List<String> items, Decontaminate.Settings settings)
      throws IOException {
    Path data = Lines.write(folder.resolve("data.jsonl"), rows);
    Path eval = Lines.write(folder.resolve("eval.jsonl"), items);
    return new Decontaminate()
        .run(
            new Decontaminate.Config(List.of(data), List.of(eval), out(), settings, List.of()),
            RunContext.quiet());
  }
}
