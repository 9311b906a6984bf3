package dev.herder.core.verify;

import dev.herder.core.data.Row;
import dev.herder.core.verify.ifeval.IfEval;
import dev.herder.core.verify.ifeval.Instruction;
import java.util.ArrayList;
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
    // An unknown instruction or a wrong argument is told whatever the answer is.
    ifEval.verdicts(Instruction.of(prompt), "", mode);
  }

  @Override
  public double score(Row.Prompt prompt, String completion) {
    return judge(prompt, completion).score();
  }

  @Override
  public Judgement judge(Row.Prompt prompt, String completion) {
    List<Instruction> instructions = Instruction.of(prompt);
    List<IfEval.Verdict> verdicts = ifEval.verdicts(instructions, completion, mode);
    List<String> reasons = new ArrayList<>();
    for (int i = 0; i < verdicts.size(); i++) {
      if (verdicts.get(i) != IfEval.Verdict.FOLLOWED) {
        String id = instructions.get(i).id();
        boolean cut = verdicts.get(i) == IfEval.Verdict.CUT_SHORT;
        reasons.add(cut ? id + ": its pattern backtracks too much on this answer" : id);
      }
    }
    long followed = verdicts.stream().filter(IfEval.Verdict.FOLLOWED::equals).count();
    return new Judgement(
        (double) followed / verdicts.size(), reasons, verdicts.contains(IfEval.Verdict.CUT_SHORT));
  }
}
