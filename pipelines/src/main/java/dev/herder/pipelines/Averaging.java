package dev.herder.pipelines;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The seam to the average of several models' weights. */
public interface Averaging {
  /**
   * Writes the mean of the models' weights, with the tokenizer of the first.
   *
   * @param models at least two, of one shape
   * @param out the folder to write to; what an interrupted attempt left there is written over
   */
  void average(List<ModelRef> models, Path out) throws IOException;
}
