package dev.herder.engine.text;

import dev.herder.engine.text.SpecialScanner.Hit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text in which it is known what is a control token and what only looks like one.
 *
 * @param text the text
 * @param hits the true control tokens; null if everything that looks like one is one
 * @param addSpecial whether BOS and EOS are added as the tokenizer does for plain texts
 */
record GuardedText(String text, @Nullable List<Hit> hits, boolean addSpecial) {
  /** The beginning of the text. */
  GuardedText until(int end) {
    List<Hit> inside = hits == null ? null : hits.stream().filter(hit -> hit.end() <= end).toList();
    return new GuardedText(text.substring(0, end), inside, addSpecial);
  }

  /** The tokens of the whole text. */
  Tokens tokens(Tokenizer tokenizer) {
    if (hits != null) {
      return tokenizer.plain().encode(text, hits, addSpecial);
    }
    Tokens tokens = tokenizer.tokens(text, addSpecial);
    if (tokenizer.scanner().literal()) {
      return tokens;
    }
    // Some control tokens are looked for in the normalized text, where other spellings match too.
    return tokenizer.plain().encode(text, tokenizer.scanner().find(text), addSpecial);
  }

  /**
   * The tokens from one place to another, as they would be if the text ended there.
   *
   * @param from the start of the text or of a control token
   */
  private Tokens part(Tokenizer tokenizer, int from, int to) {
    List<Hit> inside =
        hits == null
            ? null
            : hits.stream()
                .filter(hit -> hit.start() >= from && hit.end() <= to)
                .map(hit -> hit.shifted(-from))
                .toList();
    return new GuardedText(text.substring(from, to), inside, addSpecial && from == 0)
        .tokens(tokenizer);
  }

  /**
   * How many first tokens of this text are also those of another, which is usually its beginning.
   *
   * @param tokens the tokens of this text
   */
  int common(Tokenizer tokenizer, Tokens tokens, GuardedText other) {
    if (!text.startsWith(other.text) || addSpecial) {
      return common(tokens.ids(), 0, other.tokens(tokenizer).ids());
    }
    // What stands before a control token never depends on what stands after it, so the tokens up
    // to the last one before the border are the same without looking.
    int border = other.text.length();
    int last = tokens.size() - 1;
    while (last >= 0
        && (tokens.end(last) > border
            || !tokenizer.isSpecial(tokens.id(last))
            || tokens.id(last) == tokenizer.unknownId())) {
      last--;
    }
    int from = last < 0 ? 0 : tokens.start(last);
    int first = Math.max(last, 0);
    return first + common(tokens.ids(), first, part(tokenizer, from, border).ids());
  }

  private static int common(int[] ids, int from, int[] others) {
    int length = 0;
    while (length < others.length
        && from + length < ids.length
        && ids[from + length] == others[length]) {
      length++;
    }
    return length;
  }
}
