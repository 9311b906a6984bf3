package dev.herder.core.template;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Damaged templates give a text or a {@link TemplateError}, and nothing else. */
class TemplateFuzzTest {
  private static final Pattern PIECE =
      Pattern.compile(
          "\\{%[-+]?|[-+]?%}|\\{\\{-?|-?}}|\\w+|\\s+|'[^']*'|\"[^\"]*\"|.", Pattern.DOTALL);
  private static final List<String> SPLICES =
      List.of(
          "{%",
          "%}",
          "{{",
          "}}",
          "{#",
          "#}",
          "-",
          "+",
          "|",
          "(",
          ")",
          "[",
          "]",
          ".",
          "'",
          "\"",
          "if",
          "else",
          "endif",
          "for",
          "endfor",
          "in",
          "is",
          "not",
          "and",
          "or",
          "set",
          "endset",
          "~",
          "==",
          "<",
          "**",
          "//",
          "%",
          "*",
          "messages",
          "message",
          "loop",
          ".index",
          ".last",
          "none",
          "true",
          "0",
          "-1",
          "99999999999",
          "1e308",
          "|trim",
          "|length",
          "|tojson",
          "|list",
          "|join",
          "|sort",
          "|indent",
          "|format",
          "\n",
          ":",
          ",",
          "=",
          "{",
          "}",
          "['role']",
          ".content",
          "[0]",
          "[::-1]",
          "[1:]",
          "defined",
          "macro m(a)",
          "endmacro",
          "m(1)",
          "break",
          "continue",
          "namespace()",
          "range(3)",
          "range(99999)",
          "raise_exception('x')",
          "\\n",
          "é🎉",
          "recursive",
          "elif",
          "filter upper",
          "endfilter",
          "call",
          "endcall",
          "with",
          "endwith",
          "raw",
          "endraw",
          "generation",
          "endgeneration",
          "block b",
          "endblock",
          "{{ loop(messages) }}",
          "{{ self.b() }}",
          "\u0000",
          "\ud800");

  private static final Limits LIMITS =
      new Limits(100_000, 100, 200_000L, 100_000, 1_000_000L, 2_000, 4_096);

  @Test
  void damagedTemplatesRenderOrSayWhatIsWrong() {
    Random random = new Random(20250703);
    List<Chat> chats = Chat.all();
    List<String> sources = Golden.chatTemplates().stream().map(Golden::chatTemplate).toList();
    int rendered = 0;
    int refused = 0;
    for (int i = 0; i < 6_000; i++) {
      String source = damaged(sources.get(random.nextInt(sources.size())), random);
      Chat chat = chats.get(random.nextInt(chats.size()));
      try {
        assertTrue(chat.rendered(source, LIMITS).text().length() <= 100_000, source);
        rendered++;
      } catch (TemplateError e) {
        Errors.check(e, source);
        refused++;
      } catch (RuntimeException | StackOverflowError e) {
        fail("of " + chat.name() + ": " + source, e);
      }
    }
    assertTrue(rendered > 500 && refused > 500, rendered + " rendered, " + refused + " not");
  }

  private static String damaged(String source, Random random) {
    List<String> pieces =
        new ArrayList<>(PIECE.matcher(source).results().map(MatchResult::group).toList());
    for (int left = 1 + random.nextInt(3); left > 0 && !pieces.isEmpty(); left--) {
      int at = random.nextInt(pieces.size());
      int other = random.nextInt(pieces.size());
      switch (random.nextInt(6)) {
        case 0 -> pieces.remove(at);
        case 1 -> pieces.set(at, SPLICES.get(random.nextInt(SPLICES.size())));
        case 2 -> pieces.add(at, SPLICES.get(random.nextInt(SPLICES.size())));
        case 3 -> pieces.set(at, pieces.get(other));
        case 4 -> pieces.subList(at, Math.min(pieces.size(), at + random.nextInt(20))).clear();
        default ->
            pieces.addAll(at, List.copyOf(pieces.subList(at, Math.min(pieces.size(), at + 9))));
      }
    }
    return String.join("", pieces);
  }
}
