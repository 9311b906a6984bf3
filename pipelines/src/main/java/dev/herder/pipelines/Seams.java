package dev.herder.pipelines;

import java.util.List;

/**
 * The models' side of a round: who trains, averages, answers and judges.
 *
 * @param sft fine-tuning, one for each variant of the recipe's block, at least one
 * @param dpo DPO, likewise
 * @param reward reward modelling, likewise
 */
public record Seams(
    List<TrainingStep> sft,
    List<TrainingStep> dpo,
    List<TrainingStep> reward,
    Averaging averaging,
    SamplerFactory samplers,
    JudgeFactory judges) {
  public Seams {
    sft = List.copyOf(sft);
    dpo = List.copyOf(dpo);
    reward = List.copyOf(reward);
  }
}
