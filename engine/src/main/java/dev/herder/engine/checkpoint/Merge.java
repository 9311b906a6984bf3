package dev.herder.engine.checkpoint;

import dev.herder.core.UserError;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Adds a LoRA adapter into its base model's weights: W + scale · B · A, tensor by tensor. */
public final class Merge {
  private Merge() {}

  /**
   * What a merge changed.
   *
   * @param maxAbsDelta largest |scale · B · A| by name of the weight, in order of layers
   * @param weights numbers in the adapted weights
   * @param lost of these, how many kept their stored value though their change was not zero,
   *     because the stored dtype is too coarse for it
   */
  public record Result(Map<String, Double> maxAbsDelta, long weights, long lost) {
    /** Largest |scale · B · A| of all. */
    public double largest() {
      return maxAbsDelta.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }
  }

  /**
   * Writes the merged model, its weights in the base's dtypes, with memory for one tensor at a
   * time.
   *
   * <p>A score head that was saved with the adapter takes the place of the base's head.
   *
   * @param base directory of the base model
   * @param adapter directory of the adapter
   * @param out the directory to make or renew, neither of the two
   * @param mostShardBytes above this the weights are split into shards
   * @throws UserError if a directory is unusable, or the adapter does not fit the base
   * @throws IOException if a file cannot be read or written
   */
  public static Result run(Path base, Path adapter, Path out, long mostShardBytes)
      throws IOException {
    refuseSame(out, base);
    refuseSame(out, adapter);
    try (Checkpoint checkpoint = Checkpoint.open(base);
        PeftAdapter lora = PeftAdapter.open(adapter, checkpoint.config())) {
      CheckpointLayout layout = checkpoint.layout();
      Map<String, NewTensor.Content> changed = new LinkedHashMap<>();
      Map<String, MergedWeight> merged = new LinkedHashMap<>();
      for (LoraTarget target : lora.targets()) {
        MergedWeight weight = new MergedWeight(checkpoint, lora, target);
        merged.put(target.weight(), weight);
        changed.put(target.weight(), new NewTensor.Content.Floats(weight));
      }
      if (lora.scoreLabels().isPresent()) {
        layout = layout.withHead(new Head.Score(lora.scoreLabels().getAsInt()));
        changed.put(
            TensorNames.SCORE_HEAD,
            new NewTensor.Content.Floats(FloatSource.of(FloatBuffer.wrap(lora.readScore()))));
      }
      CheckpointWriter.write(
          out,
          layout,
          name -> {
            NewTensor.Content content = changed.get(name);
            return content != null ? content : unchanged(checkpoint, name);
          },
          mostShardBytes);
      return result(merged);
    }
  }

  private static Result result(Map<String, MergedWeight> merged) {
    Map<String, Double> maxAbsDelta = new LinkedHashMap<>();
    long weights = 0;
    long lost = 0;
    for (Map.Entry<String, MergedWeight> entry : merged.entrySet()) {
      maxAbsDelta.put(entry.getKey(), entry.getValue().maxAbsDelta());
      weights += entry.getValue().elements();
      lost += entry.getValue().lost();
    }
    return new Result(maxAbsDelta, weights, lost);
  }

  /** A tensor's stored bytes as they are. */
  static NewTensor.Content unchanged(Checkpoint checkpoint, String name) {
    return new NewTensor.Content.Bytes((offset, into) -> checkpoint.copyBytes(name, offset, into));
  }

  /** Refuses to write over what is being read. */
  static void refuseSame(Path out, Path input) throws IOException {
    if (Files.exists(out) && Files.exists(input) && Files.isSameFile(out, input)) {
      throw new UserError(out + ": is an input; write to another directory");
    }
  }
}
