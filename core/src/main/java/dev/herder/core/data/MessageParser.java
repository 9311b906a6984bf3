package dev.herder.core.data;

import dev.herder.core.config.Suggestions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads lists of messages, each with {@code role} and {@code content}, or ShareGPT's keys. */
final class MessageParser {
  private static final List<String> ROLES =
      List.of("system", "user", "assistant", "tool", "ipython", "developer", "function");
  // A tool may well return nothing.
  private static final Set<String> MAY_BE_EMPTY = Set.of("tool", "ipython", "function");
  private static final Map<String, String> SHAREGPT_ROLES =
      Map.ofEntries(
          Map.entry("human", "user"),
          Map.entry("user", "user"),
          Map.entry("gpt", "assistant"),
          Map.entry("chatgpt", "assistant"),
          Map.entry("model", "assistant"),
          Map.entry("assistant", "assistant"),
          Map.entry("system", "system"),
          Map.entry("tool", "tool"),
          Map.entry("observation", "tool"));

  private final Faults faults;

  MessageParser(Faults faults) {
    this.faults = faults;
  }

  /** Reads a list of messages that is not empty; null after a problem. */
  @Nullable List<Message> messages(String key, @Nullable Object value) {
    if (!(value instanceof List<?> list)) {
      faults.add(
          value == null ? ProblemKind.MISSING_KEY : ProblemKind.WRONG_TYPE,
          key,
          "is " + Shown.type(value) + ", expected a list of messages");
      return null;
    }
    if (list.isEmpty()) {
      faults.add(ProblemKind.EMPTY, key, "is empty, expected at least one message");
      return null;
    }
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      Message message = message(key + "[" + i + "]", list.get(i));
      if (message != null) {
        messages.add(message);
      }
    }
    return messages.size() == list.size() ? messages : null;
  }

  private @Nullable Message message(String key, @Nullable Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      faults.add(
          ProblemKind.WRONG_TYPE,
          key,
          "is " + Shown.type(value) + ", expected a message {\"role\": ..., \"content\": ...}");
      return null;
    }
    Map<String, Object> extras = new LinkedHashMap<>();
    map.forEach((name, each) -> extras.put((String) name, each));
    boolean shareGpt = !map.containsKey("role") && map.containsKey("from");
    String roleKey = shareGpt ? "from" : "role";
    String contentKey = shareGpt ? "value" : "content";
    Object givenRole = extras.remove(roleKey);
    Object givenContent = extras.remove(contentKey);
    String role =
        shareGpt ? shareGptRole(key + ".from", givenRole) : role(key + ".role", givenRole, extras);
    String content = content(key + "." + contentKey, givenContent, role, extras);
    return role == null || content == null ? null : new Message(role, content, extras);
  }

  private @Nullable String role(String key, @Nullable Object value, Map<String, Object> others) {
    String role = string(key, value, others);
    if (role == null || ROLES.contains(role)) {
      return role;
    }
    String meant = SHAREGPT_ROLES.get(role);
    faults.add(
        ProblemKind.UNKNOWN_ROLE,
        key,
        "unknown role " + Shown.quoted(role) + ", expected " + String.join(", ", ROLES),
        meant != null ? "did you mean \"" + meant + "\"?" : Suggestions.didYouMean(role, ROLES));
    return null;
  }

  private @Nullable String shareGptRole(String key, @Nullable Object value) {
    String from = string(key, value, Map.of());
    String role = from == null ? null : SHAREGPT_ROLES.get(from);
    if (from != null && role == null) {
      List<String> known = SHAREGPT_ROLES.keySet().stream().sorted().toList();
      faults.add(
          ProblemKind.UNKNOWN_ROLE,
          key,
          "unknown speaker " + Shown.quoted(from) + ", expected " + String.join(", ", known),
          from.equals("function_call")
              ? "write calls as \"tool_calls\" of an assistant's turn in \"messages\""
              : Suggestions.didYouMean(from, known));
    }
    return role;
  }

  private @Nullable String string(
      String key, @Nullable Object value, Map<String, Object> siblings) {
    if (value instanceof String text) {
      return text;
    }
    String name = key.substring(key.lastIndexOf('.') + 1);
    faults.add(
        value == null ? ProblemKind.MISSING_KEY : ProblemKind.WRONG_TYPE,
        key,
        (value == null ? "missing" : "is " + Shown.type(value)) + ", expected a string",
        value == null ? misspelt(name, siblings) : "");
    return null;
  }

  private static String misspelt(String name, Map<String, Object> siblings) {
    String nearest = Suggestions.nearest(name, siblings.keySet());
    return nearest == null ? "" : "is " + Shown.key(nearest) + " a misspelling of it?";
  }

  private @Nullable String content(
      String key, @Nullable Object value, @Nullable String role, Map<String, Object> others) {
    boolean calls = hasCalls(key, others);
    if (value == null && calls) {
      return "";
    }
    String text = value instanceof List<?> parts ? parts(key, parts) : string(key, value, others);
    if (text != null
        && text.isBlank()
        && !calls
        && (role == null || !MAY_BE_EMPTY.contains(role))) {
      faults.add(ProblemKind.EMPTY, key, "is empty, expected text", "remove the turn or the row");
      return null;
    }
    return text;
  }

  private boolean hasCalls(String key, Map<String, Object> others) {
    Object calls = others.get("tool_calls");
    if (calls != null && !(calls instanceof List)) {
      faults.add(
          ProblemKind.WRONG_TYPE,
          key.substring(0, key.lastIndexOf('.')) + ".tool_calls",
          "is " + Shown.type(calls) + ", expected a list");
    }
    return calls instanceof List<?> list && !list.isEmpty();
  }

  private @Nullable String parts(String key, List<?> parts) {
    StringBuilder text = new StringBuilder();
    boolean good = true;
    for (int i = 0; i < parts.size(); i++) {
      String place = key + "[" + i + "]";
      if (!(parts.get(i) instanceof Map<?, ?> part)) {
        faults.add(
            ProblemKind.WRONG_TYPE,
            place,
            "is " + Shown.type(parts.get(i)) + ", expected {\"type\": \"text\", \"text\": ...}");
        good = false;
      } else if (!"text".equals(part.get("type"))) {
        String type = part.get("type") instanceof String name ? Shown.quoted(name) : "missing";
        faults.add(
            ProblemKind.WRONG_TYPE,
            place + ".type",
            "is " + type + ", expected \"text\": only text parts can be used");
        good = false;
      } else if (part.get("text") instanceof String piece) {
        text.append(piece);
      } else {
        String type = Shown.type(part.get("text"));
        faults.add(ProblemKind.WRONG_TYPE, place + ".text", "is " + type + ", expected a string");
        good = false;
      }
    }
    return good ? text.toString() : null;
  }
}
