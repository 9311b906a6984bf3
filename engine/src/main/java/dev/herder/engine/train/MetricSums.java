package dev.herder.engine.train;

import java.util.LinkedHashMap;
import java.util.Map;

/** Metrics as sums with weights, so that any split of a batch gives the same averages. */
public final class MetricSums {
  private final Map<String, double[]> sums = new LinkedHashMap<>();

  /** Adds {@code sum} (of values times weights) and {@code weight} to a metric. */
  public void add(String name, double sum, double weight) {
    double[] entry = sums.computeIfAbsent(name, key -> new double[2]);
    entry[0] += sum;
    entry[1] += weight;
  }

  /** Adds all of another's. */
  public void addAll(MetricSums other) {
    other.sums.forEach((name, entry) -> add(name, entry[0], entry[1]));
  }

  /** The weighted averages, in the order in which the metrics first came. */
  public Map<String, Double> averages() {
    Map<String, Double> result = new LinkedHashMap<>();
    sums.forEach((name, entry) -> result.put(name, entry[1] == 0 ? 0 : entry[0] / entry[1]));
    return result;
  }
}
