package dev.herder.dpo;

import dev.herder.core.UserError;
import dev.herder.core.run.Versions;
import dev.herder.dpo.reference.ReferenceId;
import dev.herder.engine.architecture.ModelConfig;
import dev.herder.engine.lm.CausalLm;
import dev.herder.engine.machine.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The reference: the policy before training, the policy with its adapter switched off, or another
 * model, which is loaded only if a log-probability of it is not cached.
 */
final class ReferenceSource implements ReferencePass.Reference, AutoCloseable {
  private final CausalLm policy;
  private final @Nullable Path directory;
  private final boolean adapterOff;
  private final CausalLm.Options options;
  private final ReferenceId id;
  private final boolean isPolicy;
  private @Nullable CausalLm loaded;

  /**
   * A model that the user named.
   *
   * @param hash of its folder
   */
  record Named(Path directory, String hash) {}

  /**
   * Names a reference.
   *
   * @param policy the policy before training
   * @param policyHash hash of the folder it was loaded from
   * @param named the reference; null for the policy itself
   * @param moves whether the reference's weights will be read, because it moves
   */
  ReferenceSource(
      CausalLm policy, String policyHash, @Nullable Named named, Machine.Wish wish, boolean moves)
      throws IOException {
    this.policy = policy;
    options = moves ? CausalLm.Options.values(wish) : CausalLm.Options.inference(wish);
    directory = named == null ? null : named.directory();
    adapterOff =
        directory != null
            && policy.adapter() != null
            && Files.isSameFile(directory, policy.layout().directory());
    String weights = named == null ? policyHash : named.hash();
    isPolicy = weights.equals(policyHash);
    id =
        new ReferenceId(
            weights,
            policy.session().compute().precision().id()
                + " on "
                + policy.session().compute().device(),
            Versions.herder());
  }

  ReferenceId id() {
    return id;
  }

  /** Whether the policy before training has the reference's weights. */
  boolean isPolicy() {
    return isPolicy;
  }

  /** Whether it is the policy before training in the policy's own place, which training changes. */
  boolean isInPlace() {
    return isPolicy && !adapterOff;
  }

  @Override
  public LogProbPass.Model model() throws IOException {
    if (adapterOff) {
      return batch -> {
        policy.network().useAdapter(false);
        try {
          return policy.network().logProbs(batch).logProbs();
        } finally {
          policy.network().useAdapter(true);
        }
      };
    }
    CausalLm source = weights();
    return batch -> source.network().logProbs(batch).logProbs();
  }

  /** The model whose weights are the reference's. */
  CausalLm weights() throws IOException {
    Path other = directory;
    if (other == null || isPolicy) {
      return policy;
    }
    CausalLm open = loaded;
    if (open == null) {
      open = CausalLm.open(other, options);
      loaded = open;
      requireVocabulary(open.config(), policy.config());
    }
    return open;
  }

  /**
   * Checks that two models can have one tokenizer.
   *
   * @throws UserError if their vocabularies differ in size
   */
  static void requireVocabulary(ModelConfig reference, ModelConfig policy) {
    if (reference.vocabSize() != policy.vocabSize()) {
      throw new UserError(
          "reference: has a vocabulary of %d, the model one of %d; they must share a tokenizer"
              .formatted(reference.vocabSize(), policy.vocabSize()));
    }
  }

  @Override
  public int microBatchTokens() {
    CausalLm open = loaded;
    return (open == null ? policy : open).session().compute().microBatchTokens();
  }

  /** Gives back what another model took; it is loaded again when it is needed. */
  @Override
  public void close() {
    CausalLm open = loaded;
    if (open != null) {
      open.close();
      loaded = null;
    }
  }
}
