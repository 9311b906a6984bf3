package dev.herder.engine.checkpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.engine.architecture.LoraConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** Writes a LoRA adapter that {@code peft.PeftModel.from_pretrained} loads, whole or not at all. */
public final class PeftAdapterWriter {
  private PeftAdapterWriter() {}

  /** Gives the values of the factors. */
  @FunctionalInterface
  public interface Factors {
    /** The values of one factor, row by row. */
    FloatSource of(LoraTarget target, LoraMatrix matrix);
  }

  /**
   * Writes the adapter and copies of the base model's tokenizer files.
   *
   * <p>Every layer's projections of {@code config.targetModules()} are written.
   *
   * @param out the directory to make or renew; other files in it stay
   * @param base the model that is adapted; its directory is named in the settings
   * @param config the adapter's settings
   * @param factors values of A and B
   * @param score values of the score head if it was trained along; the base's head tells its shape
   * @param dtype F32, F16 or BF16
   * @throws dev.herder.core.UserError if there is no room, or {@code out} is a file
   * @throws IOException if a file cannot be written
   */
  public static void write(
      Path out,
      CheckpointLayout base,
      LoraConfig config,
      Factors factors,
      Optional<FloatSource> score,
      Dtype dtype)
      throws IOException {
    SortedSet<LoraTarget> targets = LoraTarget.all(base.config().layers(), config.targetModules());
    List<NewTensor> tensors = new ArrayList<>();
    for (LoraTarget target : targets) {
      for (LoraMatrix matrix : LoraMatrix.values()) {
        List<Long> shape = matrix.shape(base.config(), target.projection(), config.r());
        tensors.add(
            NewTensor.floats(target.tensor(matrix), dtype, shape, factors.of(target, matrix)));
      }
    }
    if (score.isPresent()) {
      if (!(base.head() instanceof Head.Score head)) {
        throw new IllegalArgumentException("the base model has no score head");
      }
      List<Long> shape = List.of((long) head.labels(), (long) base.config().hiddenSize());
      String name = PeftAdapter.PREFIX + TensorNames.SCORE_HEAD;
      tensors.add(NewTensor.floats(name, dtype, shape, score.get()));
    }
    long bytes = tensors.stream().mapToLong(NewTensor::bytes).sum();
    DiskSpace.require(out, bytes + CompanionFiles.bytes(base.directory()));
    try (StagedDirectory staged = StagedDirectory.of(out)) {
      SafetensorsWriter.write(
          staged.path().resolve(PeftAdapter.WEIGHTS), tensors, SafetensorsWriter.METADATA);
      CompanionFiles.copy(base.directory(), staged.path());
      DurableFiles.write(
          staged.path().resolve(LoraConfigReader.FILE),
          ConfigText.print(settings(base, config, score.isPresent()))
              .getBytes(StandardCharsets.UTF_8));
      staged.commit(LoraConfigReader.FILE, name -> false);
    }
  }

  private static ObjectNode settings(CheckpointLayout base, LoraConfig config, boolean score) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("base_model_name_or_path", base.directory().toString());
    json.put("bias", "none");
    json.put("fan_in_fan_out", false);
    json.put("inference_mode", true);
    json.put("init_lora_weights", true);
    boolean whole = config.alpha() == Math.rint(config.alpha()) && config.alpha() < 1e9;
    if (whole) {
      json.put("lora_alpha", (int) config.alpha());
    } else {
      json.put("lora_alpha", config.alpha());
    }
    json.put("lora_dropout", config.dropout());
    if (score) {
      json.putArray("modules_to_save").add("score");
    } else {
      json.putNull("modules_to_save");
    }
    json.put("peft_type", "LORA");
    json.put("r", config.r());
    ArrayNode modules = json.putArray("target_modules");
    config.targetModules().forEach(projection -> modules.add(projection.module()));
    json.put("task_type", base.head() instanceof Head.Score ? "SEQ_CLS" : "CAUSAL_LM");
    json.put("use_dora", false);
    json.put("use_rslora", config.useRslora());
    return json;
  }
}
