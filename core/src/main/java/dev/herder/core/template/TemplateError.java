package dev.herder.core.template;

import dev.herder.core.UserError;

/**
 * A chat template that cannot be parsed, or that refuses or fails to render its input.
 *
 * <p>The message is one line and names the template's line.
 */
public final class TemplateError extends UserError {
  private static final long serialVersionUID = 1L;

  private static final int MAX_REASON_CHARS = 500;

  private final int line;
  private final String reason;

  TemplateError(int line, String reason) {
    super("chat template line " + line + ": " + oneLine(reason));
    this.line = line;
    this.reason = oneLine(reason);
  }

  /** The line of the template, counted from 1. */
  public int line() {
    return line;
  }

  /** What is wrong, in one line. */
  public String reason() {
    return reason;
  }

  private static String oneLine(String reason) {
    StringBuilder line = new StringBuilder(Math.min(reason.length(), MAX_REASON_CHARS) + 3);
    for (int i = 0; i < reason.length(); i++) {
      if (i >= MAX_REASON_CHARS) {
        return line.append("...").toString();
      }
      char c = reason.charAt(i);
      if (c == '\n') {
        line.append("\\n");
      } else if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
        line.append(' ');
      } else {
        line.append(c);
      }
    }
    return line.toString();
  }
}
