package dev.herder.core.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One turn of a conversation.
 *
 * @param role who speaks: {@code system}, {@code user}, {@code assistant}, {@code tool}, ...
 * @param content the text; empty where the turn carries only tool calls
 * @param extras every other key of the turn ({@code tool_calls}, {@code name}, ...) as plain Java
 *     values (maps, lists, strings, numbers, booleans), handed to the chat template as they are
 */
public record Message(String role, String content, Map<String, Object> extras) {
  public Message {
    extras = Collections.unmodifiableMap(new LinkedHashMap<>(extras));
  }

  public Message(String role, String content) {
    this(role, content, Map.of());
  }

  /** The turn as the map that a chat template reads. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("role", role);
    map.put("content", content);
    map.putAll(extras);
    return map;
  }
}
