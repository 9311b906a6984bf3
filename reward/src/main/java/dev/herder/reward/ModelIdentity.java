package dev.herder.reward;

import dev.herder.core.run.Hashes;
import dev.herder.core.score.ScoredBy;
import dev.herder.engine.lm.CausalLm;
import dev.herder.engine.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;

/** What decides a reward model's scores, by content. */
final class ModelIdentity {
  private ModelIdentity() {}

  static ScoredBy of(Path directory, String weights, Tokenizer tokenizer, String dtype)
      throws IOException {
    return new ScoredBy(
        "reward",
        weights,
        Hashes.ofFile(directory.resolve("tokenizer.json")),
        Hashes.ofString(tokenizer.chatTemplate().orElse("")),
        dtype);
  }

  /** The hash of a model's weights and shape, with those of its base where it is an adapter. */
  static String weights(Path directory) throws IOException {
    String own = ownWeights(directory);
    Path base = CausalLm.baseOf(directory);
    return base.equals(directory) ? own : Hashes.ofString(own + ownWeights(base));
  }

  private static String ownWeights(Path directory) throws IOException {
    return Hashes.ofDirectory(
        directory,
        name ->
            !name.contains("/")
                && (name.endsWith(".safetensors")
                    || name.equals("config.json")
                    || name.equals("adapter_config.json")));
  }
}
