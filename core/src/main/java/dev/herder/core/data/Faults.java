package dev.herder.core.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the problems of a pass; {@link #at} sets the row that the next ones belong to. */
final class Faults {
  private final List<Problem> first = new ArrayList<>();
  private final Map<String, Long> byKind = new LinkedHashMap<>();
  private long total;
  private Source source;

  Faults(Source source) {
    this.source = source;
  }

  void at(Source newSource) {
    source = newSource;
  }

  Source source() {
    return source;
  }

  void add(ProblemKind kind, String key, String message, String hint) {
    total++;
    byKind.merge(kind.title(), 1L, Long::sum);
    if (first.size() < Problems.KEPT) {
      first.add(new Problem(source, key, message, hint));
    }
  }

  void add(ProblemKind kind, String key, String message) {
    add(kind, key, message, "");
  }

  long total() {
    return total;
  }

  /** The problems so far, which are then forgotten. */
  Problems take() {
    Problems taken = problems();
    first.clear();
    byKind.clear();
    total = 0;
    return taken;
  }

  Problems problems() {
    return new Problems(first, total, byKind);
  }
}
