package dev.herder.core.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * All problems of one pass: the first ones in full, every one counted.
 *
 * @param first the first problems, at most {@link #KEPT}
 * @param total how many there are
 * @param byKind how many there are of each kind, in order of appearance
 */
public record Problems(List<Problem> first, long total, Map<String, Long> byKind) {
  /** How many problems are kept in full. */
  public static final int KEPT = 100;

  public Problems {
    first = List.copyOf(first);
    byKind = Collections.unmodifiableMap(new LinkedHashMap<>(byKind));
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return total == 0;
  }

  /** One line for every kept problem, then the rest by number, and the kinds if there are many. */
  @Override
  public String toString() {
    String lines = first.stream().map(Problem::toString).collect(Collectors.joining("\n"));
    if (total == first.size()) {
      return lines;
    }
    String kinds =
        byKind.entrySet().stream()
            .map(kind -> kind.getValue() + " " + kind.getKey())
            .collect(Collectors.joining(", "));
    return lines + "\nand " + (total - first.size()) + " more; in all: " + kinds;
  }
}
