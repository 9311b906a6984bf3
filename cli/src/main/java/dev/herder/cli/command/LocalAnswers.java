package dev.herder.cli.command;

import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Sampling;
import dev.herder.core.generate.WrappedGenerator;
import dev.herder.engine.lm.LocalModel;
import dev.herder.synthdata.ask.PartialGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A local model that leaves out the prompts it has no room for, instead of refusing all of them.
 *
 * @param generator the model that is asked
 * @param contextTokens what a prompt and its answer may take
 */
record LocalAnswers(LocalModel generator, int contextTokens)
    implements PartialGenerator, WrappedGenerator {
  /** Leaves the saying to {@link #generate(List, Sampling, Consumer, BiConsumer)}. */
  @Override
  public void require(List<Row.Prompt> prompts, Sampling sampling) {}

  @Override
  public void generate(
      List<Row.Prompt> prompts,
      Sampling sampling,
      Consumer<Completion> sink,
      BiConsumer<Row.Prompt, String> failed) {
    List<Row.Prompt> fit = new ArrayList<>();
    for (Row.Prompt prompt : prompts) {
      String problem = problem(prompt, sampling);
      if (problem.isEmpty()) {
        fit.add(prompt);
        continue;
      }
      for (int i = 0; i < sampling.n(); i++) {
        failed.accept(prompt, problem);
      }
    }
    if (!fit.isEmpty()) {
      generator.generate(fit, sampling, sink);
    }
  }

  private String problem(Row.Prompt prompt, Sampling sampling) {
    try {
      int tokens = generator.promptIds(prompt).length;
      return tokens + sampling.maxNewTokens() > contextTokens
          ? "the prompt and its answer do not fit into the model's context"
          : "";
    } catch (UserError e) {
      // The chat template or the tokenizer refuses this one; others may be fine.
      return "the prompt cannot be encoded";
    }
  }
}
