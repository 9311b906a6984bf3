package dev.herder.dpo;

import ai.djl.ndarray.NDArray;
import dev.herder.engine.checkpoint.Dtype;
import dev.herder.engine.checkpoint.FloatSource;
import dev.herder.engine.checkpoint.NewTensor;
import dev.herder.engine.checkpoint.SafetensorsFile;
import dev.herder.engine.checkpoint.SafetensorsWriter;
import dev.herder.engine.lm.CausalLm;
import dev.herder.engine.lm.FlatSource;
import dev.herder.engine.model.Adapter;
import dev.herder.engine.model.FlatParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The only values in which policy and reference differ, the adapter or all weights, in memory and
 * in files: so that both can be computed while one model is in memory.
 */
final class TrainedValues {
  private final CausalLm model;

  TrainedValues(CausalLm model) {
    this.model = model;
  }

  /** Changes what is written of a tensor. */
  interface Change {
    FloatSource of(String name, FloatSource values);
  }

  /** Something that is computed with other values in place. */
  interface Work {
    void run() throws IOException;
  }

  /** Writes the values as they are, bit for bit. */
  void write(Path file) throws IOException {
    write(file, (name, values) -> values);
  }

  /** Writes changed values; those in memory stay. */
  void write(Path file, Change change) throws IOException {
    List<NewTensor> tensors = new ArrayList<>();
    for (Map.Entry<String, NDArray> entry : arrays()) {
      tensors.add(
          NewTensor.floats(
              entry.getKey(),
              Dtype.F32,
              List.of(entry.getValue().size()),
              change.of(
                  entry.getKey(),
                  FlatSource.of(
                      model.session().kernels(), model.session().manager(), entry.getValue(), 0))));
    }
    SafetensorsWriter.write(file, tensors, Map.of());
  }

  /** Takes the values of a file. */
  void read(Path file) throws IOException {
    try (SafetensorsFile stored = SafetensorsFile.open(file)) {
      List<FlatSource.Part> parts = new ArrayList<>();
      for (Map.Entry<String, NDArray> entry : arrays()) {
        parts.add(FlatSource.Part.of(entry.getValue(), stored, entry.getKey()));
      }
      FlatSource.fill(model.session().kernels(), model.session().manager(), parts);
    }
    model.weights().refresh();
  }

  /**
   * Sets the values aside, works with those of a file, and takes the first back bit for bit.
   *
   * @param others the file
   */
  void exchangedFor(Path others, Work work) throws IOException {
    Path aside = others.resolveSibling("policy.safetensors");
    write(aside);
    read(others);
    work.run();
    read(aside);
    Files.delete(aside);
  }

  private List<Map.Entry<String, NDArray>> arrays() {
    Adapter adapter = model.adapter();
    FlatParameters values = adapter == null ? model.weights().master() : adapter.values();
    List<Map.Entry<String, NDArray>> all = new ArrayList<>();
    all.add(Map.entry("matrices", values.matrices()));
    if (values.vectors().size() > 0) {
      all.add(Map.entry("vectors", values.vectors()));
    }
    return all;
  }
}
