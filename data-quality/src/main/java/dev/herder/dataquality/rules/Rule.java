package dev.herder.dataquality.rules;

import dev.herder.dataquality.rows.Part;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule that finds rows to drop.
 *
 * @param id its name in files and reports
 * @param sensitive whether what it finds must not be shown in a report
 * @param check finds it
 */
record Rule(String id, boolean sensitive, Check check) {
  Rule(String id, Check check) {
    this(id, false, check);
  }

  /** Looks at a row's texts. */
  @FunctionalInterface
  interface Check {
    /** What is wrong and where; null if nothing. */
    @Nullable String find(List<Part> parts);
  }

  /** A rule for each text on its own. */
  static Check each(TextCheck check) {
    return parts -> {
      for (Part part : parts) {
        String found = check.find(part);
        if (found != null) {
          return part.place() + ": " + found;
        }
      }
      return null;
    };
  }

  /** A rule for the texts that a model is to learn to say. */
  static Check answers(TextCheck check) {
    return each(part -> part.isAnswer() ? check.find(part) : null);
  }

  /** Looks at one text. */
  @FunctionalInterface
  interface TextCheck {
    /** What is wrong; null if nothing. */
    @Nullable String find(Part part);
  }
}
