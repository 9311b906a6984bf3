package dev.herder.engine.text;

/** Which tokens of a row are learned. */
public enum LossOn {
  /**
   * What the assistant says.
   *
   * <p>The {@code {% generation %}} blocks of the chat template, if it has any; otherwise each
   * assistant turn as it is rendered: from the end of the generation prompt to the beginning of the
   * next turn, the end-of-turn token and what the template writes after it included. Of a prompt
   * with a completion, only turns of the completion count. A plain completion counts whole.
   */
  ASSISTANT("assistant"),
  /** The completion: everything after the prompt. Of a conversation, the last assistant turn. */
  COMPLETION("completion"),
  /** Every token but the first, which nothing predicts. */
  ALL("all");

  private final String id;

  LossOn(String id) {
    this.id = id;
  }

  /** The name used in files and options. */
  public String id() {
    return id;
  }
}
