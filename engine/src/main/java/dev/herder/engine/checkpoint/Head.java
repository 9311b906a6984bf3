package dev.herder.engine.checkpoint;

/** What a model computes from its last hidden state. */
public sealed interface Head {
  /** Scores of the next token: {@code lm_head.weight}, or the embedding where they are tied. */
  record LanguageModel() implements Head {}

  /**
   * Scores of the whole text: {@code score.weight}, {@code [labels, hidden]}, without bias.
   *
   * @param labels numbers per text; 1 for a reward model
   */
  record Score(int labels) implements Head {
    /** Most labels that are read. */
    static final int MOST_LABELS = 1 << 16;

    public Score {
      if (labels < 1 || labels > MOST_LABELS) {
        throw new IllegalArgumentException("labels must be 1 to " + MOST_LABELS + ": " + labels);
      }
    }
  }
}
