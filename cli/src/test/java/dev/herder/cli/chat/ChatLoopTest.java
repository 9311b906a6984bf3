package dev.herder.cli.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.data.Source;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.FinishReason;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatLoopTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter talk = new StringWriter();
  private final Parrot parrot = new Parrot();

  /** Says what it heard last, letter by letter; counts a token a letter. */
  private static final class Parrot implements Speaker {
    final List<List<Message>> asked = new ArrayList<>();
    Runnable afterFirst = () -> {};
    int most = 1000;

    @Override
    public int tokens(List<Message> conversation) {
      int letters = conversation.stream().mapToInt(m -> m.content().length()).sum();
      if (letters > 0 && conversation.get(0).content().equals("refuse")) {
        throw new UserError("the template refuses");
      }
      return letters;
    }

    @Override
    public int mostTokens() {
      return most;
    }

    @Override
    public Completion answer(
        List<Message> conversation, int maxNewTokens, Predicate<String> onText) {
      asked.add(conversation);
      String last = conversation.get(conversation.size() - 1).content();
      StringBuilder said = new StringBuilder();
      boolean on = true;
      for (int i = 0; on && i < Math.min(last.length(), maxNewTokens); i++) {
        said.append(last.charAt(i));
        on = onText.test(last.substring(i, i + 1));
        if (i == 0) {
          afterFirst.run();
        }
      }
      return new Completion(
          new Row.Prompt(new Source("chat", 1), new Turns.Chat(conversation), Map.of()),
          0,
          said.toString(),
          said.length() < last.length() ? FinishReason.LENGTH : FinishReason.STOP,
          said.length(),
          0);
    }
  }

  private ChatLoop loop(boolean terminal, String system, String... lines) {
    return loop(terminal, false, system, lines);
  }

  private ChatLoop loop(boolean terminal, boolean quiet, String system, String... lines) {
    BufferedReader in = new BufferedReader(new StringReader(String.join("\n", lines)));
    return new ChatLoop(
        parrot,
        system,
        20,
        new ChatLoop.Streams(in, new PrintWriter(out), new PrintWriter(talk), terminal, quiet));
  }

  @Test
  void aQuietConversationSaysNothingButMistakes() throws IOException {
    ChatLoop loop =
        loop(false, true, "", "a".repeat(30), "/reset", "/system b", "/nope", "/save", "/help");
    loop.run();
    List<String> said = talk.toString().lines().toList();
    assertEquals("unknown command '/nope'; /help lists the commands", said.get(0));
    assertEquals("/save: expected the name of a file", said.get(1));
    assertTrue(said.get(2).startsWith("/system TEXT"), said.get(2));
  }

  @Test
  void linesThatCameToNothingAreCounted() throws IOException {
    parrot.most = 20;
    ChatLoop loop = loop(false, "", "a", "b".repeat(30), "/nope", "/help", "", "c");
    loop.run();
    assertEquals(2, loop.answers());
    assertEquals(2, loop.failed());
  }

  @Test
  void answersAreALineEachAndTheConversationGrows() throws IOException {
    ChatLoop loop = loop(false, "be brief", "hello", "", "  you ", "/exit", "never");
    loop.run();
    assertEquals("hello\nyou\n", out.toString());
    assertEquals(
        List.of(
            new Message("system", "be brief"),
            new Message("user", "hello"),
            new Message("assistant", "hello"),
            new Message("user", "you")),
        parrot.asked.get(1));
    assertEquals(2, loop.answers());
    assertEquals(8, loop.tokens());
  }

  @Test
  void commandsChangeTheConversation() throws IOException {
    loop(false, "", "one", "/system be kind", "two", "/reset", "three", "/system", "four").run();
    assertEquals(
        List.of(1, 4, 2, 3), parrot.asked.stream().map(List::size).toList(), talk.toString());
    assertEquals(new Message("system", "be kind"), parrot.asked.get(1).get(0));
    assertEquals(new Message("user", "three"), parrot.asked.get(3).get(0));
  }

  @Test
  void mistakesAreToldAndTheTalkGoesOn() throws IOException {
    loop(false, "", "/helf", "/save", "/save x", "/help", "fine").run();
    assertEquals("fine\n", out.toString());
    List<String> lines = talk.toString().lines().toList();
    assertEquals("unknown command '/helf'; /help lists the commands", lines.get(0));
    assertTrue(lines.get(1).contains("expected the name of a file"), lines.get(1));
    assertTrue(lines.get(2).contains("nothing was said yet"), lines.get(2));
    assertTrue(lines.get(3).startsWith("/system TEXT"), lines.get(3));

    loop(false, "refuse", "hello").run();
    assertTrue(talk.toString().contains("the template refuses"), talk.toString());
    assertEquals(1, parrot.asked.size());
  }

  @Test
  void aFullContextIsToldAndNothingIsLost() throws IOException {
    parrot.most = 12;
    loop(false, "", "abcdefgh", "ok", "/reset", "abc").run();
    assertEquals("abcd\nabc\n", out.toString());
    assertTrue(
        talk.toString().contains("cut: the model reads at most 12 tokens; /reset"),
        talk.toString());
    assertTrue(
        talk.toString().contains("the conversation has 14 tokens and the model reads at most 12"),
        talk.toString());
  }

  @Test
  void longAnswersAreCut() throws IOException {
    loop(false, "", "x".repeat(30)).run();
    assertEquals("x".repeat(20) + "\n", out.toString());
    assertTrue(talk.toString().contains("cut after 20 tokens"), talk.toString());
  }

  @Test
  void anInterruptEndsTheAnswerAndNotTheProgram() throws IOException {
    ChatLoop loop = loop(false, "", "abcdef", "next");
    parrot.afterFirst =
        () -> {
          if (parrot.asked.size() == 1) {
            assertFalse(loop.interrupt());
          }
        };
    loop.run();
    assertEquals("ab\nnext\n", out.toString());
    assertTrue(talk.toString().contains("stopped"), talk.toString());
    assertEquals(new Message("assistant", "ab"), parrot.asked.get(1).get(1));
    assertFalse(loop.interrupt());
    assertTrue(loop.interrupt());
  }

  @Test
  void aTerminalGetsPromptsAndNothingToObey() throws IOException {
    loop(true, "", "a\u001b[2Jb").run();
    assertEquals("> a\\u{1b}[2Jb\n> \n", out.toString());
  }

  @Test
  void conversationsAreSavedAsRows(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("said.jsonl");
    loop(false, "", "hi", "/save " + file, "ho", "/save " + file, "/save " + folder).run();
    List<String> rows = Files.readAllLines(file);
    assertEquals(2, rows.size());
    assertEquals(
        "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"},"
            + "{\"role\":\"assistant\",\"content\":\"hi\"}]}",
        rows.get(0));
    String last = talk.toString().lines().reduce((a, b) -> b).orElseThrow();
    assertTrue(last.contains(folder.toString()), last);
    assertFalse(last.startsWith("saved"), last);
  }
}
