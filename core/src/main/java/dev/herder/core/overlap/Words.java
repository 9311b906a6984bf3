package dev.herder.core.overlap;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The words of a text, so normalised that case, punctuation and layout do not count.
 *
 * <p>The rule: the text is brought to Unicode's form NFKC and to lower case; a word is a longest
 * run of letters, digits and combining marks (categories L, N and M); everything else separates.
 * Characters of scripts that are written without spaces (Han, Hiragana, Katakana, Thai, Lao, Khmer,
 * Myanmar) are words of their own, with the marks that follow them. So {@code "Don't PANIC!"} is
 * {@code don, t, panic}.
 */
public final class Words {
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  // What a character is to the words around it.
  private static final int SEPARATOR = 0;
  private static final int LETTER = 1;
  private static final int MARK = 2;
  private static final int ALONE = 3;

  private final StringBuilder current = new StringBuilder();
  private final List<String> found = new ArrayList<>();

  private Words() {}

  /** The words in their order. */
  public static List<String> of(String text) {
    Words words = new Words();
    String normal = normal(text);
    boolean open = false;
    for (int i = 0; i < normal.length(); ) {
      int c = normal.codePointAt(i);
      i += Character.charCount(c);
      int kind = kind(c);
      if (kind == SEPARATOR || kind == ALONE || (kind == LETTER && !open)) {
        words.end();
      }
      if (kind != SEPARATOR) {
        words.current.appendCodePoint(c);
      }
      open = kind == LETTER || (kind == MARK && open);
    }
    words.end();
    return List.copyOf(words.found);
  }

  /**
   * A 64-bit hash of each word, in their order.
   *
   * <p>Equal words have equal hashes; of a billion pairs of different words one has equal hashes
   * with probability 5e-11.
   */
  public static long[] hashes(String text) {
    String normal = normal(text);
    long[] hashes = new long[Math.max(4, normal.length() / 6)];
    int count = 0;
    long hash = 0;
    boolean any = false;
    boolean open = false;
    for (int i = 0; i < normal.length(); ) {
      int c = normal.codePointAt(i);
      i += Character.charCount(c);
      int kind = kind(c);
      if (any && (kind == SEPARATOR || kind == ALONE || (kind == LETTER && !open))) {
        hashes = count == hashes.length ? Arrays.copyOf(hashes, 2 * count) : hashes;
        hashes[count++] = mix(hash);
        hash = 0;
        any = false;
      }
      if (kind != SEPARATOR) {
        hash = (hash + c + 1) * MULTIPLIER;
        hash ^= hash >>> 29;
        any = true;
      }
      open = kind == LETTER || (kind == MARK && open);
    }
    if (any) {
      hashes = count == hashes.length ? Arrays.copyOf(hashes, count + 1) : hashes;
      hashes[count++] = mix(hash);
    }
    return Arrays.copyOf(hashes, count);
  }

  private void end() {
    if (!current.isEmpty()) {
      found.add(current.toString());
      current.setLength(0);
    }
  }

  private static int kind(int c) {
    if (c < 128) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? LETTER : SEPARATOR;
    }
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK ->
          MARK;
      case Character.LOWERCASE_LETTER,
          Character.UPPERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.DECIMAL_DIGIT_NUMBER,
          Character.LETTER_NUMBER,
          Character.OTHER_NUMBER ->
          LETTER;
      case Character.MODIFIER_LETTER, Character.OTHER_LETTER -> withoutSpaces(c) ? ALONE : LETTER;
      default -> SEPARATOR;
    };
  }

  private static boolean withoutSpaces(int c) {
    UnicodeScript script = UnicodeScript.of(c);
    return switch (script) {
      case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> true;
      default -> false;
    };
  }

  private static String normal(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 128) {
        // Lower case of some compositions is not composed, hence the second pass.
        String lower = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        return Normalizer.normalize(lower, Normalizer.Form.NFKC);
      }
    }
    return text.toLowerCase(Locale.ROOT);
  }

  /** Spreads the bits of a value over all of it: the finaliser of SplitMix64. */
  public static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
