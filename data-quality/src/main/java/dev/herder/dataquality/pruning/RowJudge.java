package dev.herder.dataquality.pruning;

import dev.herder.core.UserError;
import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.data.Turns;
import dev.herder.core.data.WholeRows.WholeRow;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Generator;
import dev.herder.core.generate.Sampling;
import dev.herder.core.score.RowScorer;
import dev.herder.dataquality.rows.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds the labels of a group of rows: asks the judge about each aspect, and the scorer. */
final class RowJudge {
  /** The label of a scorer. */
  static final String SCORE = "score";

  private static final int LONGEST = 12_000;

  private final Generator judge;
  private final @Nullable RowScorer scorer;
  private final List<Aspect> aspects;
  private final Sampling sampling;
  private long retried;

  RowJudge(Generator judge, @Nullable RowScorer scorer, List<Aspect> aspects, Sampling sampling) {
    this.judge = judge;
    this.scorer = scorer;
    this.aspects = aspects;
    this.sampling = sampling;
  }

  /** Answers that had the form that was asked for the second time. */
  long retried() {
    return retried;
  }

  /** The labels of rows that can be read, in their order. */
  List<Map<String, Object>> labels(List<WholeRow> group) {
    List<Map<String, Object>> labels = new ArrayList<>();
    List<String> shown = new ArrayList<>();
    for (WholeRow row : group) {
      labels.add(new LinkedHashMap<>());
      shown.add(shown(row));
    }
    score(group, labels);
    for (Aspect aspect : aspects) {
      judge(aspect, group, shown, labels);
    }
    return labels;
  }

  private void score(List<WholeRow> group, List<Map<String, Object>> labels) {
    RowScorer with = scorer;
    if (with == null) {
      return;
    }
    List<Row> rows = group.stream().map(each -> Objects.requireNonNull(each.row())).toList();
    List<double[]> scores = new ArrayList<>();
    try {
      scores.addAll(with.score(rows));
    } catch (UserError e) {
      // One of them has no answer or is too long; the others have their scores all the same.
      rows.forEach(row -> scores.add(alone(with, row)));
    }
    for (int i = 0; i < rows.size(); i++) {
      put(rows.get(i), scores.get(i), labels.get(i));
    }
  }

  private static double[] alone(RowScorer scorer, Row row) {
    try {
      return scorer.score(List.of(row)).get(0);
    } catch (UserError e) {
      // Counted from the file, as a row without this label.
      return new double[0];
    }
  }

  private static void put(Row row, double[] scores, Map<String, Object> labels) {
    if (scores.length == 0) {
      return;
    }
    if (row instanceof Row.Preference) {
      labels.put("chosen_score", scores[0]);
      labels.put("rejected_score", scores[1]);
    } else if (row instanceof Row.Ranked) {
      labels.put("scores", Arrays.stream(scores).boxed().toList());
    } else {
      labels.put(SCORE, scores[0]);
    }
  }

  private void judge(
      Aspect aspect, List<WholeRow> group, List<String> shown, List<Map<String, Object>> labels) {
    List<Row.Prompt> prompts = new ArrayList<>();
    for (int i = 0; i < shown.size(); i++) {
      prompts.add(prompt(group.get(i), task(aspect, shown.get(i))));
    }
    List<@Nullable String> answers = answers(prompts);
    List<Row.Prompt> again = new ArrayList<>();
    List<Integer> rows = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      Map<String, Object> found = parsed(aspect, answers.get(i));
      if (found == null) {
        rows.add(i);
        again.add(reminder(prompts.get(i), answers.get(i)));
      } else {
        labels.get(i).putAll(found);
      }
    }
    List<@Nullable String> second = again.isEmpty() ? List.of() : answers(again);
    for (int i = 0; i < second.size(); i++) {
      Map<String, Object> found = parsed(aspect, second.get(i));
      if (found != null) {
        retried++;
        labels.get(rows.get(i)).putAll(found);
      }
    }
  }

  private static @Nullable Map<String, Object> parsed(Aspect aspect, @Nullable String answer) {
    return answer == null ? null : aspect.parse(answer);
  }

  private static String text(WholeRow row) {
    Row whole = row.row();
    return whole == null ? "" : Part.shown(Part.of(whole));
  }

  /** Whether the judge sees the beginning and the end of a row alone. */
  static boolean shortened(WholeRow row) {
    return text(row).length() > LONGEST;
  }

  private static String shown(WholeRow row) {
    String text = text(row);
    if (text.length() > LONGEST) {
      text =
          text.substring(0, LONGEST / 2)
              + "\n[...]\n"
              + text.substring(text.length() - LONGEST / 2);
    }
    // A row must not end its own marks.
    return text.replace("ROW>>>", "ROW>>").replace("<<<ROW", "<<ROW");
  }

  private static String task(Aspect aspect, String shown) {
    // The row comes last, so that nothing in it is taken for a placeholder.
    return aspect
        .template()
        .replace("{labels}", String.join(", ", aspect.labels()))
        .replace("{row}", shown);
  }

  private static Row.Prompt prompt(WholeRow row, String task) {
    Turns.Chat turns = new Turns.Chat(List.of(new Message("user", task)));
    return new Row.Prompt(row.source(), turns, Map.of());
  }

  private static Row.Prompt reminder(Row.Prompt prompt, @Nullable String answer) {
    List<Message> turns = new ArrayList<>(((Turns.Chat) prompt.prompt()).messages());
    turns.add(new Message("assistant", answer == null || answer.isBlank() ? "-" : answer));
    turns.add(
        new Message(
            "user",
            "That is not in the form that was asked for. Give the answer alone, in that form."));
    return new Row.Prompt(prompt.source(), new Turns.Chat(turns), Map.of());
  }

  private List<@Nullable String> answers(List<Row.Prompt> prompts) {
    Map<Row.Prompt, List<Integer>> places = new HashMap<>();
    for (int i = 0; i < prompts.size(); i++) {
      places.computeIfAbsent(prompts.get(i), prompt -> new ArrayList<>()).add(i);
    }
    List<@Nullable String> answers = new ArrayList<>();
    prompts.forEach(prompt -> answers.add(null));
    judge.generate(prompts, sampling, answer -> take(answer, places, answers));
    return answers;
  }

  private static void take(
      Completion answer, Map<Row.Prompt, List<Integer>> places, List<@Nullable String> answers) {
    for (int place : places.getOrDefault(answer.prompt(), List.of())) {
      answers.set(place, answer.text());
    }
  }
}
