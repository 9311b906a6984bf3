package dev.herder.engine.text;

/** What is worth telling about rows that are used all the same. */
public enum Note {
  /** A token reaches over the border between prompt and answer; it counts as answer. */
  MERGED("rows in which a token joins the end of the prompt and the beginning of the answer"),
  /** The prompt alone is rendered otherwise than before an answer. */
  PROMPT_DIFFERS("rows whose generation prompt differs from what stands before the answer"),
  /** A text spells a control token, which was encoded as text. */
  CONTROL_TEXT("rows whose text spells a control token; it was encoded as text");

  private final String title;

  Note(String title) {
    this.title = title;
  }

  /** For people. */
  public String title() {
    return title;
  }
}
