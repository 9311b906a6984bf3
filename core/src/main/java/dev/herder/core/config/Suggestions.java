package dev.herder.core.config;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the known name that a misspelt one was meant to be. */
public final class Suggestions {
  // Longer names are never near a key, and the distance is quadratic in the length.
  private static final int LONGEST = 100;

  private Suggestions() {}

  /**
   * The nearest known name, or null if none is near.
   *
   * <p>Near means at most a third of the longer name's letters differ, and at most three; case,
   * {@code _} and {@code -} do not matter.
   */
  public static @Nullable String nearest(String given, Collection<String> known) {
    if (given.length() > LONGEST) {
      return null;
    }
    String best = null;
    int bestDistance = Integer.MAX_VALUE;
    for (String candidate : known) {
      int distance = distance(plain(given), plain(candidate));
      int longer = Math.max(given.length(), candidate.length());
      if (distance < bestDistance && distance <= Math.min(3, longer / 3)) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return best;
  }

  /** {@code did you mean "NAME"?}, or an empty text if no known name is near. */
  public static String didYouMean(String given, Collection<String> known) {
    String nearest = nearest(given, known);
    return nearest == null ? "" : "did you mean \"" + nearest + "\"?";
  }

  /**
   * Insertions, deletions, substitutions and swaps of neighbours that turn one text into the other
   * (optimal string alignment).
   */
  static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, a, b, i, j);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int cheapest(int[][] cost, String a, String b, int i, int j) {
    int substitution = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    int least =
        Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + substitution);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
