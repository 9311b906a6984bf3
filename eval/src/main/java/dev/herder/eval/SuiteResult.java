package dev.herder.eval;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What came of a suite.
 *
 * @param suite the suite's name
 * @param items every item, in the suite's order; no two with the same id
 * @param figures the suite's figures, the most important first
 * @param categories figures of parts of the items, named {@code FIGURE/CATEGORY}
 * @param conditions what the figures depend on beside the model
 * @param notes what a reader should know, such as how many answers were cut off
 */
public record SuiteResult(
    String suite,
    List<ItemResult> items,
    List<Figure> figures,
    List<Figure> categories,
    Conditions conditions,
    List<String> notes) {
  public SuiteResult {
    items = List.copyOf(items);
    figures = List.copyOf(figures);
    categories = List.copyOf(categories);
    notes = List.copyOf(notes);
    Set<String> ids = new HashSet<>();
    for (ItemResult item : items) {
      if (!ids.add(item.id())) {
        throw new IllegalArgumentException(suite + ": two items have the id " + item.id());
      }
    }
  }

  /** The same with one more note. */
  public SuiteResult with(String note) {
    List<String> more = new ArrayList<>(notes);
    more.add(note);
    return new SuiteResult(suite, items, figures, categories, conditions, more);
  }

  /**
   * A figure by its name, those of categories too.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Figure figure(String name) {
    for (List<Figure> each : List.of(figures, categories)) {
      for (Figure figure : each) {
        if (figure.name().equals(name)) {
          return figure;
        }
      }
    }
    throw new IllegalArgumentException(suite + " has no figure " + name);
  }
}
