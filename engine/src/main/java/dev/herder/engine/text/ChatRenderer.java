package dev.herder.engine.text;

import java.util.List;
import java.util.Map;

/** Renders a conversation by a chat template. */
interface ChatRenderer {
  /**
   * The text of a conversation.
   *
   * @param messages the turns as maps
   * @param addGenerationPrompt whether the beginning of an assistant turn is written at the end
   * @param variables further variables of the template
   * @throws dev.herder.core.UserError if the template refuses the conversation
   */
  Rendering render(
      List<Map<String, Object>> messages,
      boolean addGenerationPrompt,
      Map<String, Object> variables);

  /** Whether the template marks what the assistant says by {@code {% generation %}} blocks. */
  boolean marksGenerations();

  /**
   * A rendered conversation.
   *
   * @param text the text
   * @param generations where generation blocks lie
   */
  record Rendering(String text, List<Span> generations) {}

  /**
   * A stretch of text.
   *
   * @param start first UTF-16 index
   * @param end UTF-16 index after it
   */
  record Span(int start, int end) {}
}
