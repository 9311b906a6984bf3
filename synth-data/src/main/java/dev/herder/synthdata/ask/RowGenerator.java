package dev.herder.synthdata.ask;

import java.util.List;

/**
 * Makes rows of units by asking a model: a record with its settings, and prompt templates.
 *
 * <p>What it asks depends on the unit, the seed and the replies alone, so that the same run gives
 * the same rows.
 */
public interface RowGenerator {
  /** The name in commands and provenance, such as {@code qa}. */
  String name();

  /** The names of its prompt templates; the first is the main one. */
  List<String> templates();

  /**
   * Begins the work on a unit.
   *
   * @param prompts renders its templates
   * @param seed the run's seed
   */
  Step begin(Unit unit, Prompts prompts, long seed);

  /**
   * How alike two rows may be: one whose key has this ROUGE-L F-measure or more with an earlier
   * one's is a near-duplicate; 1 lets all but equal ones pass.
   */
  default double novelty() {
    return 1;
  }

  /** What decides its rows beside the templates, as text that is equal for equal settings. */
  default String settings() {
    return toString();
  }
}
