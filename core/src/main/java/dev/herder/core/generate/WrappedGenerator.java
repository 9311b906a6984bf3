package dev.herder.core.generate;

import dev.herder.core.data.Row;
import java.util.List;
import java.util.function.Consumer;

/** A generator around another, which does everything that is not told otherwise. */
public interface WrappedGenerator extends Generator {
  /** The generator that is asked. */
  Generator generator();

  @Override
  default void generate(List<Row.Prompt> prompts, Sampling sampling, Consumer<Completion> sink) {
    generator().generate(prompts, sampling, sink);
  }

  @Override
  default void require(List<Row.Prompt> prompts, Sampling sampling) {
    generator().require(prompts, sampling);
  }

  @Override
  default int underWay() {
    return generator().underWay();
  }
}
