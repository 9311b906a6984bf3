package dev.herder.eval.hygiene;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.overlap.NgramIndex;
import dev.herder.eval.Figure;
import dev.herder.eval.ItemResult;
import dev.herder.eval.SuiteResult;
import dev.herder.eval.stats.Bootstrap;
import dev.herder.eval.stats.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How much of a suite is in the training data, and what that may have brought, as section 5.1.4 of
 * "The Llama 3 Herd of Models" (arXiv 2407.21783) defines it.
 *
 * <p>An item's share is the part of its prompt's words that lie in 8-grams of the training data;
 * the item counts as contaminated if its share reaches a threshold. The estimated gain of a figure
 * is its value on all items minus that on the clean ones. The suite's threshold is the one with the
 * largest gain among those whose gain is significant: whose 95 % bootstrap interval lies above 0.
 *
 * @param figure the figure that the gain is of
 * @param shares each item's share, in the order of the items, 0 to 1
 * @param rows one for each threshold, ascending
 */
public record Contamination(String figure, List<Double> shares, List<Row> rows) {
  private static final double[] THRESHOLDS = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0};
  private static final ObjectMapper JSON = new ObjectMapper();

  public Contamination {
    shares = List.copyOf(shares);
    rows = List.copyOf(rows);
  }

  /**
   * A threshold.
   *
   * @param threshold the least share of a contaminated item
   * @param contaminated how many items reach it
   * @param all the figure on all items
   * @param clean the figure on the others; NaN if there are none
   * @param gain all minus clean
   * @param interval its 95 % interval, by the bootstrap over items; NaN where there is none
   */
  public record Row(
      double threshold,
      int contaminated,
      double all,
      double clean,
      double gain,
      Interval interval) {
    /** Whether the gain is above 0 beyond chance. */
    public boolean significant() {
      return interval.low() > 0;
    }
  }

  /**
   * Measures a suite's first figure against training data.
   *
   * @param training by {@link TrainingText#index}
   */
  public static Contamination of(SuiteResult result, NgramIndex training) {
    Figure figure = result.figures().get(0);
    List<ItemResult> items =
        result.items().stream().filter(item -> figure.aggregate().covers(item)).toList();
    double[] shares = new double[items.size()];
    Arrays.setAll(shares, i -> training.overlap(items.get(i).asked()).share());
    List<Row> rows = new ArrayList<>();
    for (double threshold : THRESHOLDS) {
      rows.add(row(figure, items, shares, threshold));
    }
    return new Contamination(figure.name(), Arrays.stream(shares).boxed().toList(), rows);
  }

  private static Row row(Figure figure, List<ItemResult> items, double[] shares, double threshold) {
    int contaminated = (int) Arrays.stream(shares).filter(share -> share >= threshold).count();
    int[] everything = new int[shares.length];
    Arrays.setAll(everything, i -> i);
    Gain gain = new Gain(figure, items, shares, threshold);
    boolean both = contaminated > 0 && contaminated < shares.length;
    Interval interval =
        both ? Bootstrap.usual().interval(shares.length, gain::of) : Interval.none();
    double clean = gain.value(everything, true);
    double all = gain.value(everything, false);
    return new Row(threshold, contaminated, all, clean, all - clean, interval);
  }

  private static final class Gain {
    private final Figure figure;
    private final List<ItemResult> items;
    private final double[] shares;
    private final double threshold;

    private Gain(Figure figure, List<ItemResult> items, double[] shares, double threshold) {
      this.figure = figure;
      this.items = items;
      this.shares = shares;
      this.threshold = threshold;
    }

    double of(int[] drawn) {
      double clean = value(drawn, true);
      // A draw without clean items says nothing; it counts as no gain.
      return Double.isNaN(clean) ? 0 : value(drawn, false) - clean;
    }

    double value(int[] drawn, boolean cleanOnly) {
      double sum = 0;
      double weight = 0;
      for (int each : drawn) {
        if (!cleanOnly || shares[each] < threshold) {
          sum += items.get(each).measure(figure.aggregate().measure());
          weight += figure.aggregate().weight(items.get(each));
        }
      }
      return weight == 0 ? Double.NaN : figure.aggregate().of(sum, weight);
    }
  }

  /** The suite's threshold: that of the largest significant gain, if any is significant. */
  public Optional<Row> chosen() {
    return rows.stream()
        .filter(Row::significant)
        .reduce((best, each) -> each.gain() > best.gain() ? each : best);
  }

  /** What was found, in one sentence. */
  public String verdict() {
    Optional<Row> chosen = chosen();
    if (chosen.isPresent()) {
      Row row = chosen.get();
      return String.format(
          Locale.ROOT,
          "Contamination: at the threshold %.1f %d of %d items are in the training data, with an"
              + " estimated gain in %s of %.4f (%.4f to %.4f).",
          row.threshold(),
          row.contaminated(),
          shares.size(),
          figure,
          row.gain(),
          row.interval().low(),
          row.interval().high());
    }
    long touched = shares.stream().filter(share -> share > 0).count();
    return String.format(
        Locale.ROOT,
        "Contamination: %d of %d items share an 8-gram with the training data; no threshold shows a"
            + " significant gain in %s.",
        touched,
        shares.size(),
        figure);
  }

  /** As JSON. */
  public ObjectNode json() {
    ObjectNode json = JSON.createObjectNode();
    json.put("figure", figure);
    json.put("verdict", verdict());
    chosen().ifPresent(row -> json.put("threshold", row.threshold()));
    ArrayNode list = json.putArray("thresholds");
    for (Row row : rows) {
      ObjectNode each = list.addObject();
      each.put("threshold", row.threshold());
      each.put("contaminated", row.contaminated());
      each.put("all", row.all());
      if (!Double.isNaN(row.clean())) {
        each.put("clean", row.clean());
        each.put("gain", row.gain());
      }
      if (!Double.isNaN(row.interval().low())) {
        each.put("low", row.interval().low());
        each.put("high", row.interval().high());
      }
    }
    json.set("shares", JSON.valueToTree(shares));
    return json;
  }
}
