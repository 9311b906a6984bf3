package dev.herder.examples;

import dev.herder.core.data.Purpose;
import dev.herder.core.data.Row;
import dev.herder.core.data.RowReader;
import dev.herder.core.generate.Sampling;
import dev.herder.engine.lm.LocalModel;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.text.EncoderConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Answers from a program: one shown as it grows, then several to each prompt as they finish. */
public final class AnswerFromJava {
  private AnswerFromJava() {}

  /** Usage: {@code AnswerFromJava MODEL_DIR PROMPTS.jsonl}. */
  public static void main(String[] arguments) throws IOException {
    List<Row.Prompt> prompts =
        RowReader.read(List.of(Path.of(arguments[1])), Purpose.PROMPTS).prompts();
    try (LocalModel model =
        LocalModel.open(
            Path.of(arguments[0]),
            Machine.Wish.AUTO,
            EncoderConfig.now(EncoderConfig.DEFAULT_NOW),
            () -> false)) {
      model.stream(prompts.get(0), Sampling.greedy(32), System.out::print, () -> false);
      System.out.println();
      Sampling four = new Sampling(4, 0.8, 0, 0.95, 32, 42);
      model.generate(
          prompts,
          four,
          answer -> System.out.println(answer.sample() + " " + answer.text().strip()));
    }
  }
}
