package dev.herder.eval.items;

/** A row that cannot become an item: where in the row, what is there, what to do. */
public final class BadItem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String key;
  private final String hint;

  BadItem(String key, String message, String hint) {
    super(message, null, false, false);
    this.key = key;
    this.hint = hint;
  }

  /** The place inside the row. */
  String key() {
    return key;
  }

  /** What was found and what was expected. */
  String message() {
    return String.valueOf(getMessage());
  }

  /** What to do; may be empty. */
  String hint() {
    return hint;
  }
}
