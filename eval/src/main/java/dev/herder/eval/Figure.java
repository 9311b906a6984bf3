package dev.herder.eval;

import dev.herder.eval.stats.Bootstrap;
import dev.herder.eval.stats.Interval;
import dev.herder.eval.stats.Wilson;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * One number of an evaluation and how far it can be trusted.
 *
 * <p>Shares of items, each 0 or 1, have Wilson's interval; everything else the bootstrap over
 * items, which also holds where an item counts several units.
 *
 * @param name for example {@code prompt_strict}; of a category {@code NAME/CATEGORY}
 * @param value the number; NaN if no item was measured
 * @param n items or units that it is made of
 * @param interval its 95 % confidence interval
 * @param aggregate how it was made of the items
 */
public record Figure(String name, double value, long n, Interval interval, Aggregate aggregate) {
  /** The mean of a measure, under the measure's name. */
  public static Figure mean(String measure, List<ItemResult> items) {
    return of(measure, new Aggregate.Mean(measure), items);
  }

  /** A figure of those items that have its measures. */
  public static Figure of(String name, Aggregate aggregate, List<ItemResult> items) {
    List<ItemResult> covered = items.stream().filter(aggregate::covers).toList();
    if (covered.isEmpty()) {
      return new Figure(name, Double.NaN, 0, Interval.none(), aggregate);
    }
    double[] sums = new double[covered.size()];
    double[] weights = new double[sums.length];
    double sum = 0;
    double weight = 0;
    boolean share = true;
    for (int i = 0; i < sums.length; i++) {
      sums[i] = covered.get(i).measure(aggregate.measure());
      weights[i] = aggregate.weight(covered.get(i));
      sum += sums[i];
      weight += weights[i];
      share &= weights[i] == 1 && (sums[i] == 0 || sums[i] == 1);
    }
    ToDoubleFunction<int[]> resampled =
        drawn -> {
          double drawnSum = 0;
          double drawnWeight = 0;
          for (int each : drawn) {
            drawnSum += sums[each];
            drawnWeight += weights[each];
          }
          return aggregate.of(drawnSum, drawnWeight);
        };
    boolean counted = share && !(aggregate instanceof Aggregate.Perplexity);
    Interval interval =
        counted
            ? Wilson.of(Math.round(sum), sums.length)
            : Bootstrap.usual().interval(sums.length, resampled);
    return new Figure(name, aggregate.of(sum, weight), Math.round(weight), interval, aggregate);
  }

  /** The mean of a measure in each category, named {@code MEASURE/TAG}, in order of appearance. */
  public static List<Figure> byTag(String measure, List<ItemResult> items) {
    Set<String> tags = new LinkedHashSet<>();
    items.forEach(item -> tags.addAll(item.tags()));
    List<Figure> figures = new ArrayList<>();
    for (String tag : tags) {
      List<ItemResult> tagged = items.stream().filter(item -> item.tags().contains(tag)).toList();
      figures.add(of(measure + "/" + tag, new Aggregate.Mean(measure), tagged));
    }
    return figures;
  }
}
