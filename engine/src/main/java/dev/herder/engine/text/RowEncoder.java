package dev.herder.engine.text;

import dev.herder.core.UserError;
import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.data.Turns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows to ids; the ids and what is supervised come from one rendering.
 *
 * <p>The tokens are those of transformers and TRL for the same row: conversations by the chat
 * template without further control tokens, plain texts with those that the tokenizer adds, and an
 * end-of-sequence token at their end.
 */
public final class RowEncoder {
  private final Tokenizer tokenizer;
  private final @Nullable ChatText chat;

  /**
   * An encoder.
   *
   * @param renderer the chat template, or null if the model has none
   */
  public RowEncoder(Tokenizer tokenizer, @Nullable ChatRenderer renderer) {
    this.tokenizer = tokenizer;
    this.chat = renderer == null ? null : new ChatText(tokenizer, renderer);
  }

  /**
   * Encodes a row to imitate.
   *
   * @throws UserError if the row cannot be rendered, or nothing or the wrong thing would be
   *     supervised; begins with the row's place
   */
  public EncodedRow encode(Row row, LossOn lossOn) {
    try {
      EncodedRow encoded = unchecked(row, lossOn);
      check(encoded);
      return encoded;
    } catch (UserError e) {
      throw at(row, e);
    }
  }

  private EncodedRow unchecked(Row row, LossOn lossOn) {
    if (row instanceof Row.Text text) {
      return allTargets(row, withEnd(plain(text.text())));
    } else if (row instanceof Row.Conversation conversation) {
      return conversation(row, conversation.messages(), lossOn);
    } else if (row instanceof Row.Demonstration demonstration) {
      if (demonstration.prompt() instanceof Turns.Plain prompt
          && demonstration.completion() instanceof Turns.Plain completion) {
        Tokens tokens = plain(prompt.text() + completion.text());
        EncodedRow all = allTargets(row, withEnd(tokens));
        if (lossOn != LossOn.ALL) {
          for (int i = 0; i < tokens.size() && tokens.start(i) < prompt.text().length(); i++) {
            all.targets()[i] = false;
          }
        }
        return all;
      }
      List<Message> prompt = messages(demonstration.prompt());
      List<Message> whole = join(prompt, messages(demonstration.completion()));
      if (lossOn == LossOn.ALL) {
        return conversation(row, whole, LossOn.ALL);
      }
      ChatText text = chat();
      Tokens tokens = text.tokens(whole, false, row.variables());
      String full = text.render(whole, false, row.variables());
      return targets(row, tokens, List.of(completion(text, prompt, full, row.variables())));
    }
    throw new UserError("this kind of row has no answer to imitate");
  }

  private EncodedRow conversation(Row row, List<Message> messages, LossOn lossOn) {
    ChatText text = chat();
    Tokens tokens = text.tokens(messages, false, row.variables());
    if (lossOn == LossOn.ALL) {
      return allTargets(row, tokens.ids());
    }
    String full = text.render(messages, false, row.variables());
    List<ChatText.Span> spans = text.assistantSpans(messages, row.variables(), full);
    if (lossOn == LossOn.COMPLETION && !spans.isEmpty()) {
      spans = spans.subList(spans.size() - 1, spans.size());
    }
    return targets(row, tokens, spans);
  }

  private static ChatText.Span completion(
      ChatText text, List<Message> prompt, String full, Map<String, Object> variables) {
    String before = text.render(prompt, true, variables);
    if (!full.startsWith(before)) {
      throw new UserError(
          "the rendered prompt is not the beginning of the rendered row: the chat template writes"
              + " earlier turns differently once an answer follows");
    }
    return new ChatText.Span(before.length(), full.length());
  }

  /**
   * Encodes a preference.
   *
   * @throws UserError if the row cannot be rendered; begins with the row's place
   */
  public EncodedPair encode(Row.Preference row) {
    try {
      int[] prompt = promptIds(row.prompt(), row.variables());
      return new EncodedPair(
          row.source(),
          prompt,
          answer(row, row.chosen(), prompt.length),
          answer(row, row.rejected(), prompt.length));
    } catch (UserError e) {
      throw at(row, e);
    }
  }

  private EncodedPair.Answer answer(Row.Preference row, Turns answer, int promptTokens) {
    int[] full;
    if (row.prompt() instanceof Turns.Plain prompt && answer instanceof Turns.Plain plain) {
      full = withEnd(plain(prompt.text() + plain.text()));
    } else {
      List<Message> whole = join(messages(row.prompt()), messages(answer));
      full = chat().tokens(whole, false, row.variables()).ids();
    }
    if (full.length <= promptTokens) {
      throw new UserError("an answer is empty after the chat template");
    }
    int[] ids = Arrays.copyOfRange(full, promptTokens, full.length);
    boolean[] format = new boolean[ids.length];
    boolean ended = false;
    for (int i = 0; i < ids.length; i++) {
      boolean special = tokenizer.isSpecial(ids[i]);
      ended |= tokenizer.stopIds().contains(ids[i]);
      format[i] = special || (ended && i > 0 && format[i - 1]);
    }
    if (allTrue(format)) {
      throw new UserError("an answer has no token but formatting");
    }
    return new EncodedPair.Answer(ids, format);
  }

  /**
   * Encodes a prompt up to where the answer begins.
   *
   * @throws UserError if it cannot be rendered; begins with the row's place
   */
  public int[] encode(Row.Prompt row) {
    try {
      return promptIds(row.prompt(), row.variables());
    } catch (UserError e) {
      throw at(row, e);
    }
  }

  private int[] promptIds(Turns prompt, Map<String, Object> variables) {
    int[] ids =
        prompt instanceof Turns.Plain plain
            ? plain(plain.text()).ids()
            : chat().tokens(messages(prompt), true, variables).ids();
    if (ids.length == 0) {
      throw new UserError("the prompt has no token");
    }
    return ids;
  }

  private Tokens plain(String text) {
    return tokenizer.scanner().find(text).isEmpty() && tokenizer.scanner().literal()
        ? tokenizer.tokens(text, true)
        : tokenizer.plain().encode(text, List.of(), true);
  }

  private int[] withEnd(Tokens tokens) {
    int[] ids = tokens.ids();
    int end = tokenizer.eosId();
    if (end < 0 || (ids.length > 0 && ids[ids.length - 1] == end)) {
      return ids;
    }
    int[] longer = Arrays.copyOf(ids, ids.length + 1);
    longer[ids.length] = end;
    return longer;
  }

  private static EncodedRow allTargets(Row row, int[] ids) {
    boolean[] targets = new boolean[ids.length];
    Arrays.fill(targets, true);
    if (ids.length > 0) {
      targets[0] = false;
    }
    return new EncodedRow(row.source(), ids, targets);
  }

  private static EncodedRow targets(Row row, Tokens tokens, List<ChatText.Span> spans) {
    boolean[] targets = new boolean[tokens.size()];
    for (ChatText.Span span : spans) {
      for (int i = 1; i < targets.length; i++) {
        targets[i] |= tokens.start(i) >= span.start() && tokens.start(i) < span.end();
      }
    }
    return new EncodedRow(row.source(), tokens.ids(), targets);
  }

  private void check(EncodedRow row) {
    int[] ids = row.ids();
    boolean[] targets = row.targets();
    if (row.targetCount() == 0) {
      throw new UserError("no token would be supervised; is there an answer in the row?");
    }
    if (ids.length > 1 && ids[0] == tokenizer.bosId() && ids[1] == ids[0]) {
      throw new UserError(
          "begins with two begin-of-sequence tokens; one is written by the chat template, remove"
              + " the other from the row");
    }
    for (int i = 1; i < ids.length; i++) {
      boolean ends = targets[i - 1] && !targets[i] && tokenizer.stopIds().contains(ids[i]);
      if (ends && !tokenizer.stopIds().contains(ids[i - 1])) {
        throw new UserError(
            "the end-of-turn token after an answer would not be supervised, so the model would not"
                + " learn to stop; move it inside the template's {% generation %} block");
      }
    }
  }

  private ChatText chat() {
    ChatText present = chat;
    if (present == null) {
      throw new UserError(
          "has messages, but the model has no chat template; add chat_template.jinja to its"
              + " directory, or use rows of plain text");
    }
    return present;
  }

  private static List<Message> messages(Turns turns) {
    if (turns instanceof Turns.Chat messages) {
      return messages.messages();
    }
    throw new UserError("mixes plain text and messages");
  }

  private static List<Message> join(List<Message> first, List<Message> second) {
    List<Message> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  private static boolean allTrue(boolean[] values) {
    for (boolean value : values) {
      if (!value) {
        return false;
      }
    }
    return true;
  }

  private static UserError at(Row row, UserError e) {
    return new UserError(row.source() + ": " + e.getMessage(), e);
  }
}
