package dev.herder.core.score;

import dev.herder.core.data.Row;
import java.util.List;

/** Scores the answers in rows. */
public interface RowScorer {
  /**
   * Scores rows together.
   *
   * @return for each row the scores of its answers: one for a conversation or a demonstration,
   *     those of preferences and rankings best answer first; finite
   * @throws dev.herder.core.UserError naming the row that cannot be scored
   */
  List<double[]> score(List<Row> rows);

  /**
   * Checks that a row can be scored, before any is.
   *
   * @throws dev.herder.core.UserError naming the row and what it lacks
   */
  default void require(Row row) {}

  /** Answers so far whose check was ended before it could tell; they count as failures. */
  default long cutShort() {
    return 0;
  }

  /** Who scores. */
  ScoredBy identity();

  /** Tokens computed so far; 0 where there are none. */
  long tokens();
}
