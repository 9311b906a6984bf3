package dev.herder.engine.lm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.UserError;
import dev.herder.engine.architecture.ParameterLayout;
import dev.herder.engine.checkpoint.CheckpointLayout;
import dev.herder.engine.checkpoint.Dtype;
import dev.herder.engine.checkpoint.FloatSource;
import dev.herder.engine.checkpoint.LoraMatrix;
import dev.herder.engine.checkpoint.LoraTarget;
import dev.herder.engine.checkpoint.PeftAdapter;
import dev.herder.engine.checkpoint.PeftAdapterWriter;
import dev.herder.engine.machine.Session;
import dev.herder.engine.model.Adapter;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Moves an adapter between its flat buffer and PEFT's files. */
final class AdapterFiles {
  private AdapterFiles() {}

  static void write(
      Path directory,
      Session session,
      CheckpointLayout base,
      Adapter adapter,
      Optional<FloatSource> score)
      throws IOException {
    PeftAdapterWriter.write(
        directory,
        base,
        adapter.spec(),
        (target, matrix) ->
            FlatSource.of(
                session.kernels(),
                session.manager(),
                adapter.values().matrices(),
                slot(adapter, target, matrix).offset()),
        score,
        Dtype.F32);
  }

  static void read(PeftAdapter files, Adapter adapter) throws IOException {
    for (LoraTarget target : files.targets()) {
      for (LoraMatrix matrix : LoraMatrix.values()) {
        adapter
            .values()
            .write(slot(adapter, target, matrix), FloatBuffer.wrap(files.read(target, matrix)));
      }
    }
  }

  /**
   * The directory of the model that an adapter adapts.
   *
   * @throws UserError if the adapter names none, or one that is not here
   */
  static Path base(Path directory) throws IOException {
    Path file = directory.resolve("adapter_config.json");
    String name;
    try {
      name = new ObjectMapper().readTree(file.toFile()).path("base_model_name_or_path").asText("");
    } catch (JsonProcessingException e) {
      throw new UserError(file + ": is not JSON: " + e.getOriginalMessage(), e);
    }
    if (name.isEmpty() || !Files.isDirectory(Path.of(name))) {
      throw new UserError(
          file
              + ": base_model_name_or_path is '"
              + name
              + "', which is no directory here; set it to the base model's directory");
    }
    return Path.of(name);
  }

  private static ParameterLayout.Slot slot(Adapter adapter, LoraTarget target, LoraMatrix matrix) {
    char side = matrix == LoraMatrix.A ? 'A' : 'B';
    return adapter.slot(Adapter.name(target.layer(), target.projection(), side));
  }
}
