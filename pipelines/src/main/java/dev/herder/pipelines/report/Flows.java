package dev.herder.pipelines.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.core.report.html.Chapter;
import dev.herder.core.report.html.Flow;
import dev.herder.core.report.html.Flow.Stage;
import dev.herder.core.report.html.Section;
import dev.herder.pipelines.journal.Trail.Passed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the rows went: what came in, what was kept, what was dropped and why.
 *
 * <p>It goes by what a step tells, not by its name: the counts of a selection ({@code samples},
 * {@code kept}, {@code pairs}); a step's {@code read} and {@code used} rows with {@code dropped} by
 * reason, in its summary or in its manifest; the {@code rows} of a mix.
 */
final class Flows {
  private static final String PROMPTS = "prompts";

  /** Why an answer is not kept, in the order in which the reasons are looked for. */
  private static final Map<String, String> ANSWER_LOSSES =
      ordered(
          "truncated", "cut at the maximum length",
          "blank", "blank",
          "duplicates", "the text of an earlier sample",
          "nearDuplicates", "nearly a better answer");

  private static final Map<String, String> PAIR_LOSSES =
      ordered(
          "pairTooFew", "fewer than two answers may be chosen",
          "pairAllTied", "all scores are equal",
          "pairGapTooSmall", "the scores are too close",
          "pairEqualText", "the texts are equal");

  private Flows() {}

  private static Map<String, String> ordered(String... keysAndWords) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndWords.length; i += 2) {
      map.put(keysAndWords[i], keysAndWords[i + 1]);
    }
    return map;
  }

  static Chapter of(String title, List<Passed> steps) throws IOException {
    List<Section> parts = new ArrayList<>();
    for (Passed passed : steps) {
      parts.addAll(of(passed));
    }
    return new Chapter(title, parts);
  }

  private static List<Flow> of(Passed passed) throws IOException {
    String name = passed.step().name();
    Map<String, Object> summary = passed.product().summary();
    if (summary.containsKey("samples") && summary.containsKey("kept")) {
      return selection(name, summary);
    }
    if (summary.containsKey("read") && summary.get("dropped") instanceof Map<?, ?> dropped) {
      return List.of(plain(name, number(summary, "read"), kept(summary), reasons(dropped)));
    }
    if (summary.containsKey("rows") && summary.containsKey("demonstrations")) {
      return List.of(mix(name, summary));
    }
    JsonNode rows = StepFiles.rows(passed);
    if (rows.path("read").isNumber()) {
      Map<String, Long> dropped = new LinkedHashMap<>();
      rows.path("dropped")
          .properties()
          .forEach(reason -> dropped.put(reason.getKey(), reason.getValue().asLong()));
      return List.of(plain(name, rows.path("read").asLong(), rows.path("used").asLong(), dropped));
    }
    return List.of();
  }

  private static Flow plain(String name, long read, long used, Map<String, Long> dropped) {
    return new Flow(
        name, "rows", List.of(new Stage("read", read), new Stage("used", used, dropped)));
  }

  private static Flow mix(String name, Map<String, Object> summary) {
    long rows = number(summary, "rows");
    long heldOut = number(summary, "held-out");
    List<Stage> stages = new ArrayList<>();
    stages.add(
        new Stage(
            "offered: "
                + number(summary, "demonstrations")
                + " demonstrations, "
                + number(summary, "kept")
                + " kept answers may be used",
            rows + heldOut));
    stages.add(new Stage("mixed", rows, losses(summary, Map.of("held-out", "prompt is held out"))));
    return new Flow(name, "rows", stages);
  }

  private static List<Flow> selection(String name, Map<String, Object> summary) {
    long samples = number(summary, "samples");
    long kept = number(summary, "kept");
    Map<String, Long> dropped = losses(summary, ANSWER_LOSSES);
    long eligible = samples - dropped.values().stream().mapToLong(Long::longValue).sum();
    List<Flow> flows = new ArrayList<>();
    flows.add(
        new Flow(
            name + ": answers",
            "answers",
            List.of(
                new Stage("drawn", samples),
                new Stage("may be chosen", eligible, dropped),
                new Stage(
                    "kept", kept, positive("not good enough, or not the best", eligible - kept)))));
    if (summary.containsKey("pairs")) {
      flows.add(
          new Flow(
              name + ": pairs",
              PROMPTS,
              List.of(
                  new Stage("asked", number(summary, PROMPTS)),
                  new Stage(
                      "with a better and a worse answer",
                      number(summary, "pairs"),
                      losses(summary, PAIR_LOSSES)))));
    }
    return flows;
  }

  private static Map<String, Long> positive(String reason, long count) {
    return count > 0 ? Map.of(reason, count) : Map.of();
  }

  private static Map<String, Long> losses(Map<String, Object> summary, Map<String, String> words) {
    Map<String, Long> losses = new LinkedHashMap<>();
    words.forEach(
        (key, reason) -> {
          if (number(summary, key) > 0) {
            losses.put(reason, number(summary, key));
          }
        });
    return losses;
  }

  private static Map<String, Long> reasons(Map<?, ?> dropped) {
    Map<String, Long> reasons = new LinkedHashMap<>();
    dropped.forEach(
        (reason, count) -> {
          if (count instanceof Number number) {
            reasons.put(String.valueOf(reason), number.longValue());
          }
        });
    return reasons;
  }

  private static long kept(Map<String, Object> summary) {
    return number(summary, summary.containsKey("used") ? "used" : "kept");
  }

  private static long number(Map<String, Object> summary, String key) {
    return summary.get(key) instanceof Number number ? number.longValue() : 0;
  }
}
