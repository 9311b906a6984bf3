package dev.herder.engine.text;

import dev.herder.core.template.Rendered;
import java.util.List;
import java.util.Map;

/** The seam to a chat template. */
public interface ChatRenderer {
  /**
   * Renders a conversation.
   *
   * @param messages the turns as maps
   * @param addGenerationPrompt whether the header of the assistant's next turn is added
   * @param variables further variables of the template
   * @throws dev.herder.core.UserError if the template refuses
   */
  Rendered render(
      List<Map<String, Object>> messages,
      boolean addGenerationPrompt,
      Map<String, Object> variables);

  /** Whether the template marks what the assistant says by {@code {% generation %}}. */
  boolean hasGenerationBlocks();
}
