package dev.herder.engine.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.engine.text.ChatRenderer.Rendering;
import dev.herder.engine.text.TurnFinder.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class TurnFinderTest {
  private static Chat chat(
      BiFunction<List<Map<String, Object>>, Boolean, String> template, String... turns) {
    List<Map<String, Object>> messages = new ArrayList<>();
    for (int i = 0; i < turns.length; i++) {
      messages.add(Map.of("role", i % 2 == 0 ? "user" : "assistant", "content", turns[i]));
    }
    ChatRenderer renderer =
        new ChatRenderer() {
          @Override
          public Rendering render(
              List<Map<String, Object>> list, boolean add, Map<String, Object> variables) {
            return new Rendering(template.apply(list, add), List.of());
          }

          @Override
          public boolean marksGenerations() {
            return false;
          }
        };
    return new Chat(renderer, new SpecialScanner(List.of()), messages, Map.of(), Map.of());
  }

  private static String found(Chat chat, int from, int to) {
    String text = chat.render(false).text();
    Turn turn = new TurnFinder(chat, text).find(from, to);
    return text.substring(turn.span().start(), turn.span().end());
  }

  private static String at(List<Map<String, Object>> messages, int i) {
    return String.valueOf(messages.get(i).get("content"));
  }

  /** As Qwen 3 does: the reasoning of earlier turns is dropped, the last turn's is kept. */
  private static String dropsReasoning(List<Map<String, Object>> messages, boolean add) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < messages.size(); i++) {
      String content = at(messages, i);
      if (i % 2 == 1 && i < messages.size() - 1) {
        content = content.substring(content.indexOf("</think>") + 8).strip();
      }
      out.append(i % 2 == 0 ? "U:" : "A:").append(content).append(";\n");
    }
    return out + (add ? "A:" : "");
  }

  /** Writes the system's rules into the last user turn and trims every turn. */
  private static String rulesLast(List<Map<String, Object>> messages, boolean add) {
    StringBuilder out = new StringBuilder();
    int last = messages.size() - (messages.size() % 2 == 0 ? 2 : 1);
    for (int i = 0; i < messages.size(); i++) {
      out.append(i == last ? "[rules]" : "").append(at(messages, i).strip());
      out.append(i % 2 == 0 ? " =>" : ".\n");
    }
    return out.toString();
  }

  @Test
  void plainTurnsLieBetweenWhatIsRenderedAlone() {
    Chat chat =
        chat(
            (messages, add) -> {
              StringBuilder out = new StringBuilder("#");
              for (int i = 0; i < messages.size(); i++) {
                out.append(i % 2 == 0 ? "U:" : "A:").append(at(messages, i)).append(";");
              }
              return out + (add ? "A:" : "");
            },
            "q",
            "one",
            "r",
            "two");
    assertEquals("one;", found(chat, 1, 2));
    assertEquals("two;", found(chat, 3, 4));
  }

  @Test
  void earlierTurnsThatLoseTheirReasoningAreFoundByMarks() {
    Chat chat =
        chat(
            TurnFinderTest::dropsReasoning, "q", "<think>x</think>one", "r", "<think>y</think>two");
    assertEquals("U:q;\nA:one;\nU:r;\nA:<think>y</think>two;\n", chat.render(false).text());
    assertEquals("one;\n", found(chat, 1, 2));
    assertEquals("<think>y</think>two;\n", found(chat, 3, 4));
  }

  @Test
  void marksStandOutsideWhatIsTrimmed() {
    Chat chat = chat(TurnFinderTest::rulesLast, "q", "  one ", "r", "two\n");
    assertEquals("q =>one.\n[rules]r =>two.\n", chat.render(false).text());
    assertEquals("one.\n", found(chat, 1, 2));
    assertEquals("two.\n", found(chat, 3, 4));
  }

  @Test
  void aGenerationPromptThatTheAnswerLacksEndsWhereBothPart() {
    BiFunction<List<Map<String, Object>>, Boolean, String> template =
        (messages, add) -> dropsReasoning(messages, false) + (add ? "A:<think>" : "");
    Chat chat = chat(template, "q", "one");
    String text = chat.render(false).text();
    Turn turn = new TurnFinder(chat, text).find(1, 2);
    assertEquals("one;\n", text.substring(turn.span().start()));
    assertEquals(Optional.of("U:q;\nA:<think>"), turn.prompt());
  }

  @Test
  void aTemplateThatHidesATurnIsNamed() {
    Chat chat =
        chat(
            (messages, add) -> {
              StringBuilder out = new StringBuilder();
              out.append(messages.size()).append(":");
              for (int i = 0; i < messages.size(); i++) {
                out.append(at(messages, i).length()).append(",");
              }
              return out.toString();
            },
            "q",
            "one",
            "r",
            "two");
    String message = Refusal.of(() -> found(chat, 1, 2));
    assertTrue(message.contains("its place cannot be found"), message);
  }
}
