package dev.herder.engine.text;

import dev.herder.core.template.ChatTemplate;
import dev.herder.core.template.Rendered;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;

/** Renders by a Jinja chat template at a fixed time. */
final class TemplateRenderer implements ChatRenderer {
  private final ChatTemplate template;
  private final LocalDateTime now;

  TemplateRenderer(ChatTemplate template, LocalDateTime now) {
    this.template = template;
    this.now = now;
  }

  @Override
  public Rendering render(
      List<Map<String, Object>> messages,
      boolean addGenerationPrompt,
      Map<String, Object> variables) {
    Rendered rendered = template.renderWithSpans(messages, addGenerationPrompt, variables, now);
    return new Rendering(
        rendered.text(),
        rendered.generationSpans().stream()
            .map(span -> new Span(span.start(), span.end()))
            .toList());
  }

  @Override
  public boolean marksGenerations() {
    return template.hasGenerationBlocks();
  }
}
