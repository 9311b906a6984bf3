package dev.herder.pipelines.local;

import dev.herder.core.run.AtomicFiles;
import dev.herder.engine.checkpoint.Average;
import dev.herder.engine.checkpoint.CheckpointWriter;
import dev.herder.engine.checkpoint.Merge;
import dev.herder.engine.lm.CausalLm;
import dev.herder.pipelines.Averaging;
import dev.herder.pipelines.ModelRef;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Averages of the weights themselves: adapters are merged first, as their factors do not add. */
record LocalAveraging() implements Averaging {
  private static final String MERGED = ".merged-";

  @Override
  public void average(List<ModelRef> models, Path out) throws IOException {
    List<Path> whole = new ArrayList<>();
    List<Path> merged = new ArrayList<>();
    try {
      for (ModelRef model : models) {
        Path base = CausalLm.baseOf(model.directory());
        if (base.equals(model.directory())) {
          whole.add(base);
        } else {
          Path folder = out.resolve(MERGED + merged.size());
          merged.add(folder);
          Merge.run(base, model.directory(), folder, CheckpointWriter.DEFAULT_SHARD_BYTES);
          whole.add(folder);
        }
      }
      Average.run(whole, List.of(), out, CheckpointWriter.DEFAULT_SHARD_BYTES);
    } finally {
      for (Path folder : merged) {
        AtomicFiles.deleteTree(folder);
      }
    }
  }
}
