package dev.herder.reward;

import dev.herder.core.data.Source;
import dev.herder.engine.batch.PackedBatch;
import dev.herder.engine.text.EncodedAnswers;
import java.util.ArrayList;
import java.util.List;

/**
 * A prompt with one or more answers, and the token at which each answer's score is read.
 *
 * <p>The score is read where transformers reads it: at the last token of the whole sequence that is
 * not the padding token. Arrays are not copied.
 */
final class Ranking {
  private final Source source;
  private final int[] prompt;
  private final List<int[]> answers;
  private final int[] readAt;

  /**
   * A ranking.
   *
   * @param prompt tokens that all answers share, at least one
   * @param answers what follows, best first; an answer may be empty, its score is then the prompt's
   * @param padTokenId the padding token, or -1
   */
  Ranking(Source source, int[] prompt, List<int[]> answers, int padTokenId) {
    this.source = source;
    this.prompt = prompt;
    this.answers = List.copyOf(answers);
    readAt = new int[answers.size()];
    for (int i = 0; i < readAt.length; i++) {
      int inAnswer = lastOtherThan(answers.get(i), padTokenId);
      readAt[i] =
          inAnswer >= 0 ? prompt.length + inAnswer : Math.max(0, lastOtherThan(prompt, padTokenId));
    }
  }

  /** The answers of an encoded preference or ranking. */
  static Ranking of(EncodedAnswers row, int padTokenId) {
    List<int[]> answers = new ArrayList<>();
    row.answers().forEach(answer -> answers.add(answer.ids()));
    return new Ranking(row.source(), row.prompt(), answers, padTokenId);
  }

  private static int lastOtherThan(int[] ids, int token) {
    int last = ids.length - 1;
    while (last >= 0 && ids[last] == token) {
      last--;
    }
    return last;
  }

  Source source() {
    return source;
  }

  /** Number of answers. */
  int size() {
    return answers.size();
  }

  /** Tokens of the prompt, once, and of all answers. */
  int tokens() {
    return prompt.length + answers.stream().mapToInt(ids -> ids.length).sum();
  }

  /** Tokens of an answer. */
  int length(int answer) {
    return answers.get(answer).length;
  }

  /** Adds the prompt as a root, the answers as its children, and marks where scores are read. */
  void pack(PackedBatch.Builder batch) {
    int start = batch.tokens();
    int root = batch.add(-1, prompt, new boolean[prompt.length]);
    for (int i = 0; i < readAt.length; i++) {
      int[] ids = answers.get(i);
      int own = batch.tokens();
      if (ids.length > 0) {
        batch.add(root, ids, new boolean[ids.length]);
      }
      int at = readAt[i];
      batch.score(at < prompt.length ? start + at : own + at - prompt.length);
    }
  }
}
