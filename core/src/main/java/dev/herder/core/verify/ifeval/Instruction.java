package dev.herder.core.verify.ifeval;

import dev.herder.core.UserError;
import java.util.Collections;
import java.util.LinkedHashMap;
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
  public Instruction {
    arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
  }

  /** What is wrong with the instruction. */
  UserError refusal(String key, String what) {
    return new UserError(place + ": instruction '" + id + "', key '" + key + "': " + what);
  }
}
