package dev.herder.synthdata.ask;

import dev.herder.core.data.Row;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Generator;
import dev.herder.core.generate.Sampling;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** A generator that may fail to answer some prompts, and says why. */
public interface PartialGenerator extends Generator {
  /**
   * Samples answers as {@link Generator#generate} does.
   *
   * @param sink receives each answer as it finishes, on the calling thread
   * @param failed receives a prompt and a reason for each sample that could not be drawn, on the
   *     calling thread
   */
  void generate(
      List<Row.Prompt> prompts,
      Sampling sampling,
      Consumer<Completion> sink,
      BiConsumer<Row.Prompt, String> failed);
}
