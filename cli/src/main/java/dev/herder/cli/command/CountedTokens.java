package dev.herder.cli.command;

import dev.herder.core.data.Row;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Generator;
import dev.herder.core.generate.Sampling;
import dev.herder.core.generate.WrappedGenerator;
import java.util.List;
import java.util.function.Consumer;

/** Counts the tokens of the answers that a generator draws. */
final class CountedTokens implements WrappedGenerator {
  private final Generator generator;
  private long tokens;

  CountedTokens(Generator generator) {
    this.generator = generator;
  }

  @Override
  public Generator generator() {
    return generator;
  }

  @Override
  public void generate(List<Row.Prompt> prompts, Sampling sampling, Consumer<Completion> sink) {
    generator.generate(
        prompts,
        sampling,
        answer -> {
          tokens += answer.tokens();
          sink.accept(answer);
        });
  }

  /** Tokens drawn so far. */
  long tokens() {
    return tokens;
  }
}
