package dev.herder.core.verify.ifeval;

import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One checkable instruction, as a row of IFEval names it.
 *
 * @param place where the row stands, for messages
 * @param id for example {@code length_constraints:number_words}
 * @param arguments the row's {@code kwargs} of this instruction; null values count as missing
 */
public record Instruction(String place, String id, Map<String, @Nullable Object> arguments) {
  private static final String IDS = "instruction_id_list";
  private static final String ARGUMENTS = "kwargs";

  public Instruction {
    arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
  }

  /** What is wrong with the instruction. */
  UserError refusal(String key, String what) {
    return new UserError(place + ": instruction '" + id + "', key '" + key + "': " + what);
  }

  /**
   * The instructions of a row.
   *
   * @throws UserError if the row has none, or the two lists do not fit
   */
  public static List<Instruction> of(Row.Prompt prompt) {
    String place = prompt.source().toString();
    List<?> ids = list(prompt, IDS);
    List<?> arguments = list(prompt, ARGUMENTS);
    if (ids.isEmpty() || ids.size() != arguments.size()) {
      throw new UserError(
          String.format(
              "%s: %d in '%s' and %d in '%s', expected as many in both and at least one",
              place, ids.size(), IDS, arguments.size(), ARGUMENTS));
    }
    List<Instruction> instructions = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      if (!(ids.get(i) instanceof String id)) {
        throw new UserError(place + ": key '" + IDS + "': found " + ids.get(i) + ", expected text");
      }
      if (!(arguments.get(i) instanceof Map<?, ?> map)) {
        throw new UserError(
            place + ": key '" + ARGUMENTS + "': found " + arguments.get(i) + ", expected objects");
      }
      Map<String, @Nullable Object> each = new LinkedHashMap<>();
      map.forEach((key, value) -> each.put(String.valueOf(key), value));
      instructions.add(new Instruction(place, id, each));
    }
    return instructions;
  }

  private static List<?> list(Row.Prompt prompt, String key) {
    Object value = prompt.variables().get(key);
    if (value instanceof List<?> list) {
      return list;
    }
    throw new UserError(
        String.format(
            "%s: key '%s': %s, expected a list, because verifier 'ifeval' checks what it names",
            prompt.source(), key, value == null ? "the key is missing" : "found " + value));
  }
}
