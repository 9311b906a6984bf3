package dev.herder.core.data;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a prompt with ranked answers, in any of these forms (1 is the best rank).
 *
 * <ul>
 *   <li>{@code "responses": ["best", "second", "worst"]}: strings or lists of messages, best first;
 *   <li>{@code "responses": ["b", "a"], "ranks": [2, 1]}: the ranks beside them;
 *   <li>{@code "responses": [{"content": "a", "rank": 1}, ...]}: objects with a {@code rank} and
 *       one of {@code content}, {@code text}, {@code response} (a string) or {@code messages}.
 *       Further keys of the objects go to the variable {@code responses}, one map for every answer.
 * </ul>
 *
 * <p>Ranks are whole numbers, all different, but need not be consecutive.
 */
final class RankedParser {
  private static final List<String> CONTENTS = List.of("content", "text", "response", "messages");

  private final Fields fields;
  private final Faults faults;
  private final Sides sides;
  private final TreeMap<Long, Turns> answers = new TreeMap<>();
  private final TreeMap<Long, Map<String, Object>> extras = new TreeMap<>();

  RankedParser(Fields fields, Sides sides) {
    this.fields = fields;
    this.faults = fields.faults();
    this.sides = sides;
  }

  @Nullable Row row() {
    Object given = fields.take("prompt");
    Turns prompt = sides.prompt("prompt", given);
    boolean chat = given instanceof List;
    if (!(fields.take("responses") instanceof List<?> responses)) {
      faults.add(
          ProblemKind.WRONG_TYPE,
          "responses",
          "is " + Shown.type(fields.take("responses")) + ", expected a list of answers");
      return null;
    }
    if (responses.size() < 2) {
      faults.add(
          ProblemKind.EMPTY,
          "responses",
          "holds " + responses.size() + ", expected at least two answers");
      return null;
    }
    List<?> ranks = ranks(responses.size());
    long before = faults.total();
    for (int i = 0; i < responses.size(); i++) {
      response(i, responses.get(i), ranks, chat);
    }
    if (prompt == null || faults.total() > before || !different()) {
      return null;
    }
    Map<String, Object> variables = fields.variables();
    if (extras.values().stream().anyMatch(each -> !each.isEmpty())) {
      variables.put("responses", List.copyOf(extras.values()));
    }
    return new Row.Ranked(fields.source(), prompt, List.copyOf(answers.values()), variables);
  }

  /** The list beside the answers, or an empty one. */
  private List<?> ranks(int expected) {
    if (!fields.has("ranks")) {
      return List.of();
    }
    Object ranks = fields.take("ranks");
    if (ranks instanceof List<?> list && list.size() == expected) {
      return list;
    }
    faults.add(
        ProblemKind.WRONG_TYPE, "ranks", "expected a list of " + expected + " whole numbers");
    return List.of();
  }

  private void response(int index, @Nullable Object value, List<?> ranks, boolean chat) {
    String key = "responses[" + index + "]";
    Map<String, Object> others = new LinkedHashMap<>();
    Turns answer;
    Long rank;
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, each) -> others.put((String) name, each));
      rank = rank(key + ".rank", others.remove("rank"));
      answer = content(key, others, chat);
    } else {
      rank = ranks.isEmpty() ? Long.valueOf(index) : rank("ranks[" + index + "]", ranks.get(index));
      answer = sides.answer(key, value, chat);
    }
    if (answer == null || rank == null) {
      return;
    }
    extras.put(rank, others);
    if (answers.put(rank, answer) != null) {
      faults.add(
          ProblemKind.EQUAL_RANKS,
          key,
          "has the rank " + rank + " of another answer, expected different ranks",
          "remove one of the two answers");
    }
  }

  private @Nullable Turns content(String key, Map<String, Object> response, boolean chat) {
    List<String> found = CONTENTS.stream().filter(name -> response.get(name) != null).toList();
    if (found.size() != 1) {
      faults.add(
          ProblemKind.MISSING_KEY,
          key,
          "has "
              + (found.isEmpty() ? "none" : "several")
              + " of content, text, response and"
              + " messages, expected one of them");
      return null;
    }
    String name = found.get(0);
    Object value = response.remove(name);
    if (name.equals("content")) {
      response.remove("role", "assistant");
    }
    boolean list = value instanceof List;
    if (list != name.equals("messages")) {
      faults.add(
          ProblemKind.WRONG_TYPE,
          key + "." + name,
          "is " + Shown.type(value) + ", expected " + (list ? "a string" : "a list of messages"));
      return null;
    }
    return sides.answer(key + "." + name, value, chat);
  }

  private @Nullable Long rank(String key, @Nullable Object value) {
    if (value instanceof Long rank) {
      return rank;
    }
    faults.add(
        value == null ? ProblemKind.MISSING_KEY : ProblemKind.WRONG_TYPE,
        key,
        (value == null ? "missing" : "is " + Shown.type(value))
            + ", expected a whole number, 1 for the best answer",
        "or give plain strings, best first");
    return null;
  }

  private boolean different() {
    Map<Turns, Long> seen = new HashMap<>();
    for (Map.Entry<Long, Turns> each : answers.entrySet()) {
      Long other = seen.putIfAbsent(each.getValue(), each.getKey());
      if (other != null) {
        faults.add(
            ProblemKind.EQUAL_ANSWERS,
            "responses",
            "the answers of ranks " + other + " and " + each.getKey() + " are the same",
            "remove one of them");
        return false;
      }
    }
    return true;
  }
}
