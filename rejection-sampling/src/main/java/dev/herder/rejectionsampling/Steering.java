package dev.herder.rejectionsampling;

import dev.herder.core.UserError;
import dev.herder.core.data.Message;
import dev.herder.core.data.Refusals;
import dev.herder.core.data.Row;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Generator;
import dev.herder.core.generate.Sampling;
import dev.herder.core.generate.WrappedGenerator;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * System prompts that steer the tone, style or form of answers while they are drawn.
 *
 * <p>Section 4.2.2 of "The Llama 3 Herd of Models" (arXiv 2407.21783) draws answers under such
 * prompts. The prompt of line i of its file gets the text of number i modulo their count, whatever
 * was drawn before. It stands in the system message, after what is there already and a blank line.
 *
 * @param texts what to add; none: nothing is steered
 * @param keep whether the stored rows hold the text too; else an answer is stored under the prompt
 *     without it, so that a model learns to answer so by itself
 */
public record Steering(List<String> texts, boolean keep) {
  private static final String SYSTEM = "system";

  public Steering {
    texts = List.copyOf(texts);
    for (String text : texts) {
      if (text.isBlank()) {
        throw new UserError("steering: a text is blank, expected a system prompt");
      }
    }
  }

  /** No steering. */
  public static Steering none() {
    return new Steering(List.of(), false);
  }

  /**
   * Reads texts from a file, one a line; blank lines are passed over.
   *
   * @throws UserError if the file cannot be read or has none
   */
  public static Steering read(Path file, boolean keep) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new UserError("steering: " + file + " is no file, expected one system prompt a line");
    }
    try {
      List<String> texts =
          Files.readAllLines(file).stream().map(String::strip).filter(s -> !s.isEmpty()).toList();
      if (texts.isEmpty()) {
        throw new UserError("steering: " + file + " is empty, expected one system prompt a line");
      }
      return new Steering(texts, keep);
    } catch (MalformedInputException e) {
      throw new UserError("steering: " + file + " is not UTF-8 text", e);
    }
  }

  /** The prompts as they are stored. */
  List<Row.Prompt> stored(List<Row.Prompt> prompts) {
    return keep ? prompts.stream().map(this::steered).toList() : prompts;
  }

  /** A generator that sees steered prompts and answers those that it was given. */
  Generator around(Generator generator) {
    if (keep || texts.isEmpty()) {
      return generator;
    }
    return new Steered(this, generator);
  }

  /** Asks a generator the steered prompts. */
  private record Steered(Steering steering, Generator generator) implements WrappedGenerator {
    @Override
    public void generate(List<Row.Prompt> prompts, Sampling sampling, Consumer<Completion> sink) {
      Map<Row.Prompt, Row.Prompt> given = new HashMap<>();
      List<Row.Prompt> steered = new ArrayList<>(prompts.size());
      for (Row.Prompt prompt : prompts) {
        Row.Prompt each = steering.steered(prompt);
        given.put(each, prompt);
        steered.add(each);
      }
      generator.generate(steered, sampling, answer -> sink.accept(under(given, answer)));
    }

    @Override
    public void require(List<Row.Prompt> prompts, Sampling sampling) {
      List<Row.Prompt> steered = new ArrayList<>(prompts.size());
      Refusals.none(prompts, prompt -> steered.add(steering.steered(prompt)));
      generator.require(steered, sampling);
    }
  }

  private static Completion under(Map<Row.Prompt, Row.Prompt> given, Completion answer) {
    Row.Prompt prompt = given.get(answer.prompt());
    if (prompt == null) {
      throw new IllegalStateException(
          "the generator answered " + answer.prompt().source() + ", which was not asked for");
    }
    return new Completion(
        prompt,
        answer.sample(),
        answer.text(),
        answer.finishReason(),
        answer.tokens(),
        answer.logprob());
  }

  private Row.Prompt steered(Row.Prompt prompt) {
    if (texts.isEmpty()) {
      return prompt;
    }
    if (!(prompt.prompt() instanceof Turns.Chat chat)) {
      throw new UserError(
          prompt.source()
              + ": key 'prompt': plain text has no system message to steer by, expected a list of"
              + " messages");
    }
    String text = texts.get((int) (prompt.source().line() % texts.size()));
    List<Message> messages = new ArrayList<>(chat.messages());
    if (!messages.isEmpty() && messages.get(0).role().equals(SYSTEM)) {
      messages.set(0, new Message(SYSTEM, messages.get(0).content() + "\n\n" + text));
    } else {
      messages.add(0, new Message(SYSTEM, text));
    }
    return new Row.Prompt(prompt.source(), new Turns.Chat(messages), prompt.variables());
  }
}
