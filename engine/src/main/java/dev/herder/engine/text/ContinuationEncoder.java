package dev.herder.engine.text;

import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import dev.herder.core.data.Turns;
import dev.herder.engine.text.SpecialScanner.Hit;
import java.util.Arrays;
import java.util.List;

/**
 * Encodes prompts with texts that follow them, to ask how probable the texts are.
 *
 * <p>Prompt and text are tokenised in one go. As many first tokens as the prompt alone has are the
 * prompt's; white space at the end of a plain prompt belongs to the text. This is what
 * lm-evaluation-harness does, so the same tokens are summed.
 */
public final class ContinuationEncoder {
  private final Tokenizer tokenizer;
  private final RowTexts texts;
  private final boolean controlTokensInText;

  /** An encoder that renders and tokenises as another one. */
  public ContinuationEncoder(Encoder encoder) {
    tokenizer = encoder.tokenizer();
    texts = encoder.texts();
    controlTokensInText = encoder.config().controlTokensInText();
  }

  /**
   * Encodes a prompt and a text.
   *
   * @throws UserError naming the row if it cannot be encoded, or the text adds no token
   */
  public EncodedContinuation encode(Row.Prompt prompt, String text) {
    texts.checkTemplate(prompt);
    try {
      return prompt.prompt() instanceof Turns.Plain plain
          ? encode(
              texts.plain(plain.text().stripTrailing(), false),
              texts.plain(plain.text() + text, false),
              plain.text().isBlank())
          : afterChat(texts.before(prompt), text);
    } catch (RowFault e) {
      throw new UserError(e.at(prompt.source()).toString(), e);
    }
  }

  private EncodedContinuation afterChat(GuardedText before, String text) {
    String whole = before.text() + text;
    SpecialScanner scanner = tokenizer.scanner();
    List<Hit> own = before.hits() == null ? scanner.find(before.text()) : before.hits();
    boolean plain = before.hits() == null && !scanner.couldJoin(text);
    boolean free = controlTokensInText || (plain && scanner.find(whole).equals(own));
    return encode(before, new GuardedText(whole, free ? null : own, false), false);
  }

  private EncodedContinuation encode(GuardedText before, GuardedText whole, boolean alone) {
    int[] ids = withoutEos(whole);
    int[] first = withoutEos(before);
    int from = first.length;
    if (from >= ids.length) {
      from = common(ids, first);
    }
    if (alone && ids.length > 0) {
      return new EncodedContinuation(ids, Math.min(ids.length, Math.max(1, from)));
    }
    if (from == 0) {
      throw new RowFault(
          "prompt", "has no token in common with the text after it", "give it a longer prompt");
    }
    if (from == ids.length) {
      throw new RowFault("", "a text adds no token to its prompt", "give it another text");
    }
    return new EncodedContinuation(ids, from);
  }

  /** A tokenizer that ends every text would end the prompt before what follows it. */
  private int[] withoutEos(GuardedText text) {
    int[] ids = text.tokens(tokenizer).ids();
    boolean ended = text.addSpecial() && ids.length > 0 && ids[ids.length - 1] == tokenizer.eosId();
    return ended ? Arrays.copyOf(ids, ids.length - 1) : ids;
  }

  private static int common(int[] ids, int[] others) {
    int length = 0;
    while (length < Math.min(ids.length, others.length) && ids[length] == others[length]) {
      length++;
    }
    return length;
  }
}
