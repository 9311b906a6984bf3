package dev.herder.engine.lm;

import dev.herder.core.UserError;
import dev.herder.core.run.Hashes;
import dev.herder.engine.checkpoint.PeftAdapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The identity of a model's folder by its content. */
public final class ModelHash {
  private ModelHash() {}

  /**
   * The hash of a model; of an adapter and its base, where the folder holds an adapter.
   *
   * @throws UserError if there is no such folder, or the adapter's base is not here
   */
  public static String of(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new UserError(directory + ": is no folder, expected a model");
    }
    String own = Hashes.ofModel(directory);
    return PeftAdapter.isAdapter(directory)
        ? Hashes.ofString(own + Hashes.ofModel(PeftAdapter.base(directory)))
        : own;
  }
}
