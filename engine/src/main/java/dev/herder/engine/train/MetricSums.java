package dev.herder.engine.train;

import java.util.LinkedHashMap;
import java.util.Map;

/** Metrics as sums with weights, so that any split of a batch gives the same averages. */
public final class MetricSums {
  private enum Kind {
    AVERAGE,
    LEAST,
    MOST
  }

  private static final class Entry {
    private final Kind kind;
    private double value;
    private double weight;

    Entry(Kind kind, double value) {
      this.kind = kind;
      this.value = value;
    }

    double result() {
      if (kind != Kind.AVERAGE) {
        return value;
      }
      return weight == 0 ? 0 : value / weight;
    }
  }

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /** Adds {@code sum} (of values times weights) and {@code weight} to a metric. */
  public void add(String name, double sum, double weight) {
    Entry entry = entries.computeIfAbsent(name, key -> new Entry(Kind.AVERAGE, 0));
    entry.value += sum;
    entry.weight += weight;
  }

  /** Notes a value of a metric that is the least of all values. */
  public void least(String name, double value) {
    Entry entry = entries.computeIfAbsent(name, key -> new Entry(Kind.LEAST, value));
    entry.value = Math.min(entry.value, value);
  }

  /** Notes a value of a metric that is the greatest of all values. */
  public void most(String name, double value) {
    Entry entry = entries.computeIfAbsent(name, key -> new Entry(Kind.MOST, value));
    entry.value = Math.max(entry.value, value);
  }

  /** Adds all of another's. */
  public void addAll(MetricSums other) {
    other.entries.forEach(
        (name, entry) -> {
          switch (entry.kind) {
            case AVERAGE -> add(name, entry.value, entry.weight);
            case LEAST -> least(name, entry.value);
            case MOST -> most(name, entry.value);
          }
        });
  }

  /** The weighted averages and extremes, in the order in which the metrics first came. */
  public Map<String, Double> averages() {
    Map<String, Double> result = new LinkedHashMap<>();
    entries.forEach((name, entry) -> result.put(name, entry.result()));
    return result;
  }
}
