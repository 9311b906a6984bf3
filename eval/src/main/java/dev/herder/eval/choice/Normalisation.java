package dev.herder.eval.choice;

/** What a continuation's log-probability is divided by before choices are compared. */
public enum Normalisation {
  /** Nothing: the most probable choice wins, which favours short ones. */
  NONE("acc"),
  /** Bytes of the continuation in UTF-8, its leading space left out. */
  BYTES("acc_norm"),
  /** Tokens of the continuation. */
  TOKENS("acc_tokens");

  private final String figure;

  Normalisation(String figure) {
    this.figure = figure;
  }

  /** The name of the accuracy by it. */
  public String figure() {
    return figure;
  }
}
