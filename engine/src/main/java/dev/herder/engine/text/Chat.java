package dev.herder.engine.text;

import dev.herder.core.UserError;
import dev.herder.engine.text.ChatRenderer.Rendering;
import dev.herder.engine.text.SpecialScanner.Hit;
import dev.herder.engine.text.UserStrings.Danger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A conversation of one row, its template, and how much of it has been rendered. */
final class Chat {
  /**
   * Characters that Unicode reserves for use inside programs; a text may have them all the same.
   */
  private static final int FIRST_MARK = 0xfdd0;

  private static final int LAST_MARK = 0xfdef;

  private final ChatRenderer renderer;
  private final SpecialScanner scanner;
  private final List<Map<String, Object>> messages;
  private final Map<String, Object> tokens;
  private final Map<String, Object> variables;

  /**
   * A conversation.
   *
   * @param messages the turns as maps
   * @param tokens the tokenizer's own variables of the template ({@code bos_token}, ...)
   * @param variables the row's variables of the template
   */
  Chat(
      ChatRenderer renderer,
      SpecialScanner scanner,
      List<Map<String, Object>> messages,
      Map<String, Object> tokens,
      Map<String, Object> variables) {
    this.renderer = renderer;
    this.scanner = scanner;
    this.messages = List.copyOf(messages);
    this.tokens = tokens;
    this.variables = variables;
  }

  int size() {
    return messages.size();
  }

  Map<String, Object> message(int i) {
    return messages.get(i);
  }

  /** The conversation up to a turn. */
  Chat until(int turns) {
    return new Chat(renderer, scanner, messages.subList(0, turns), tokens, variables);
  }

  /** The conversation with one turn's text replaced. */
  Chat with(int turn, String content) {
    List<Map<String, Object>> copy = new ArrayList<>(messages);
    Map<String, Object> message = new LinkedHashMap<>(messages.get(turn));
    message.put("content", content);
    copy.set(turn, message);
    return new Chat(renderer, scanner, copy, tokens, variables);
  }

  /** Renders it. */
  Rendering render(boolean addGenerationPrompt) {
    return render(messages, addGenerationPrompt, variables);
  }

  private Rendering render(
      List<Map<String, Object>> turns, boolean addGenerationPrompt, Map<String, Object> own) {
    Map<String, Object> all = new LinkedHashMap<>(tokens);
    all.putAll(own);
    return renderer.render(turns, addGenerationPrompt, all);
  }

  /** Renders it; nothing if the template refuses, as many do for unfinished conversations. */
  Optional<String> tryRender(boolean addGenerationPrompt) {
    if (messages.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(render(addGenerationPrompt).text());
    } catch (UserError e) {
      return Optional.empty();
    }
  }

  /** Whether any of its texts spells a control token. */
  boolean spellsControlTokens() {
    return new UserStrings(scanner).danger(messages, variables) == Danger.SPELLS;
  }

  /**
   * Finds out which control tokens in a rendered text are the template's own.
   *
   * @param text what {@link #render} gave
   * @throws RowFault if a text of the row cannot be told from the template's
   */
  GuardedText guard(String text, boolean addGenerationPrompt) {
    UserStrings strings = new UserStrings(scanner);
    if (strings.danger(messages, variables) == Danger.NONE) {
      return new GuardedText(text, null, false);
    }
    for (boolean around : new boolean[] {true, false}) {
      String mark = mark(text);
      String marked;
      try {
        marked =
            render(
                    strings.marked(messages, mark, around),
                    addGenerationPrompt,
                    strings.marked(variables, mark, around))
                .text();
      } catch (RowFault e) {
        throw e;
      } catch (UserError e) {
        continue;
      }
      if (marked.replace(mark, "").equals(text)) {
        return new GuardedText(text, unmarked(scanner.find(marked), marked, mark), false);
      }
    }
    throw new RowFault(
        "",
        "a text spells a control token or a part of one, and the chat template changes that text so"
            + " that it cannot be told from the template's own control tokens",
        "remove " + example(strings) + "from the text");
  }

  private String example(UserStrings strings) {
    return strings
        .firstSpelled(messages, variables)
        .map(token -> ControlTokens.shown(token) + " ")
        .orElse("the part ");
  }

  /** A character that does not occur in the text. */
  static String mark(String text) {
    for (int c = FIRST_MARK; c <= LAST_MARK; c++) {
      if (text.indexOf(c) < 0) {
        return Character.toString(c);
      }
    }
    throw new RowFault(
        "", "the text has all 32 noncharacters from U+FDD0 to U+FDEF", "remove one of them");
  }

  private static List<Hit> unmarked(List<Hit> hits, String marked, String mark) {
    List<Hit> out = new ArrayList<>();
    int marks = 0;
    int at = 0;
    for (Hit hit : hits) {
      for (; at < hit.start(); at++) {
        marks += marked.charAt(at) == mark.charAt(0) ? 1 : 0;
      }
      out.add(hit.shifted(-marks));
    }
    return out;
  }
}
