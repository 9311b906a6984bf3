package dev.herder.engine.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one optimiser step did.
 *
 * @param step its number, from 1
 * @param loss the loss, averaged by the weight of the whole step; NaN of a step without examples
 * @param gradNorm global norm of the gradient before clipping
 * @param learningRate the rate of the step
 * @param epoch passes over the data after the step
 * @param tokens tokens of the step
 * @param targets tokens of the step with a loss
 * @param totalTokens tokens since the start of the run
 * @param seconds wall time of the step
 * @param metrics further averages by name
 */
public record StepReport(
    long step,
    double loss,
    double gradNorm,
    double learningRate,
    double epoch,
    long tokens,
    long targets,
    long totalTokens,
    double seconds,
    Map<String, Double> metrics) {
  public StepReport {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }
}
