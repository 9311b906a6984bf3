package dev.herder.engine.text;

import dev.herder.core.data.Source;

/**
 * A tokenised preference: two answers after one prompt.
 *
 * <p>Arrays are not copied.
 */
public final class EncodedPair {
  private final Source source;
  private final int[] prompt;
  private final Answer chosen;
  private final Answer rejected;

  EncodedPair(Source source, int[] prompt, Answer chosen, Answer rejected) {
    this.source = source;
    this.prompt = prompt;
    this.chosen = chosen;
    this.rejected = rejected;
  }

  public Source source() {
    return source;
  }

  /** Ids of the prompt, up to where an answer begins; at least one. */
  public int[] prompt() {
    return prompt;
  }

  public Answer chosen() {
    return chosen;
  }

  public Answer rejected() {
    return rejected;
  }

  /** Tokens of the prompt and both answers. */
  public int tokens() {
    return prompt.length + chosen.ids.length + rejected.ids.length;
  }

  /** Tokens of the longer of the two rows that the pair stands for. */
  int longest() {
    return prompt.length + Math.max(chosen.ids.length, rejected.ids.length);
  }

  /** An answer's tokens, at least one, and which of them are formatting. */
  public static final class Answer {
    private final int[] ids;
    private final boolean[] format;

    Answer(int[] ids, boolean[] format) {
      this.ids = ids;
      this.format = format;
    }

    /** Token ids, [tokens]. */
    public int[] ids() {
      return ids;
    }

    /** Which tokens are control tokens or follow the end of the turn, [tokens]. */
    public boolean[] format() {
      return format;
    }
  }
}
