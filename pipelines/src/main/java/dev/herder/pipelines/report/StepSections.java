package dev.herder.pipelines.report;

import dev.herder.core.report.html.Cards.Card;
import dev.herder.core.report.html.Chapter;
import dev.herder.core.report.html.Section;
import dev.herder.pipelines.journal.Ledger.Account;
import dev.herder.pipelines.journal.Trail.Passed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The sections of a report that show steps of any kind.
 *
 * <p>A step is shown by what it leaves: metrics give curves, scored rows give histograms, counts in
 * its summary or manifest give the flow of rows.
 */
public final class StepSections {
  private final List<Passed> steps;
  private final Map<String, Account> accounts;
  private final Cost cost;

  /**
   * Looks at the folders of finished steps.
   *
   * @param steps in the order of the run
   * @param accounts what each took, by name
   */
  public StepSections(List<Passed> steps, Map<String, Account> accounts) throws IOException {
    this.steps = List.copyOf(steps);
    this.accounts = Map.copyOf(accounts);
    this.cost = Cost.of(steps, accounts);
  }

  /** Totals of time, tokens and disk. */
  public List<Card> totals() {
    return cost.cards();
  }

  /** What could not be shown, for people. */
  public List<String> problems() throws IOException {
    List<String> problems = new ArrayList<>();
    for (Passed passed : steps) {
      if (StepFiles.hasDamagedMetrics(passed)) {
        problems.add(passed.step().name() + "/metrics.jsonl is damaged; its curves are left out.");
      }
    }
    return problems;
  }

  /** Where the rows went, the curves, the scores, the cost and the origins; empty ones left out. */
  public List<Section> sections() throws IOException {
    return Stream.of(
            Flows.of("Where the rows went", steps),
            Curves.of("Training curves", steps),
            Rewards.of("Scores of the answers", steps),
            cost.chapter("Cost"),
            Origins.of("Lineage", steps, accounts))
        .filter(section -> !(section instanceof Chapter chapter && chapter.parts().isEmpty()))
        .map(Section.class::cast)
        .toList();
  }
}
