package dev.herder.dpo;

import dev.herder.engine.batch.PackedBatch;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A tokenised prompt, its answers, and the reference's log-probabilities of them.
 *
 * <p>The prompt is one segment and the answers are its children, so that it is computed once.
 */
final class Example {
  private final String source;
  private final int[] prompt;
  private final List<Answer> answers;
  private final @Nullable Answer mismatched;
  private final boolean desirable;
  private final double offset;
  private final double[] references;

  /**
   * An example without a reference, that is, with log-probabilities of 0.
   *
   * @param source {@code file:line}
   * @param prompt its tokens, at least one
   * @param answers the best first; one, if it is labelled
   * @param mismatched an answer to another prompt, for KTO's estimate of the divergence
   * @param desirable of a labelled answer, whether it is a good one; else true
   * @param offset by how much a pair's scaled margin should exceed 0, in nats
   */
  Example(
      String source,
      int[] prompt,
      List<Answer> answers,
      @Nullable Answer mismatched,
      boolean desirable,
      double offset) {
    this(
        source,
        prompt,
        answers,
        mismatched,
        desirable,
        offset,
        new double[answers.size() + (mismatched == null ? 0 : 1)]);
  }

  private Example(
      String source,
      int[] prompt,
      List<Answer> answers,
      @Nullable Answer mismatched,
      boolean desirable,
      double offset,
      double[] references) {
    this.source = source;
    this.prompt = prompt;
    this.answers = List.copyOf(answers);
    this.mismatched = mismatched;
    this.desirable = desirable;
    this.offset = offset;
    this.references = references;
  }

  /** A pair without an offset. */
  static Example pair(String source, int[] prompt, Answer chosen, Answer rejected) {
    return new Example(source, prompt, List.of(chosen, rejected), null, true, 0);
  }

  /** Stands for a prompt whose answers do not exist yet. */
  static Example unmade(String source) {
    return new Example(source, new int[0], List.of(), null, true, 0);
  }

  /**
   * The same whose reference is what lies in an array.
   *
   * @param shared is written to by {@link #setReference}
   */
  Example withReferences(double[] shared) {
    return new Example(source, prompt, answers, mismatched, desirable, offset, shared);
  }

  /** The same with an answer to another prompt. */
  Example withMismatched(Answer other) {
    return new Example(source, prompt, answers, other, desirable, offset);
  }

  String source() {
    return source;
  }

  int[] prompt() {
    return prompt;
  }

  List<Answer> answers() {
    return answers;
  }

  @Nullable Answer mismatched() {
    return mismatched;
  }

  boolean desirable() {
    return desirable;
  }

  double offset() {
    return offset;
  }

  /** The reference's summed log-probability of an answer's contrasted tokens. */
  double reference(int answer) {
    return references[answer];
  }

  double mismatchedReference() {
    return mismatched == null ? 0 : references[answers.size()];
  }

  /**
   * Sets the reference's log-probabilities.
   *
   * @param all of each answer, then of the mismatched one if there is any
   */
  void setReference(double[] all) {
    System.arraycopy(all, 0, references, 0, references.length);
  }

  /** What {@link #setReference} was given. */
  double[] references() {
    return references.clone();
  }

  /** The answers whose reference is needed: all, then the mismatched one. */
  List<Answer> scored() {
    Answer other = mismatched;
    if (other == null) {
      return answers;
    }
    return Stream.concat(answers.stream(), Stream.of(other)).toList();
  }

  /** Adds the prompt and some answers to a batch. */
  void pack(List<Answer> some, PackedBatch.Builder batch) {
    int root = batch.add(-1, prompt, new boolean[prompt.length]);
    for (Answer answer : some) {
      boolean[] all = new boolean[answer.length()];
      Arrays.fill(all, true);
      batch.add(root, answer.ids(), all);
    }
  }

  /** Tokens of the prompt and some answers. */
  int tokens(List<Answer> some) {
    return prompt.length + some.stream().mapToInt(Answer::length).sum();
  }
}
