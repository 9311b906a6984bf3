package dev.herder.engine.model;

import java.util.List;

/**
 * Which pages the sequences of a step see.
 *
 * @param sequences in the order of the step's tokens, those of a sequence one after another
 * @param promptPages one more than the largest number of a prompt page in use
 * @param samplePages one more than the largest number of a sample page in use
 */
public record PageView(List<Sequence> sequences, int promptPages, int samplePages) {
  public PageView {
    sequences = List.copyOf(sequences);
  }

  /**
   * One sequence.
   *
   * @param prompt whole pages of its prompt, in order; sequences of one prompt give the same array
   * @param own its own pages, in order
   * @param filled tokens in its own pages, this step's not counted
   * @param tokens how many tokens of it this step computes, each after the other
   */
  @SuppressWarnings("ArrayRecordComponent") // Arrays are shared on purpose and never compared.
  public record Sequence(int[] prompt, int[] own, int filled, int tokens) {}

  /** Tokens of the step. */
  int tokens() {
    return sequences.stream().mapToInt(Sequence::tokens).sum();
  }
}
