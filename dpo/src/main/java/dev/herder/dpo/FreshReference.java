package dev.herder.dpo;

import dev.herder.core.run.AtomicFiles;
import dev.herder.engine.lm.CausalLm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Gives the reference's log-probabilities to pairs that are made while the policy moves.
 *
 * <p>A reference that is the policy before training lies in a file, and changes places with the
 * policy for as long as it scores; another model is loaded each time and given back, so that beside
 * the policy no second one stays in memory.
 */
final class FreshReference {
  private final CausalLm policy;
  private final ReferenceSource source;
  private final Path folder;
  private final Path initial;

  /**
   * A reference; keeps the policy as it is now, where that is the reference.
   *
   * @param policy as it is before training
   * @param folder for files of its own
   */
  FreshReference(CausalLm policy, ReferenceSource source, Path folder) throws IOException {
    this.policy = policy;
    this.source = source;
    this.folder = folder;
    initial = folder.resolve("initial.safetensors");
    if (source.isInPlace()) {
      Files.createDirectories(folder);
      new TrainedValues(policy).write(initial);
    }
  }

  /**
   * Sets the reference of examples.
   *
   * @throws dev.herder.core.RunFailure if an answer has probability 0
   */
  void fill(List<Example> examples) throws IOException {
    if (source.isInPlace()) {
      new TrainedValues(policy)
          .exchangedFor(initial, () -> LogProbPass.setReferences(examples, policy));
    } else {
      try (source) {
        LogProbPass.Model model = source.model();
        LogProbPass.setReferences(examples, source.microBatchTokens(), model);
      }
    }
    examples.forEach(ReferencePass::check);
  }

  /** Removes what is not needed after the last step. */
  void end() throws IOException {
    AtomicFiles.deleteTree(folder);
  }
}
