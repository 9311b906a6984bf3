package dev.herder.core.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A recorded conversation with what callers pass along. */
record Chat(
    String name,
    List<Map<String, Object>> messages,
    boolean addGenerationPrompt,
    Map<String, Object> variables) {
  static List<Chat> all() {
    List<Chat> all = new ArrayList<>();
    for (JsonNode scenario : Golden.read("chats.json").path("scenarios")) {
      Map<String, Object> variables = Golden.map(scenario);
      variables.keySet().removeAll(List.of("name", "messages", "add_generation_prompt"));
      all.add(
          new Chat(
              scenario.path("name").textValue(),
              Golden.maps(scenario.path("messages")),
              scenario.path("add_generation_prompt").booleanValue(),
              variables));
    }
    return all;
  }

  Rendered rendered(String template, Limits limits) {
    return ChatTemplate.of(template, limits)
        .renderWithSpans(messages, addGenerationPrompt, variables, Golden.NOW);
  }
}
