package dev.herder.eval.winrate;

import dev.herder.core.UserError;
import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.FinishReason;
import dev.herder.core.generate.Scorer;
import dev.herder.core.run.Hashes;
import dev.herder.eval.Judge;
import dev.herder.eval.items.AskedRow;
import dev.herder.eval.items.ItemFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How pairs of answers are compared. */
sealed interface Comparing {
  /**
   * Compares every pair.
   *
   * @param answers the model's answers in the order of the items
   */
  List<Comparison> compare(List<PairItem> items, List<String> answers) throws IOException;

  /** What results record: all that decides a verdict beside the two answers. */
  Map<String, Object> settings();

  /**
   * A judge reads both answers.
   *
   * @param swap whether it reads each pair in both orders; else in one that the prompt decides
   */
  record ByJudge(Judge judge, boolean swap, int maxNewTokens) implements Comparing {
    @Override
    public List<Comparison> compare(List<PairItem> items, List<String> answers) throws IOException {
      List<Row.Prompt> questions = new ArrayList<>();
      for (int i = 0; i < items.size(); i++) {
        PairItem item = items.get(i);
        for (boolean first : orders(item)) {
          String a = first ? answers.get(i) : item.answer();
          String b = first ? item.answer() : answers.get(i);
          String text = Verdict.question(item.asked(), a, b);
          questions.add(
              new Row.Prompt(
                  item.source(), new Turns.Chat(List.of(new Message("user", text))), Map.of()));
        }
      }
      List<String> said = judge.ask(questions, maxNewTokens);
      List<Comparison> comparisons = new ArrayList<>();
      int at = 0;
      for (PairItem item : items) {
        List<Boolean> orders = orders(item);
        List<String> reasons = said.subList(at, at + orders.size());
        at += orders.size();
        List<Optional<Verdict>> verdicts = reasons.stream().map(Verdict::read).toList();
        int unread = (int) verdicts.stream().filter(Optional::isEmpty).count();
        Verdict one = verdicts.get(0).orElse(Verdict.TIE);
        comparisons.add(
            swap
                ? Comparison.of(one, verdicts.get(1).orElse(Verdict.TIE), unread, reasons)
                : Comparison.of(orders.get(0) ? one : one.swapped(), unread, reasons));
      }
      return comparisons;
    }

    /** Whether the model's answer comes first, for each question about an item. */
    private List<Boolean> orders(PairItem item) {
      return swap ? List.of(true, false) : List.of(Hashes.ofString(item.asked()).charAt(0) < '8');
    }

    @Override
    public Map<String, Object> settings() {
      return Map.of(
          "compared_by",
          swap ? "judge, both orders" : "judge, one order",
          "judge_sha256",
          judge.identity(),
          "judge-max-new-tokens",
          maxNewTokens);
    }
  }

  /**
   * Each answer has its own score.
   *
   * @param margin scores that differ by no more are a tie
   */
  record ByScorer(Scorer scorer, double margin) implements Comparing {
    @Override
    public List<Comparison> compare(List<PairItem> items, List<String> answers) {
      List<Completion> all = new ArrayList<>();
      for (int i = 0; i < items.size(); i++) {
        all.add(completion(items.get(i), answers.get(i)));
        all.add(completion(items.get(i), items.get(i).answer()));
      }
      List<Double> scores = scorer.score(all);
      List<Comparison> comparisons = new ArrayList<>();
      for (int i = 0; i < items.size(); i++) {
        comparisons.add(Comparison.of(scores.get(2 * i), scores.get(2 * i + 1), margin));
      }
      return comparisons;
    }

    private static Completion completion(PairItem item, String text) {
      return new Completion(item.row(), 0, text, FinishReason.STOP, 0, 0);
    }

    @Override
    public Map<String, Object> settings() {
      return Map.of("compared_by", scorer.id(), "tie-margin", margin);
    }
  }

  /**
   * Both files have scores.
   *
   * @param file the model's answers with scores, as {@code herder score} writes them
   */
  record ByFile(Path file, double margin) implements Comparing {
    @Override
    public List<Comparison> compare(List<PairItem> items, List<String> answers) throws IOException {
      Map<String, Double> scores = new HashMap<>();
      ItemFile.read(
          file,
          row -> {
            if (PairItem.score(row).isEmpty()) {
              throw row.bad("score", "missing, expected a number", "score the file first");
            }
            String asked = AskedRow.shown(AskedRow.chat(row));
            if (scores.put(asked, PairItem.score(row).getAsDouble()) != null) {
              throw row.bad("prompt", "stands twice, expected one score for each prompt", "");
            }
            return asked;
          });
      List<Comparison> comparisons = new ArrayList<>();
      for (PairItem item : items) {
        Double own = scores.get(item.asked());
        if (own == null) {
          throw new UserError(file + ": has no score for the prompt of " + item.source());
        }
        if (item.score().isEmpty()) {
          throw new UserError(
              item.source() + ": key 'score': missing, expected the opponent's score");
        }
        comparisons.add(Comparison.of(own, item.score().getAsDouble(), margin));
      }
      return comparisons;
    }

    @Override
    public Map<String, Object> settings() {
      return Map.of("compared_by", "scores in files", "tie-margin", margin);
    }
  }
}
