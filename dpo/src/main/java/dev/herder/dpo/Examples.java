package dev.herder.dpo;

import dev.herder.core.UserError;
import dev.herder.core.data.DataException;
import dev.herder.core.data.Problem;
import dev.herder.core.data.Problems;
import dev.herder.dpo.loss.PreferenceLoss;
import dev.herder.engine.text.EncodedAnswers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes examples of encoded rows, and refuses rows that cannot teach anything. */
final class Examples {
  private static final List<List<String>> SCORES =
      List.of(List.of("chosen_score", "rejected_score"), List.of("score_chosen", "score_rejected"));

  private final PreferenceLoss.Needs needs;
  private final boolean formatMask;
  private final double offsetAlpha;
  private final List<Problem> problems = new ArrayList<>();
  private long total;

  private Examples(PreferenceLoss.Needs needs, boolean formatMask, double offsetAlpha) {
    this.needs = needs;
    this.formatMask = formatMask;
    this.offsetAlpha = offsetAlpha;
  }

  /**
   * Examples in the order of the rows.
   *
   * @param needs what the loss is computed on; of labels, a preference gives two examples
   * @param formatMask whether control tokens are left out of the contrast
   * @param offsetAlpha what the logarithm of a pair's margin is multiplied by; 0 for no offset
   * @throws DataException with every row whose answers are the same, empty, or lack a margin
   */
  static List<Example> of(
      List<EncodedAnswers> rows,
      PreferenceLoss.Needs needs,
      boolean formatMask,
      double offsetAlpha) {
    List<Example> examples = new ArrayList<>();
    add(rows, needs, formatMask, offsetAlpha, examples);
    return examples;
  }

  /** The same at the end of a list; some may be there already when a row is refused. */
  static void add(
      List<EncodedAnswers> rows,
      PreferenceLoss.Needs needs,
      boolean formatMask,
      double offsetAlpha,
      List<Example> into) {
    Examples maker = new Examples(needs, formatMask, offsetAlpha);
    for (EncodedAnswers row : rows) {
      maker.add(row, into);
    }
    if (maker.total > 0) {
      throw new DataException(
          new Problems(maker.problems, maker.total, Map.of("cannot be compared", maker.total)));
    }
  }

  private void add(EncodedAnswers row, List<Example> into) {
    String source = row.source().toString();
    List<Answer> answers = row.answers().stream().map(this::answer).toList();
    for (int i = 0; i < answers.size(); i++) {
      if (answers.get(i).contrastedTokens() == 0) {
        fault(row, "answer " + (i + 1), "holds only control tokens", "give it an answer");
        return;
      }
    }
    if (needs == PreferenceLoss.Needs.LABELS) {
      labels(row, source, answers, into);
      return;
    }
    List<Answer> compared =
        needs == PreferenceLoss.Needs.RANKINGS
            ? answers
            : List.of(answers.get(0), answers.get(answers.size() - 1));
    for (int i = 0; i < compared.size(); i++) {
      for (int j = i + 1; j < compared.size(); j++) {
        if (compared.get(i).sameContrast(compared.get(j))) {
          fault(
              row,
              "",
              "two of its answers are the same tokens, so that nothing can be learned from"
                  + " comparing them",
              "remove the row");
          return;
        }
      }
    }
    into.add(new Example(source, row.prompt(), compared, null, true, offset(row)));
  }

  private static void labels(
      EncodedAnswers row, String source, List<Answer> answers, List<Example> into) {
    if (answers.size() == 1) {
      boolean good = Boolean.TRUE.equals(row.marks().get("label"));
      into.add(new Example(source, row.prompt(), answers, null, good, 0));
      return;
    }
    Answer best = answers.get(0);
    Answer worst = answers.get(answers.size() - 1);
    into.add(new Example(source, row.prompt(), List.of(best), null, true, 0));
    into.add(new Example(source, row.prompt(), List.of(worst), null, false, 0));
  }

  private Answer answer(EncodedAnswers.Answer answer) {
    boolean[] contrasted = new boolean[answer.ids().length];
    for (int i = 0; i < contrasted.length; i++) {
      contrasted[i] = !(formatMask && answer.format()[i]);
    }
    return new Answer(answer.ids(), contrasted);
  }

  private double offset(EncodedAnswers row) {
    if (offsetAlpha == 0) {
      return 0;
    }
    Double margin = margin(row.marks());
    if (margin == null) {
      fault(
          row,
          "margin",
          "missing, and --offset-alpha needs to know how much better the chosen answer is",
          "give the row a number margin, or chosen_score and rejected_score");
      return 0;
    }
    if (!(margin > 0 && Double.isFinite(margin))) {
      fault(row, "margin", "is " + margin + ", expected above 0", "remove the row, or swap it");
      return 0;
    }
    return offsetAlpha * Math.log(margin);
  }

  private static @Nullable Double margin(Map<String, Object> marks) {
    if (marks.get("margin") instanceof Number margin) {
      return margin.doubleValue();
    }
    for (List<String> names : SCORES) {
      if (marks.get(names.get(0)) instanceof Number chosen
          && marks.get(names.get(1)) instanceof Number rejected) {
        return chosen.doubleValue() - rejected.doubleValue();
      }
    }
    return null;
  }

  private void fault(EncodedAnswers row, String key, String message, String hint) {
    total++;
    if (problems.size() < Problems.KEPT) {
      problems.add(new Problem(row.source(), key, message, hint));
    }
  }

  /**
   * Gives each example the answer of the one before it for KTO's divergence, the first of every
   * group that of the group's last: with rows in order and groups of a step's size, the mismatched
   * answers of a step are its own, as in TRL. A group of one has none.
   */
  static List<Example> mismatched(List<Example> examples, int group) {
    List<Example> result = new ArrayList<>();
    addMismatched(examples, group, result);
    return result;
  }

  /** The same at the end of a list. */
  static void addMismatched(List<Example> examples, int group, List<Example> into) {
    if (group < 2) {
      throw new UserError(
          "batch-size: kto estimates a divergence from answers to other prompts of the same step,"
              + " expected at least 2");
    }
    for (int i = 0; i < examples.size(); i++) {
      int first = i / group * group;
      int last = Math.min(first + group, examples.size()) - 1;
      int other = i == first ? last : i - 1;
      Example own = examples.get(i);
      into.add(other == i ? own : own.withMismatched(examples.get(other).answers().get(0)));
    }
  }
}
