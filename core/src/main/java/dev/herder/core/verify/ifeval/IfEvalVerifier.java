package dev.herder.core.verify.ifeval;

import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import dev.herder.core.verify.Verifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The share of its row's instructions that an answer follows.
 *
 * <p>The row has {@code instruction_id_list} and {@code kwargs}, as in the published file.
 *
 * @param ifEval the checks
 * @param mode how much of an answer counts
 */
public record IfEvalVerifier(IfEval ifEval, IfEval.Mode mode) implements Verifier {
  private static final String IDS = "instruction_id_list";
  private static final String ARGUMENTS = "kwargs";

  @Override
  public String name() {
    return mode == IfEval.Mode.STRICT ? "ifeval:strict" : "ifeval:loose";
  }

  @Override
  public double score(Row.Prompt prompt, String completion) {
    List<Boolean> followed = ifEval.followed(instructions(prompt), completion, mode);
    return (double) followed.stream().filter(each -> each).count() / followed.size();
  }

  /**
   * The instructions of a row.
   *
   * @throws UserError if the row has none, or the two lists do not fit
   */
  public static List<Instruction> instructions(Row.Prompt prompt) {
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
