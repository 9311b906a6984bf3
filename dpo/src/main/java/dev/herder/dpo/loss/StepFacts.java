package dev.herder.dpo.loss;

/**
 * What of a whole optimiser step the loss of each of its examples depends on.
 *
 * @param meanLength tokens of the whole first answers, the good ones alone, divided by the number
 *     of the step's examples
 * @param kl KTO's estimate of the divergence from the reference: the average of log pi - log ref
 *     over mismatched answers, at least 0, in nats
 * @param desirable how many examples have a good first answer
 * @param undesirable how many have a bad one
 */
public record StepFacts(double meanLength, double kl, int desirable, int undesirable) {}
