package dev.herder.synthdata;

import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.FinishReason;
import dev.herder.core.generate.Sampling;
import dev.herder.synthdata.ask.PartialGenerator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * Answers by a function of what is asked; {@code CUT:} cuts an answer, {@code FAIL:} is none.
 *
 * <p>The answers come in reversed order, as a real model's come in any.
 */
final class Scripted implements PartialGenerator {
  private final BiFunction<String, Integer, String> script;
  private final List<String> asked = new ArrayList<>();
  private final List<Sampling> samplings = new ArrayList<>();

  /** A script of the last message and the sample's index. */
  Scripted(BiFunction<String, Integer, String> script) {
    this.script = script;
  }

  List<String> asked() {
    return asked;
  }

  List<Sampling> samplings() {
    return samplings;
  }

  @Override
  public void generate(List<Row.Prompt> prompts, Sampling sampling, Consumer<Completion> sink) {
    generate(
        prompts,
        sampling,
        sink,
        (prompt, reason) -> {
          throw new AssertionError(reason);
        });
  }

  @Override
  public void generate(
      List<Row.Prompt> prompts,
      Sampling sampling,
      Consumer<Completion> sink,
      BiConsumer<Row.Prompt, String> failed) {
    samplings.add(sampling);
    List<Runnable> answers = new ArrayList<>();
    for (Row.Prompt prompt : prompts) {
      List<Message> messages = ((Turns.Chat) prompt.prompt()).messages();
      String last = messages.get(messages.size() - 1).content();
      asked.add(last);
      for (int i = 0; i < sampling.n(); i++) {
        int sample = i;
        String text = script.apply(last, sample);
        if (text.startsWith("FAIL:")) {
          answers.add(() -> failed.accept(prompt, text.substring(5)));
        } else {
          boolean cut = text.startsWith("CUT:");
          String said = cut ? text.substring(4) : text;
          FinishReason finish = cut ? FinishReason.LENGTH : FinishReason.STOP;
          answers.add(
              () -> sink.accept(new Completion(prompt, sample, said, finish, said.length(), 0)));
        }
      }
    }
    Collections.reverse(answers);
    answers.forEach(Runnable::run);
  }
}
