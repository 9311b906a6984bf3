package dev.herder.engine.text;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the texts of control tokens in other texts, leftmost first and the longest there. */
final class SpecialScanner {
  private final Map<String, AddedToken> byContent = new HashMap<>();
  private final Map<Character, int[]> lengthsByFirst = new HashMap<>();
  private final BitSet firsts = new BitSet();
  private final boolean literal;

  /**
   * Where a control token's text lies.
   *
   * @param start first UTF-16 index
   * @param end UTF-16 index after it
   * @param token the token
   */
  record Hit(int start, int end, AddedToken token) {
    /** The same in a text that has this many more characters before it. */
    Hit shifted(int by) {
      return new Hit(start + by, end + by, token);
    }

    /** Whether the token is a single character, which no mark can divide. */
    boolean indivisible() {
      return token.content().codePointCount(0, token.content().length()) == 1;
    }
  }

  /** A scanner for these tokens, all of them control tokens. */
  SpecialScanner(Collection<AddedToken> tokens) {
    boolean plain = true;
    Map<Character, Set<Integer>> lengths = new HashMap<>();
    for (AddedToken token : tokens) {
      String content = token.content();
      byContent.put(content, token);
      plain &= !token.normalized();
      firsts.set(content.charAt(0));
      lengths.computeIfAbsent(content.charAt(0), c -> new HashSet<>()).add(content.length());
    }
    lengths.forEach(
        (first, set) -> {
          int[] ascending = set.stream().mapToInt(Integer::intValue).sorted().toArray();
          lengthsByFirst.put(first, ascending);
        });
    this.literal = plain;
  }

  /** Whether control tokens are found by their exact text; false if some go by normalized text. */
  boolean literal() {
    return literal;
  }

  /** All occurrences, overlapping ones left out. */
  List<Hit> find(String text) {
    List<Hit> hits = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      AddedToken token = firsts.get(text.charAt(at)) ? longestAt(text, at) : null;
      if (token == null) {
        at++;
      } else {
        hits.add(new Hit(at, at + token.content().length(), token));
        at += token.content().length();
      }
    }
    return hits;
  }

  /** All occurrences, overlapping ones included, the longest at each place. */
  List<Hit> findOverlapping(String text) {
    List<Hit> hits = new ArrayList<>();
    for (int at = 0; at < text.length(); at++) {
      AddedToken token = firsts.get(text.charAt(at)) ? longestAt(text, at) : null;
      if (token != null) {
        hits.add(new Hit(at, at + token.content().length(), token));
      }
    }
    return hits;
  }

  private @Nullable AddedToken longestAt(String text, int at) {
    int[] lengths = lengthsByFirst.getOrDefault(text.charAt(at), new int[0]);
    for (int i = lengths.length - 1; i >= 0; i--) {
      int end = at + lengths[i];
      AddedToken token = end <= text.length() ? byContent.get(text.substring(at, end)) : null;
      if (token != null) {
        return token;
      }
    }
    return null;
  }

  /**
   * Whether a text, put between others, could become a part of a control token: it is a piece of
   * one, ends as one begins or begins as one ends.
   */
  boolean couldJoin(String text) {
    if (text.isEmpty()) {
      return false;
    }
    for (String content : byContent.keySet()) {
      int most = Math.min(content.length() - 1, text.length());
      for (int length = 1; length <= most; length++) {
        if (text.regionMatches(text.length() - length, content, 0, length)
            || text.regionMatches(0, content, content.length() - length, length)) {
          return true;
        }
      }
      if (text.length() < content.length() && content.contains(text)) {
        return true;
      }
    }
    return false;
  }
}
