package dev.herder.engine.checkpoint;

import dev.herder.core.UserError;
import dev.herder.engine.architecture.ModelConfig;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Averages the weights of several models of one shape.
 *
 * <p>Llama 3 averages models of different data and hyper-parameters at each stage of a round (The
 * Llama 3 Herd of Models, section 4.1.5).
 */
public final class Average {
  private static final int MOST_CHECKPOINTS = 1024;

  private Average() {}

  /**
   * Writes the weighted mean, in the dtypes and with the tokenizer of the first model.
   *
   * <p>Sums are in double precision and rounded once, so the average of equal models has their very
   * bits.
   *
   * @param models directories of models that agree in everything but the dtype
   * @param weights one per model, not negative, not all zero, of any sum; empty for equal ones
   * @param out the directory to make or renew, none of the models
   * @param mostShardBytes above this the weights are split into shards
   * @throws UserError if the models or the weights do not fit together, or a value is not finite
   * @throws IOException if a file cannot be read or written
   */
  public static void run(List<Path> models, List<Double> weights, Path out, long mostShardBytes)
      throws IOException {
    double[] shares = shares(models.size(), weights);
    for (Path model : models) {
      Merge.refuseSame(out, model);
    }
    List<Checkpoint> checkpoints = new ArrayList<>();
    try {
      for (Path model : models) {
        checkpoints.add(Checkpoint.open(model));
      }
      checkAlike(checkpoints);
      CheckpointWriter.write(
          out,
          checkpoints.get(0).layout(),
          name ->
              new NewTensor.Content.Floats(
                  (offset, into) -> mean(checkpoints, shares, name, offset, into)),
          mostShardBytes);
    } finally {
      for (Checkpoint checkpoint : checkpoints) {
        checkpoint.close();
      }
    }
  }

  private static double[] shares(int models, List<Double> weights) {
    if (models < 1 || models > MOST_CHECKPOINTS) {
      throw new UserError("expected 1 to " + MOST_CHECKPOINTS + " models to average: " + models);
    }
    if (!weights.isEmpty() && weights.size() != models) {
      throw new UserError(
          "expected one weight per model, found " + weights.size() + " for " + models + " models");
    }
    double[] shares = new double[models];
    double sum = 0;
    for (int i = 0; i < models; i++) {
      shares[i] = weights.isEmpty() ? 1 : weights.get(i);
      if (!(shares[i] >= 0 && shares[i] < Double.POSITIVE_INFINITY)) {
        throw new UserError("weight " + (i + 1) + " is " + shares[i] + ", expected 0 or more");
      }
      sum += shares[i];
    }
    if (!(sum > 0 && sum < Double.POSITIVE_INFINITY)) {
      throw new UserError("the weights add up to " + sum + ", expected a positive number");
    }
    for (int i = 0; i < models; i++) {
      shares[i] /= sum;
    }
    return shares;
  }

  private static void mean(
      List<Checkpoint> checkpoints, double[] shares, String name, long offset, FloatBuffer into)
      throws IOException {
    int count = into.remaining();
    double[] sums = new double[count];
    float[] values = new float[count];
    for (int c = 0; c < shares.length; c++) {
      checkpoints.get(c).copyToFloat(name, offset, FloatBuffer.wrap(values));
      for (int i = 0; i < count; i++) {
        if (!Float.isFinite(values[i])) {
          throw new UserError(
              checkpoints.get(c).directory()
                  + ": "
                  + name
                  + " holds "
                  + values[i]
                  + " at element "
                  + (offset + i)
                  + ", which cannot be averaged");
        }
        double term = shares[c] * values[i];
        // Adding to a first 0.0 would lose the sign of -0.0.
        sums[i] = c == 0 ? term : sums[i] + term;
      }
    }
    for (int i = 0; i < count; i++) {
      into.put((float) sums[i]);
    }
  }

  private static void checkAlike(List<Checkpoint> checkpoints) {
    Checkpoint first = checkpoints.get(0);
    Accounting accounting = new Accounting();
    for (Checkpoint other : checkpoints.subList(1, checkpoints.size())) {
      for (RecordComponent component : ModelConfig.class.getRecordComponents()) {
        String key = component.getName();
        String here = value(component, first.config());
        String there = value(component, other.config());
        if (!key.equals("storedDtype") && !here.equals(there)) {
          accounting.add(
              "that differ", key + " is " + there + " in " + other.directory() + " but " + here);
        }
      }
      if (!first.head().equals(other.head())) {
        accounting.add(
            "that differ",
            "head is " + other.head() + " in " + other.directory() + " but " + first.head());
      }
    }
    accounting.check(first.directory() + ": cannot be averaged with models of other settings");
  }

  private static String value(RecordComponent component, ModelConfig config) {
    try {
      return String.valueOf(component.getAccessor().invoke(config));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("accessors of a public record can be called", e);
    }
  }
}
