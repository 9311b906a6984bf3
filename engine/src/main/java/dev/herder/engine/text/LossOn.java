package dev.herder.engine.text;

/** Which tokens of a row are supervised. */
public enum LossOn {
  /** Every turn of the assistant, its end-of-turn token included. */
  ASSISTANT,
  /** The answer to the prompt: of a conversation, the assistant's last turn. */
  COMPLETION,
  /** Every token but the first. */
  ALL
}
