package dev.herder.core.template;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A chat template: renders messages to text as transformers' {@code apply_chat_template} does.
 *
 * <p>What messages say is data; no part of it is ever read as template.
 */
public final class ChatTemplate {
  private static final List<String> REASONING =
      List.of("reasoning_content", "thinking", "reasoning");

  private final String source;
  private final Template template;

  private ChatTemplate(String source, Template template) {
    this.source = source;
    this.template = template;
  }

  /**
   * Parses a chat template.
   *
   * @throws TemplateError if it cannot be parsed, naming the line
   */
  public static ChatTemplate of(String source) {
    return of(source, Limits.DEFAULT);
  }

  /** Parses a chat template that is held to other limits. */
  public static ChatTemplate of(String source, Limits limits) {
    return new ChatTemplate(source, Template.parse(source, limits));
  }

  /**
   * Renders messages.
   *
   * @param messages maps with at least a role; values are strings, numbers, booleans, null, lists
   *     and maps
   * @param addGenerationPrompt whether the text ends with what opens the assistant's turn
   * @param variables everything else the template may use: tools and documents (lists of maps, None
   *     for the template if absent), bos_token, eos_token, date_string, ...; messages and
   *     add_generation_prompt in here are not used
   * @param now the date for strftime_now; null makes a template that asks for it fail
   * @throws TemplateError if the template refuses the messages, fails or exceeds its limits
   */
  public String render(
      List<? extends Map<String, ?>> messages,
      boolean addGenerationPrompt,
      Map<String, ?> variables,
      @Nullable LocalDateTime now) {
    return renderWithSpans(messages, addGenerationPrompt, variables, now).text();
  }

  /** Renders as {@link #render} does and also says where the generation blocks went. */
  public Rendered renderWithSpans(
      List<? extends Map<String, ?>> messages,
      boolean addGenerationPrompt,
      Map<String, ?> variables,
      @Nullable LocalDateTime now) {
    checkMaps("tools", variables.get("tools"));
    checkMaps("documents", variables.get("documents"));
    Map<String, @Nullable Object> all = new LinkedHashMap<>(variables);
    all.putIfAbsent("tools", null);
    all.putIfAbsent("documents", null);
    List<Map<String, ?>> chat = new ArrayList<>(messages.size());
    for (Map<String, ?> message : messages) {
      chat.add(withReasoning(message));
    }
    all.put("messages", chat);
    all.put("add_generation_prompt", addGenerationPrompt);
    return template.renderWithSpans(all, now);
  }

  private static void checkMaps(String name, @Nullable Object value) {
    if (value == null) {
      return;
    }
    if (!(value instanceof List<?> list) || !list.stream().allMatch(Map.class::isInstance)) {
      throw new TemplateError(1, "the variable '" + name + "' must be a list of objects");
    }
  }

  /** Reasoning goes by several names; as in transformers, templates see it under two of them. */
  private static Map<String, ?> withReasoning(Map<String, ?> message) {
    Object reasoning = null;
    for (String name : REASONING) {
      reasoning = reasoning == null ? message.get(name) : reasoning;
    }
    if (reasoning == null) {
      return message;
    }
    Map<String, Object> complete = new LinkedHashMap<>();
    complete.put("thinking", reasoning);
    complete.putAll(message);
    complete.put("reasoning_content", reasoning);
    return complete;
  }

  /** Whether the template marks what the model generates. */
  public boolean hasGenerationBlocks() {
    return template.hasGenerationBlocks();
  }

  /** Whether the template can ask for the date. */
  public boolean usesDate() {
    return template.usesDate();
  }

  /** The template's text. */
  public String source() {
    return source;
  }
}
