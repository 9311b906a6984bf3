package dev.herder.core.generate;

import dev.herder.core.UserError;

/**
 * How a text that may be longer than a model can read is read piece by piece.
 *
 * <p>The first window is the text's beginning. Each next one begins {@code stride} tokens further;
 * of its tokens those count that no window before it had, each with all that stands before it in
 * the window as its context. So every token but the first counts once, with at least {@code tokens
 * - stride} tokens of context where the text has as many.
 *
 * @param tokens the longest window, from 2
 * @param stride how far a window is from the one before, from 1 and below {@code tokens}
 */
public record Windows(int tokens, int stride) {
  public Windows {
    if (tokens < 2) {
      throw new UserError("window: " + tokens + " is out of range, expected at least 2 tokens");
    }
    if (stride < 1 || stride >= tokens) {
      throw new UserError(
          "stride: "
              + stride
              + " is out of range, expected 1 to "
              + (tokens - 1)
              + ": below the window, or its first token has no context");
    }
  }
}
