package dev.herder.pipelines;

import dev.herder.core.data.Row;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Generator;
import dev.herder.core.generate.Sampling;
import dev.herder.rejectionsampling.RecordedAnswers;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Gives the recorded answers of several models again: the first model's are samples 0 to K - 1, the
 * second's K to 2K - 1, and so on.
 *
 * @param files one for each model
 * @param prompts that the files answer, in their order
 * @param k answers of a model to a prompt
 */
record SeveralAnswers(List<Path> files, List<Row.Prompt> prompts, int k) implements Generator {
  SeveralAnswers {
    files = List.copyOf(files);
    prompts = List.copyOf(prompts);
  }

  @Override
  public void generate(List<Row.Prompt> wanted, Sampling sampling, Consumer<Completion> sink) {
    Sampling each = new Sampling(k, 0, 0, 1, sampling.maxNewTokens(), 0);
    for (int model = 0; model < files.size(); model++) {
      int first = model * k;
      new RecordedAnswers(files.get(model), prompts)
          .generate(
              wanted,
              each,
              answer ->
                  sink.accept(
                      new Completion(
                          answer.prompt(),
                          first + answer.sample(),
                          answer.text(),
                          answer.finishReason(),
                          answer.tokens(),
                          answer.logprob())));
    }
  }
}
