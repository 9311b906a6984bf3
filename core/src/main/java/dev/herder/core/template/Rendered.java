package dev.herder.core.template;

import java.util.List;

/**
 * A rendered template and where its {@code {% generation %}} blocks went.
 *
 * @param text the whole text
 * @param generationSpans one span per executed block, in the order in which the blocks ended; exact
 *     for blocks that write straight to the output, which is where templates have them
 */
public record Rendered(String text, List<Span> generationSpans) {
  public Rendered {
    generationSpans = List.copyOf(generationSpans);
  }

  /**
   * A piece of the text.
   *
   * @param start first char (UTF-16 unit), counted from 0
   * @param end one past the last char
   */
  public record Span(int start, int end) {}
}
