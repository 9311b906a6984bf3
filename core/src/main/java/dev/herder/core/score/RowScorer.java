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

  /** Who scores. */
  ScoredBy identity();

  /** Tokens computed so far; 0 where there are none. */
  long tokens();
}
