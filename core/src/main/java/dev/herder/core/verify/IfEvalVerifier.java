package dev.herder.core.verify;

import dev.herder.core.data.Row;
import dev.herder.core.verify.ifeval.IfEval;
import dev.herder.core.verify.ifeval.Instruction;
import java.util.List;

/**
 * The share of its row's instructions that an answer follows.
 *
 * <p>The row has {@code instruction_id_list} and {@code kwargs}, as in the published file.
 *
 * @param ifEval the checks
 * @param mode how much of an answer counts
 */
public record IfEvalVerifier(IfEval ifEval, IfEval.Mode mode) implements Verifier {
  @Override
  public String name() {
    return mode == IfEval.Mode.STRICT ? "ifeval:strict" : "ifeval:loose";
  }

  @Override
  public void require(Row.Prompt prompt) {
    Instruction.of(prompt);
  }

  @Override
  public double score(Row.Prompt prompt, String completion) {
    List<Boolean> followed = ifEval.followed(Instruction.of(prompt), completion, mode);
    return (double) followed.stream().filter(each -> each).count() / followed.size();
  }
}
