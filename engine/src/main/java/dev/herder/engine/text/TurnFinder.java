package dev.herder.engine.text;

import dev.herder.engine.text.ChatRenderer.Span;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds where turns lie in a rendered conversation.
 *
 * <p>A turn begins where the conversation before it ends when rendered alone with a generation
 * prompt, and ends where the conversation up to it ends when rendered alone. Templates that render
 * an earlier turn otherwise once the conversation goes on (that drop its reasoning, for example)
 * break this; there the turn's text is found by marks put around it.
 */
final class TurnFinder {
  private final Chat chat;
  private final String text;

  /**
   * A finder.
   *
   * @param text the conversation as rendered
   */
  TurnFinder(Chat chat, String text) {
    this.chat = chat;
    this.text = text;
  }

  /**
   * A turn's place.
   *
   * @param span where it lies in the text
   * @param prompt the text before it, rendered alone with a generation prompt: the beginning of the
   *     whole text, or almost; nothing where it does not tell the place
   */
  record Turn(Span span, Optional<String> prompt) {}

  /**
   * Finds the turns from one index to another, taken as one.
   *
   * @throws RowFault if the template hides their place
   */
  Turn find(int from, int to) {
    Optional<String> prompt = chat.until(from).tryRender(true);
    int start = start(from, prompt);
    if (start < 0) {
      prompt = Optional.empty();
      start = marked(from, true);
    }
    int end = to == chat.size() ? text.length() : end(to);
    if (end < 0) {
      end = markedEnd(to);
    }
    if (start < 0 || end < start) {
      throw new RowFault(
          "messages[" + (start < 0 ? from : to - 1) + "]",
          "the chat template renders this turn otherwise than when the conversation ends there, so"
              + " its place cannot be found",
          "use a template with {% generation %} blocks, or learn from all tokens");
    }
    return new Turn(new Span(start, end), prompt);
  }

  private int start(int from, Optional<String> prompt) {
    if (prompt.isPresent() && text.startsWith(prompt.get())) {
      return prompt.get().length();
    }
    Optional<String> before = chat.until(from).tryRender(false);
    if (prompt.isPresent() && before.isPresent() && text.startsWith(before.get())) {
      int common = common(text, prompt.get());
      return common >= before.get().length() ? common : -1;
    }
    return -1;
  }

  private int end(int to) {
    Optional<String> whole = chat.until(to).tryRender(false);
    return whole.isPresent() && text.startsWith(whole.get()) ? whole.get().length() : -1;
  }

  /** The end by a mark after the last turn's text, and what the template writes after it. */
  private int markedEnd(int to) {
    int end = marked(to - 1, false);
    if (end < 0) {
      return -1;
    }
    String mark = Chat.mark(text);
    String content = content(to - 1);
    Optional<String> alone =
        content == null
            ? Optional.empty()
            : chat.until(to).with(to - 1, after(content, mark)).tryRender(false);
    int at = alone.map(whole -> whole.lastIndexOf(mark)).orElse(-1);
    if (alone.isEmpty() || at < 0) {
      return end;
    }
    return end + common(text.substring(end), alone.get().substring(at + 1));
  }

  /** The place of a mark put before or after a turn's text; -1 if the template is in the way. */
  private int marked(int turn, boolean before) {
    String content = content(turn);
    if (content == null || content.isBlank()) {
      return -1;
    }
    String mark = Chat.mark(text);
    String changed = before ? before(content, mark) : after(content, mark);
    Optional<String> whole = chat.with(turn, changed).tryRender(false);
    if (whole.isEmpty() || !whole.get().replace(mark, "").equals(text)) {
      return -1;
    }
    int at = whole.get().indexOf(mark);
    return at == whole.get().lastIndexOf(mark) ? at : -1;
  }

  private @Nullable String content(int turn) {
    return chat.message(turn).get("content") instanceof String content ? content : null;
  }

  /** The mark stands where trimming does not reach it. */
  private static String before(String content, String mark) {
    int first = content.length() - content.stripLeading().length();
    return content.substring(0, first) + mark + content.substring(first);
  }

  private static String after(String content, String mark) {
    int last = content.stripTrailing().length();
    return content.substring(0, last) + mark + content.substring(last);
  }

  private static int common(String a, String b) {
    int length = 0;
    while (length < a.length() && length < b.length() && a.charAt(length) == b.charAt(length)) {
      length++;
    }
    return length;
  }
}
