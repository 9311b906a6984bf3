package dev.herder.engine.text;

import dev.herder.core.UserError;
import dev.herder.core.data.Message;
import dev.herder.core.template.Rendered;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Conversations to tokens: what the template writes may become control tokens, what people wrote
 * never does.
 *
 * <p>Where a message contains the text of a control token, the conversation is rendered a second
 * time with a mark inside each such text. What still reads as a control token then is the
 * template's own.
 */
final class ChatText {
  /** Unicode noncharacters, which no text may use in interchange. */
  private static final char BREAK = '\uFDD0';

  private static final char OPEN = '\uFDD1';
  private static final char CLOSE = '\uFDD2';

  private final Tokenizer tokenizer;
  private final ChatRenderer renderer;

  ChatText(Tokenizer tokenizer, ChatRenderer renderer) {
    this.tokenizer = tokenizer;
    this.renderer = renderer;
  }

  /**
   * A span of text.
   *
   * @param start first UTF-16 index
   * @param end UTF-16 index after it
   */
  record Span(int start, int end) {}

  String render(List<Message> messages, boolean prompt, Map<String, Object> variables) {
    return rendered(messages, prompt, variables, UnaryOperator.identity()).text();
  }

  private Rendered rendered(
      List<Message> messages,
      boolean prompt,
      Map<String, Object> variables,
      UnaryOperator<String> each) {
    List<Map<String, Object>> turns = new ArrayList<>();
    for (Message message : messages) {
      Map<String, Object> turn = mapped(message.toMap(), each);
      turn.put("role", message.role());
      turns.add(turn);
    }
    Map<String, Object> all = new HashMap<>(tokenizer.namedTokens());
    all.putAll(mapped(variables, each));
    return renderer.render(turns, prompt, all);
  }

  /** Tokens of a rendered conversation. */
  Tokens tokens(List<Message> messages, boolean prompt, Map<String, Object> variables) {
    String text = render(messages, prompt, variables);
    boolean[] found = new boolean[1];
    UnaryOperator<String> breaking =
        s -> {
          String broken = broken(s);
          found[0] |= !broken.equals(s);
          return broken;
        };
    messages.forEach(m -> mapped(m.toMap(), breaking));
    mapped(variables, breaking);
    if (!found[0] && tokenizer.scanner().literal()) {
      return tokenizer.tokens(text, false);
    }
    String marked = rendered(messages, prompt, variables, breaking).text();
    if (!without(marked, BREAK).equals(text)) {
      throw new UserError(
          "a message holds the text of a control token, and the chat template treats it as more"
              + " than text; remove it from the message");
    }
    List<SpecialScanner.Hit> hits = new ArrayList<>();
    int marks = 0;
    int at = 0;
    for (SpecialScanner.Hit hit : tokenizer.scanner().find(marked)) {
      for (; at < hit.start(); at++) {
        marks += marked.charAt(at) == BREAK ? 1 : 0;
      }
      hits.add(new SpecialScanner.Hit(hit.start() - marks, hit.end() - marks, hit.token()));
    }
    return tokenizer.plain().encode(text, hits, false);
  }

  /** A text with a mark after the first character of each control token's text. */
  private String broken(String text) {
    List<Integer> starts = tokenizer.scanner().starts(text);
    if (starts.isEmpty()) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    int from = 0;
    for (int start : starts) {
      out.append(text, from, start + 1).append(BREAK);
      from = start + 1;
    }
    return out.append(text, from, text.length()).toString();
  }

  /**
   * Where the assistant's turns lie in the rendered conversation.
   *
   * @throws UserError if the template lets nobody tell
   */
  List<Span> assistantSpans(List<Message> messages, Map<String, Object> variables, String full) {
    if (renderer.hasGenerationBlocks()) {
      return rendered(messages, false, variables, UnaryOperator.identity())
          .generationSpans()
          .stream()
          .map(span -> new Span(span.start(), span.end()))
          .toList();
    }
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      if (messages.get(i).role().equals("assistant")) {
        Span span = byPrefix(messages, i, variables, full);
        if (span == null) {
          return byMarks(messages, variables, full);
        }
        spans.add(span);
      }
    }
    return spans;
  }

  private @Nullable Span byPrefix(
      List<Message> messages, int turn, Map<String, Object> variables, String full) {
    if (turn == 0) {
      return null;
    }
    String before;
    String upTo;
    try {
      before = render(messages.subList(0, turn), true, variables);
      upTo =
          turn == messages.size() - 1
              ? full
              : render(messages.subList(0, turn + 1), false, variables);
    } catch (UserError e) {
      // Some templates refuse a part of a conversation; the marks then tell.
      return null;
    }
    boolean stable =
        full.startsWith(upTo) && upTo.startsWith(before) && upTo.length() > before.length();
    return stable ? new Span(before.length(), upTo.length()) : null;
  }

  private List<Span> byMarks(List<Message> messages, Map<String, Object> variables, String full) {
    List<Message> marked = new ArrayList<>();
    for (Message message : messages) {
      boolean mark = message.role().equals("assistant") && !message.content().isEmpty();
      marked.add(
          mark
              ? new Message(message.role(), OPEN + message.content() + CLOSE, message.extras())
              : message);
    }
    String text = render(marked, false, variables);
    if (!without(without(text, OPEN), CLOSE).equals(full)) {
      throw new UserError(
          "the chat template rewrites what the assistant says, so its tokens cannot be told apart;"
              + " add {% generation %} blocks to the template, or use --all-tokens-loss");
    }
    List<Span> spans = new ArrayList<>();
    int marks = 0;
    int open = -1;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == OPEN) {
        open = i - marks++;
      } else if (text.charAt(i) == CLOSE) {
        spans.add(new Span(open, withEndOfTurn(full, i - marks++)));
      }
    }
    return spans;
  }

  /** The end of a turn with the control token that ends it. */
  private int withEndOfTurn(String full, int end) {
    for (SpecialScanner.Hit hit : tokenizer.scanner().find(full)) {
      if (hit.start() >= end) {
        return full.substring(end, hit.start()).isBlank() ? hit.end() : end;
      }
    }
    return end;
  }

  private static String without(String text, char mark) {
    return text.indexOf(mark) < 0 ? text : text.replace(String.valueOf(mark), "");
  }

  private static Map<String, Object> mapped(Map<String, Object> map, UnaryOperator<String> each) {
    Map<String, Object> result = new LinkedHashMap<>();
    map.forEach((key, value) -> result.put(key, mapped(value, each)));
    return result;
  }

  private static Object mapped(Object value, UnaryOperator<String> each) {
    if (value instanceof String text) {
      return each.apply(text);
    } else if (value instanceof Map<?, ?> map) {
      Map<String, Object> result = new LinkedHashMap<>();
      map.forEach((key, inner) -> result.put(String.valueOf(key), mapped(inner, each)));
      return result;
    } else if (value instanceof List<?> list) {
      List<Object> result = new ArrayList<>();
      list.forEach(inner -> result.add(mapped(inner, each)));
      return result;
    }
    return value;
  }
}
