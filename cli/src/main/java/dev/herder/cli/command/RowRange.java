package dev.herder.cli.command;

import dev.herder.core.UserError;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Some rows of a file, counted from 1 without blank lines.
 *
 * @param first the first
 * @param last the last, itself included
 */
record RowRange(long first, long last) {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,15})(?:-([0-9]{1,15}))?");

  /**
   * Reads {@code 7} or {@code 3-5}.
   *
   * @throws UserError if it is neither
   */
  static RowRange parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (form.matches()) {
      long first = Long.parseLong(form.group(1));
      long last = form.group(2) == null ? first : Long.parseLong(form.group(2));
      if (first >= 1 && last >= first) {
        return new RowRange(first, last);
      }
    }
    throw new UserError(
        "rows: is \"" + text + "\", expected a row from 1, such as 7, or a range, such as 3-5");
  }

  boolean contains(long row) {
    return row >= first && row <= last;
  }
}
