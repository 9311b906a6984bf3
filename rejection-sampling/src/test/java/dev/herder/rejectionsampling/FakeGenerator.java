package dev.herder.rejectionsampling;

import dev.herder.core.data.Row;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.FinishReason;
import dev.herder.core.generate.Generator;
import dev.herder.core.generate.Sampling;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Answers with numbers that depend on seed, prompt and sample alone, in a shuffled order. */
final class FakeGenerator implements Generator {
  private final long shuffle;
  int generated;

  FakeGenerator(long shuffle) {
    this.shuffle = shuffle;
  }

  @Override
  public void generate(List<Row.Prompt> prompts, Sampling sampling, Consumer<Completion> sink) {
    List<Completion> answers = new ArrayList<>();
    for (Row.Prompt prompt : prompts) {
      for (int sample = 0; sample < sampling.n(); sample++) {
        answers.add(answer(prompt, sample, sampling.seed()));
      }
    }
    Collections.shuffle(answers, new Random(shuffle));
    for (Completion answer : answers) {
      generated++;
      sink.accept(answer);
    }
  }

  private static Completion answer(Row.Prompt prompt, int sample, long seed) {
    Random random = new Random(seed * 1_000_003 + prompt.source().line() * 1009 + sample);
    random.nextLong();
    int number = random.nextInt(20);
    FinishReason reason = random.nextInt(8) == 0 ? FinishReason.LENGTH : FinishReason.STOP;
    String text = number == 19 ? " " : "It is\n#### " + number;
    return new Completion(prompt, sample, text, reason, 2 + number, -0.125 * number);
  }
}
