package dev.herder.engine.lm;

import dev.herder.core.UserError;
import dev.herder.core.run.OutputFolder;
import dev.herder.core.run.RunManifest;
import dev.herder.engine.architecture.ModelConfig;
import dev.herder.engine.checkpoint.CheckpointWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What can be told of a training before any row is read: a model that cannot be loaded, a folder
 * that must not be written to.
 */
public final class Preflight {
  private Preflight() {}

  /**
   * Checks a run's model and folder.
   *
   * @param model directory of the model to start from
   * @param out the run's folder; nothing is made there
   * @param overwrite whether what is in the folder may be thrown away
   * @param options how the model will be loaded
   * @param read further models that the run reads
   * @return the shape of the model
   * @throws UserError if the model cannot be loaded so, or the folder is none to write to
   */
  public static ModelConfig check(
      Path model, Path out, boolean overwrite, CausalLm.Options options, List<Path> read)
      throws IOException {
    ModelConfig config = CausalLm.check(model, options);
    List<Path> all = new ArrayList<>(read);
    all.add(model);
    for (Path each : all) {
      requireAnother(out, each);
      if (Files.isDirectory(each)) {
        requireAnother(out, CausalLm.baseOf(each));
      }
    }
    OutputFolder.check(out);
    if (!overwrite) {
      requireOwn(out);
    }
    return config;
  }

  /** A model that a run reads would be gone after it. */
  private static void requireAnother(Path out, Path model) throws IOException {
    if (Files.exists(out) && Files.exists(model) && Files.isSameFile(out, model)) {
      throw new UserError(
          "out: %s is a model that the run reads, which it would overwrite; choose another --out"
              .formatted(out));
    }
  }

  /** Weights in a folder without the traces of a run are not a run's to replace. */
  private static void requireOwn(Path out) {
    boolean run =
        Files.exists(out.resolve(RunManifest.FILE)) || Files.exists(out.resolve(TrainRun.METRICS));
    if (!run && CheckpointWriter.holdsWeights(out)) {
      throw new UserError(
          out
              + ": holds a model that no run made there; choose another --out, or give"
              + " --overwrite");
    }
  }
}
