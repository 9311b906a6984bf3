package dev.herder.eval.compare;

import dev.herder.core.UserError;
import dev.herder.eval.Figure;
import dev.herder.eval.ItemResult;
import dev.herder.eval.SuiteResult;
import dev.herder.eval.report.Evaluation;
import dev.herder.eval.stats.PooledSeeds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Several runs of one model, such as with other seeds, as one result. */
public final class Pooled {
  private Pooled() {}

  /**
   * Pools runs: each item's measures are the means over the runs, and the figures are made anew of
   * them. A note tells how far the runs lie apart.
   *
   * @param runs at least one; all of the same suite and items
   * @throws UserError if they are not
   */
  public static Evaluation of(List<Evaluation> runs) {
    Evaluation first = runs.get(0);
    if (runs.size() == 1) {
      return first;
    }
    List<Map<String, ItemResult>> byId = new ArrayList<>();
    for (Evaluation run : runs) {
      if (!run.result().suite().equals(first.result().suite())
          || !run.result().conditions().prompts().equals(first.result().conditions().prompts())) {
        throw new UserError(
            "compare: "
                + run.model()
                + " and "
                + first.model()
                + " were not evaluated on the same prompts, so they are no runs of one model");
      }
      Map<String, ItemResult> items = new LinkedHashMap<>();
      run.result().items().forEach(item -> items.put(item.id(), item));
      byId.add(items);
    }
    List<ItemResult> items = new ArrayList<>();
    for (ItemResult item : first.result().items()) {
      items.add(mean(item, byId));
    }
    List<Figure> figures =
        first.result().figures().stream()
            .map(figure -> Figure.of(figure.name(), figure.aggregate(), items))
            .toList();
    List<String> notes = new ArrayList<>(first.result().notes());
    notes.add(runs.size() + " runs were pooled: each item counts with its mean over them.");
    for (Figure figure : first.result().figures()) {
      PooledSeeds pooled =
          PooledSeeds.of(
              runs.stream()
                  .mapToDouble(run -> run.result().figure(figure.name()).value())
                  .toArray());
      notes.add(
          String.format(
              Locale.ROOT,
              "%s over the runs: mean %.4f, standard deviation %.4f, 95 %% interval %.4f to %.4f.",
              figure.name(),
              pooled.mean(),
              pooled.deviation(),
              pooled.interval().low(),
              pooled.interval().high()));
    }
    SuiteResult result = first.result();
    return new Evaluation(
        first.model() + " and " + (runs.size() - 1) + " more",
        first.identity(),
        new SuiteResult(result.suite(), items, figures, List.of(), result.conditions(), notes),
        runs.stream().mapToDouble(Evaluation::seconds).sum());
  }

  private static ItemResult mean(ItemResult item, List<Map<String, ItemResult>> runs) {
    Map<String, Double> measures = new LinkedHashMap<>();
    List<String> answered = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    for (Map<String, ItemResult> run : runs) {
      ItemResult each = run.get(item.id());
      if (each == null || !each.measures().keySet().equals(item.measures().keySet())) {
        throw new UserError(
            "compare: item " + item.id() + " is not in every run, or was not measured alike");
      }
      each.measures()
          .forEach((name, value) -> measures.merge(name, value / runs.size(), Double::sum));
      answered.addAll(each.answered());
      reasons.addAll(each.reasons());
    }
    return new ItemResult(item.id(), item.tags(), measures, item.asked(), answered, reasons);
  }
}
