package dev.herder.cli.chat;

import dev.herder.core.UserError;
import dev.herder.core.data.JsonlWriter;
import dev.herder.core.data.Message;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.FinishReason;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Reads lines, answers them, and obeys those that begin with a slash.
 *
 * <p>An interrupt ends the answer in progress, of which what was said is kept; without one it says
 * how to leave, and the next ends the program.
 */
public final class ChatLoop {
  private static final List<String> HELP =
      List.of(
          "/system TEXT   set the system prompt; without TEXT take it away",
          "/reset         forget the conversation; the system prompt stays",
          "/save FILE     append the conversation to FILE as a row with messages",
          "/help          show this",
          "/exit          leave; so does the end of the input (Ctrl-D)",
          "Ctrl-C stops an answer. Everything else is said to the model.");

  private final Speaker speaker;
  private final int maxNewTokens;
  private final Streams streams;
  private final Conversation conversation;
  private volatile boolean answering;
  private volatile boolean interrupted;
  private volatile boolean warned;
  private long answers;
  private long tokens;
  private long failed;

  /**
   * Where a conversation takes place.
   *
   * @param in the user's lines
   * @param out the answers
   * @param talk everything else
   * @param terminal whether {@code out} is one: it gets prompts, and nothing that it would obey
   * @param quiet whether nothing but mistakes, and what was asked for, is said there
   */
  public record Streams(
      BufferedReader in, PrintWriter out, PrintWriter talk, boolean terminal, boolean quiet) {}

  /**
   * A conversation at its beginning.
   *
   * @param system the system prompt; empty for none
   * @param maxNewTokens the longest answer
   */
  public ChatLoop(Speaker speaker, String system, int maxNewTokens, Streams streams) {
    this.speaker = speaker;
    this.maxNewTokens = maxNewTokens;
    this.streams = streams;
    conversation = new Conversation(system);
  }

  /** Answers given. */
  public long answers() {
    return answers;
  }

  /** Tokens of these. */
  public long tokens() {
    return tokens;
  }

  /** Lines that got no answer, or were not obeyed; why was told. */
  public long failed() {
    return failed;
  }

  /**
   * Takes an interrupt; for any thread.
   *
   * @return whether the program should end
   */
  public boolean interrupt() {
    if (answering) {
      interrupted = true;
      return false;
    }
    if (warned) {
      return true;
    }
    warned = true;
    say("/exit or Ctrl-D leaves; Ctrl-C again ends the program");
    return false;
  }

  /** Talks until the input ends or the user leaves. */
  public void run() throws IOException {
    for (String line = read(); line != null; line = read()) {
      warned = false;
      String text = line.strip();
      if (text.equals("/exit") || text.equals("/quit")) {
        return;
      }
      try {
        if (text.startsWith("/")) {
          obey(text);
        } else if (!text.isEmpty()) {
          answer(text);
        }
      } catch (UserError e) {
        failed++;
        say(String.valueOf(e.getMessage()));
      }
    }
    if (streams.terminal()) {
      streams.out().println();
    }
  }

  private String read() throws IOException {
    if (streams.terminal()) {
      streams.out().print("> ");
    }
    streams.out().flush();
    return streams.in().readLine();
  }

  private void obey(String line) throws IOException {
    String[] parts = line.split("\\s+", 2);
    String rest = parts.length < 2 ? "" : parts[1];
    switch (parts[0]) {
      case "/help" -> HELP.forEach(this::say);
      case "/reset" -> {
        conversation.reset();
        note("the conversation begins anew");
      }
      case "/system" -> {
        conversation.system(rest);
        note(rest.isEmpty() ? "no system prompt" : "the system prompt is set");
      }
      case "/save" -> save(rest);
      default ->
          throw new UserError("unknown command '" + parts[0] + "'; /help lists the commands");
    }
  }

  private void save(String file) throws IOException {
    if (file.isEmpty()) {
      throw new UserError("/save: expected the name of a file");
    }
    if (conversation.isEmpty()) {
      throw new UserError("/save: nothing was said yet");
    }
    try (JsonlWriter writer = JsonlWriter.append(Path.of(file))) {
      writer.write(
          Map.of("messages", conversation.messages().stream().map(Message::toMap).toList()));
      writer.commit();
    } catch (IOException | IllegalArgumentException e) {
      throw new UserError("/save: cannot write " + file + " (" + e.getMessage() + ")", e);
    }
    note("saved to " + file);
  }

  private void answer(String question) {
    List<Message> asked = conversation.asking(question);
    int before = speaker.tokens(asked);
    int room = speaker.mostTokens() - before;
    if (room < 1) {
      throw new UserError(
          "the conversation has "
              + before
              + " tokens and the model reads at most "
              + speaker.mostTokens()
              + ": say something shorter, or /reset; this was not said to the model");
    }
    interrupted = false;
    answering = true;
    Completion answer;
    try {
      answer = speaker.answer(asked, Math.min(maxNewTokens, room), this::print);
    } finally {
      answering = false;
    }
    streams.out().println();
    streams.out().flush();
    answers++;
    tokens += answer.tokens();
    conversation.add(question, answer.text());
    if (interrupted) {
      note("stopped");
    } else if (answer.finishReason() == FinishReason.LENGTH) {
      note(
          room <= maxNewTokens
              ? "cut: the model reads at most " + speaker.mostTokens() + " tokens; /reset"
              : "cut after " + maxNewTokens + " tokens (--max-new-tokens)");
    }
  }

  private boolean print(String piece) {
    streams.out().print(streams.terminal() ? harmless(piece) : piece);
    streams.out().flush();
    return !interrupted;
  }

  /** The text without control characters, by which an answer could take hold of a terminal. */
  static String harmless(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (Character.getType(c) == Character.CONTROL && c != '\n' && c != '\t') {
                shown.append("\\u{").append(Integer.toHexString(c)).append('}');
              } else {
                shown.appendCodePoint(c);
              }
            });
    return shown.toString();
  }

  private void note(String line) {
    if (!streams.quiet()) {
      say(line);
    }
  }

  private void say(String line) {
    streams.talk().println(line);
    streams.talk().flush();
  }
}
