package dev.herder.core.data;

/** What rows are read for; rows are converted to it where that makes sense. */
public enum Purpose {
  /**
   * Rows to imitate: texts, conversations with an answer, demonstrations.
   *
   * <p>Of preferences and rankings the best answer is taken; empty answers are refused.
   */
  TRAINING_SFT("supervised fine-tuning"),
  /** Rows with a better and a worse answer: preferences and rankings. */
  PREFERENCE("preference training"),
  /**
   * Answers that are labelled good or bad: demonstrations with a {@code label}, true or false.
   *
   * <p>Preferences and rankings stay as they are: their best answer is a good one and their worst a
   * bad one.
   */
  LABELLED("training on labelled answers"),
  /**
   * Prompts to answer; answers are left out.
   *
   * <p>Of a conversation that ends with the assistant, everything before that last turn is the
   * prompt.
   */
  PROMPTS("prompts"),
  /** Rows of every kind, as they are. */
  ANY("any use");

  private final String title;

  Purpose(String title) {
    this.title = title;
  }

  /** The name in messages. */
  public String title() {
    return title;
  }
}
