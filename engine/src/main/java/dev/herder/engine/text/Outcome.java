package dev.herder.engine.text;

import dev.herder.core.data.Problem;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** What became of one row. */
public sealed interface Outcome {
  /**
   * It is used.
   *
   * @param row its ids
   * @param truncated whether tokens were cut off
   * @param notes what is worth telling
   */
  record Used(EncodedRow row, boolean truncated, Set<Note> notes) implements Outcome {
    public Used {
      Set<Note> copy = EnumSet.noneOf(Note.class);
      copy.addAll(notes);
      notes = Collections.unmodifiableSet(copy);
    }
  }

  /**
   * It is left out as asked.
   *
   * @param reason to count by
   */
  record Dropped(String reason) implements Outcome {}

  /**
   * It is wrong.
   *
   * @param problem what is wrong and where
   */
  record Refused(Problem problem) implements Outcome {}
}
