package dev.herder.examples.instructions;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * One instruction on the form of an answer.
 *
 * @param id its name in IFEval, for example {@code punctuation:no_comma}
 * @param arguments what the checker needs, the row's {@code kwargs}
 * @param text what the prompt says
 */
public record Ask(String id, Map<String, Object> arguments, String text) {
  public Ask {
    arguments = Collections.unmodifiableMap(new TreeMap<>(arguments));
  }

  /** The kind of skill: the part of the id before the colon, with spaces. */
  public String capability() {
    return id.substring(0, id.indexOf(':')).replace('_', ' ');
  }

  /** Whether it decides so much of the form that no other instruction fits. */
  private boolean alone() {
    return id.endsWith("json_format") || id.endsWith("number_paragraphs");
  }

  /** Whether an answer can sensibly follow both: they are of different kinds, and neither JSON. */
  public boolean goesWith(Ask other) {
    return !alone() && !other.alone() && !capability().equals(other.capability());
  }
}
