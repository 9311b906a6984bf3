package dev.herder.core.config;

import java.util.ArrayList;
import java.util.List;

/** Collects mistakes; a mistake at the same place and key is told once. */
final class ProblemList {
  private final List<ConfigProblem> problems = new ArrayList<>();

  void add(Origin origin, String key, String message, String hint) {
    ConfigProblem problem = new ConfigProblem(origin.place(), key, message, hint);
    if (!problems.contains(problem)) {
      problems.add(problem);
    }
  }

  void add(Origin origin, String key, String message) {
    add(origin, key, message, "");
  }

  ProblemList copy() {
    ProblemList copy = new ProblemList();
    copy.problems.addAll(problems);
    return copy;
  }

  int size() {
    return problems.size();
  }

  /** Throws if there is any. */
  void check() {
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }
}
