package dev.herder.core.generate;

/** Why a sample ended. */
public enum FinishReason {
  /** The model produced a stop token or a stop string. */
  STOP,
  /** The sample reached its maximum of new tokens. */
  LENGTH;

  /** The name used in files: {@code stop} or {@code length}. */
  public String id() {
    return this == STOP ? "stop" : "length";
  }
}
