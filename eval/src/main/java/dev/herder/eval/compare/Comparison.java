package dev.herder.eval.compare;

import dev.herder.core.UserError;
import dev.herder.eval.Aggregate;
import dev.herder.eval.Figure;
import dev.herder.eval.ItemResult;
import dev.herder.eval.report.Evaluation;
import dev.herder.eval.stats.Bootstrap;
import dev.herder.eval.stats.Correction;
import dev.herder.eval.stats.DetectableDifference;
import dev.herder.eval.stats.EffectSize;
import dev.herder.eval.stats.Interval;
import dev.herder.eval.stats.McNemar;
import dev.herder.eval.stats.PairedBootstrap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Two results on the same items, item by item.
 *
 * @param first the model to compare with
 * @param second the other one; differences are its figure minus the first's
 * @param correction how p-values are corrected for the number of figures
 * @param rows one for each figure that both have
 * @param pairs the items that both have, first and second
 * @param notes what a reader should know
 */
public record Comparison(
    Evaluation first,
    Evaluation second,
    Correction correction,
    List<Row> rows,
    List<Pair> pairs,
    List<String> notes) {
  public Comparison {
    rows = List.copyOf(rows);
    pairs = List.copyOf(pairs);
    notes = List.copyOf(notes);
  }

  /** One item's results under both models. */
  public record Pair(ItemResult first, ItemResult second) {}

  /**
   * One figure of both.
   *
   * @param name the figure's name
   * @param items how many items it is made of
   * @param first the first model's figure
   * @param second the second's
   * @param interval the 95 % interval of second minus first, by the paired bootstrap
   * @param p two-sided: McNemar's test for shares of items, else the paired bootstrap
   * @param corrected the p-value corrected for the number of figures
   * @param test which test gave {@code p}
   * @param effect Cohen's h for shares of items, d of the paired differences for other means; NaN
   *     for figures that are no means
   * @param detectable the smallest true difference that so many items would show with power 0.8
   */
  public record Row(
      String name,
      int items,
      double first,
      double second,
      Interval interval,
      double p,
      double corrected,
      String test,
      double effect,
      double detectable) {
    /** Second minus first. */
    public double difference() {
      return second - first;
    }

    /** Whether the corrected p-value is below 0.05. */
    public boolean significant() {
      return corrected < 0.05;
    }

    private Row with(double p) {
      return new Row(name, items, first, second, interval, this.p, p, test, effect, detectable);
    }
  }

  /**
   * Compares.
   *
   * @param anyConditions whether results under other conditions are compared all the same, on the
   *     items that both have
   * @throws UserError if the conditions differ, or there is nothing to compare
   */
  public static Comparison of(
      Evaluation first, Evaluation second, Correction correction, boolean anyConditions) {
    List<String> notes = new ArrayList<>();
    List<String> differences = new ArrayList<>();
    if (!first.result().suite().equals(second.result().suite())) {
      differences.add(
          "the suites are " + first.result().suite() + " and " + second.result().suite());
    }
    differences.addAll(first.result().conditions().differences(second.result().conditions()));
    if (!differences.isEmpty() && !anyConditions) {
      throw new UserError(
          String.format(
              "compare: %s and %s were evaluated under other conditions (%s); evaluate both alike, or"
                  + " compare all the same with --any-conditions",
              first.model(), second.model(), String.join("; ", differences)));
    }
    differences.forEach(each -> notes.add("Not the same conditions: " + each + "."));
    List<Pair> pairs = pairs(first, second, notes);
    List<Row> rows = new ArrayList<>();
    for (Figure figure : first.result().figures()) {
      boolean both =
          second.result().figures().stream()
              .anyMatch(
                  other ->
                      other.name().equals(figure.name())
                          && other.aggregate().equals(figure.aggregate()));
      List<Pair> covered =
          pairs.stream()
              .filter(p -> figure.aggregate().covers(p.first()))
              .filter(p -> figure.aggregate().covers(p.second()))
              .toList();
      if (both && !covered.isEmpty()) {
        rows.add(row(figure, covered));
      }
    }
    if (rows.isEmpty()) {
      throw new UserError(
          "compare: " + first.model() + " and " + second.model() + " have no figure in common");
    }
    double[] corrected = correction.adjusted(rows.stream().mapToDouble(Row::p).toArray());
    List<Row> all = new ArrayList<>();
    for (int i = 0; i < corrected.length; i++) {
      all.add(rows.get(i).with(corrected[i]));
    }
    return new Comparison(first, second, correction, all, pairs, notes);
  }

  private static List<Pair> pairs(Evaluation first, Evaluation second, List<String> notes) {
    Map<String, ItemResult> others = new LinkedHashMap<>();
    second.result().items().forEach(item -> others.put(item.id(), item));
    List<Pair> pairs = new ArrayList<>();
    for (ItemResult item : first.result().items()) {
      ItemResult other = others.remove(item.id());
      if (other != null) {
        pairs.add(new Pair(item, other));
      }
    }
    int alone = first.result().items().size() - pairs.size() + others.size();
    if (alone > 0) {
      notes.add(alone + " items that only one result has were left out.");
    }
    return pairs;
  }

  private static Row row(Figure figure, List<Pair> pairs) {
    Aggregate aggregate = figure.aggregate();
    int n = pairs.size();
    double[][] sums = new double[2][n];
    double[][] weights = new double[2][n];
    boolean verdicts = aggregate instanceof Aggregate.Mean;
    for (int i = 0; i < n; i++) {
      for (int side = 0; side < 2; side++) {
        ItemResult item = side == 0 ? pairs.get(i).first() : pairs.get(i).second();
        sums[side][i] = item.measure(aggregate.measure());
        weights[side][i] = aggregate.weight(item);
        verdicts &= sums[side][i] == 0 || sums[side][i] == 1;
      }
    }
    Spread bootstrapped = new Spread(aggregate, sums, weights);
    PairedBootstrap test = PairedBootstrap.of(n, bootstrapped::difference, Bootstrap.usual());
    double first = bootstrapped.value(0, all(n));
    double second = bootstrapped.value(1, all(n));
    double[] differences = new double[n];
    for (int i = 0; i < n; i++) {
      differences[i] = sums[1][i] - sums[0][i];
    }
    boolean mean = aggregate instanceof Aggregate.Mean;
    double effect =
        verdicts
            ? EffectSize.ofShares(first, second)
            : mean && n > 1 ? EffectSize.ofPairs(differences) : Double.NaN;
    double p = verdicts ? McNemar.of(booleans(sums[0]), booleans(sums[1])).p() : test.p();
    return new Row(
        figure.name(),
        n,
        first,
        second,
        test.interval(),
        p,
        p,
        verdicts ? "McNemar" : "paired bootstrap",
        effect,
        DetectableDifference.usual().ofError(test.error()));
  }

  private static int[] all(int n) {
    int[] all = new int[n];
    for (int i = 0; i < n; i++) {
      all[i] = i;
    }
    return all;
  }

  private static boolean[] booleans(double[] values) {
    boolean[] verdicts = new boolean[values.length];
    for (int i = 0; i < values.length; i++) {
      verdicts[i] = values[i] == 1;
    }
    return verdicts;
  }

  /** A figure of both sides for any choice of items. */
  private static final class Spread {
    private final Aggregate aggregate;
    private final double[][] sums;
    private final double[][] weights;

    private Spread(Aggregate aggregate, double[][] sums, double[][] weights) {
      this.aggregate = aggregate;
      this.sums = sums;
      this.weights = weights;
    }

    double value(int side, int[] items) {
      double sum = 0;
      double weight = 0;
      for (int each : items) {
        sum += sums[side][each];
        weight += weights[side][each];
      }
      return aggregate.of(sum, weight);
    }

    double difference(int[] items) {
      return value(1, items) - value(0, items);
    }
  }
}
