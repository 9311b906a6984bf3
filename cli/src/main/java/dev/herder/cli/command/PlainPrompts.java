package dev.herder.cli.command;

import dev.herder.core.data.Row;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Sampling;
import dev.herder.core.generate.WrappedGenerator;
import dev.herder.engine.lm.LocalModel;
import java.util.List;
import java.util.function.Consumer;

/**
 * Says of prompts that are plain texts that they are continued as they stand: whoever asks a model
 * with a chat template so, mostly meant a chat.
 *
 * @param generator the model that is asked
 * @param note takes what there is to say
 */
record PlainPrompts(LocalModel generator, Consumer<String> note) implements WrappedGenerator {
  @Override
  public void generate(List<Row.Prompt> prompts, Sampling sampling, Consumer<Completion> sink) {
    long plain = prompts.stream().filter(row -> row.prompt() instanceof Turns.Plain).count();
    if (plain > 0 && generator.tokenizer().chatTemplate().isPresent()) {
      note.accept(
          "note: "
              + plain
              + (plain == 1 ? " prompt is a plain text and is" : " prompts are plain texts and are")
              + " continued without the model's chat template; to ask as in a chat, write"
              + " \"prompt\": [{\"role\": \"user\", \"content\": \"...\"}]");
    }
    generator.generate(prompts, sampling, sink);
  }
}
