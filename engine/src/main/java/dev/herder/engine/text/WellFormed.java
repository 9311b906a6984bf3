package dev.herder.engine.text;

import dev.herder.core.UserError;

/** Text that UTF-8 can write; the native library would silently replace anything else. */
final class WellFormed {
  private WellFormed() {}

  /**
   * Checks that every surrogate has its other half.
   *
   * @throws UserError naming the place of the first that has not
   */
  static void check(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (Character.isLowSurrogate(text.charAt(i))
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          throw new UserError(
              "the text has an unpaired surrogate (\\u"
                  + Integer.toHexString(text.charAt(i))
                  + ") at character "
                  + (i + 1)
                  + ", which no encoding can write; remove it");
        }
        i++;
      }
    }
  }
}
