package dev.herder.pipelines.report;

import dev.herder.core.report.Figures;
import dev.herder.core.report.html.Bars;
import dev.herder.core.report.html.Cards.Card;
import dev.herder.core.report.html.Chapter;
import dev.herder.core.report.html.DataTable;
import dev.herder.core.report.html.Lineage;
import dev.herder.pipelines.journal.Ledger.Account;
import dev.herder.pipelines.journal.Trail.Passed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What the steps took: time, tokens, disk.
 *
 * @param lines in the order of the steps
 */
record Cost(List<Line> lines) {
  private static final double MIB = 1 << 20;

  /**
   * One step.
   *
   * @param tokens that were read in training or drawn; empty if it has to do with none
   */
  record Line(Passed passed, Account account, OptionalLong tokens, long bytes) {}

  Cost {
    lines = List.copyOf(lines);
  }

  /** Looks at the folders of the steps. */
  static Cost of(List<Passed> steps, Map<String, Account> accounts) throws IOException {
    List<Line> lines = new ArrayList<>();
    for (Passed passed : steps) {
      Account account = accounts.getOrDefault(passed.step().name(), new Account("", 1, Double.NaN));
      long bytes = StepFiles.bytes(passed.product().path());
      lines.add(new Line(passed, account, StepFiles.tokens(passed), bytes));
    }
    return new Cost(lines);
  }

  /** The totals. */
  List<Card> cards() {
    double seconds = lines.stream().mapToDouble(line -> line.account().seconds()).sum();
    long tokens = lines.stream().mapToLong(line -> line.tokens().orElse(0)).sum();
    long bytes = lines.stream().mapToLong(Line::bytes).sum();
    return List.of(
        new Card("time", Figures.duration(seconds), "of " + lines.size() + " steps"),
        new Card("tokens", Figures.compact((double) tokens), "trained on or drawn"),
        new Card("disk", Figures.mebibytes(bytes / MIB), "of all steps"));
  }

  /** Time by kind of step, and a line for each step. */
  Chapter chapter(String title) {
    Map<String, Double> kinds = new LinkedHashMap<>();
    List<List<Object>> rows = new ArrayList<>();
    for (Line line : lines) {
      String name = line.passed().step().name();
      double seconds = line.account().seconds();
      kinds.merge(line.passed().kind(), Double.isFinite(seconds) ? seconds : 0, Double::sum);
      // After an interruption the last attempt's time is not that of all the tokens.
      boolean whole = line.account().attempts() == 1 && seconds > 0;
      rows.add(
          List.of(
              new DataTable.Link(name, Lineage.anchor(name)),
              line.passed().step().stage(),
              seconds,
              line.account().attempts(),
              line.tokens().isPresent() ? (Object) line.tokens().getAsLong() : "",
              line.tokens().isPresent() && whole
                  ? (Object) Math.round(line.tokens().getAsLong() / seconds)
                  : "",
              line.bytes() / MIB));
    }
    List<Bars.Bar> bars = new ArrayList<>();
    kinds.forEach((kind, seconds) -> bars.add(new Bars.Bar(kind, seconds)));
    List<String> columns =
        List.of("step", "stage", "seconds", "attempts", "tokens", "tokens/s", "MiB");
    return new Chapter(
        title,
        List.of(
            new Bars("time by kind of step", "seconds, all rounds", bars),
            new DataTable("each step; the time is that of its last attempt", columns, rows)));
  }
}
