package dev.herder.core.generate;

import dev.herder.core.data.Row;

/**
 * One sampled answer.
 *
 * @param prompt the prompt that was answered
 * @param sample the index of this sample among those of the prompt, from 0
 * @param text the answer without its stop token
 * @param finishReason why it ended
 * @param tokens generated tokens, the stop token included
 * @param logprob sum of the log-probabilities (natural log) of those tokens under the model at
 *     temperature 1
 */
public record Completion(
    Row.Prompt prompt,
    int sample,
    String text,
    FinishReason finishReason,
    int tokens,
    double logprob) {}
