package dev.herder.core.verify.search;

/**
 * A text that a search may read only so often, because a search cannot be interrupted otherwise.
 */
public final class BoundedText implements CharSequence {
  /** The search read more characters than allowed. */
  public static final class TooManySteps extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManySteps() {
      super("too many steps", null, false, false);
    }
  }

  private final CharSequence text;
  private long stepsLeft;

  /**
   * Bounds a text.
   *
   * @param maxSteps characters that may be read
   */
  public BoundedText(CharSequence text, long maxSteps) {
    this.text = text;
    this.stepsLeft = maxSteps;
  }

  @Override
  public char charAt(int index) {
    if (--stepsLeft < 0 || ((stepsLeft & 0xfff) == 0 && Thread.currentThread().isInterrupted())) {
      throw new TooManySteps();
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.subSequence(start, end);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
