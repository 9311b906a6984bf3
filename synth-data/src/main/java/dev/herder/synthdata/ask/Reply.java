package dev.herder.synthdata.ask;

/** What came back. */
public sealed interface Reply {
  /**
   * An answer.
   *
   * @param cut whether it reached its maximum length
   */
  record Said(String text, boolean cut) implements Reply {}

  /** None, for that reason. */
  record Failed(String reason) implements Reply {}

  /** The text of an answer; empty if there is none. */
  default String text() {
    return this instanceof Said said ? said.text() : "";
  }
}
