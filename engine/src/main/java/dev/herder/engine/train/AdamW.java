package dev.herder.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.herder.core.UserError;
import dev.herder.engine.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;

/**
 * AdamW (Loshchilov and Hutter 2019) over flat float32 buffers, as one fused kernel for each.
 *
 * <p>m and v start at zero and are part of a checkpoint.
 */
public final class AdamW {
  /**
   * Hyper-parameters.
   *
   * @param beta1 decay of the first moment, in [0, 1)
   * @param beta2 decay of the second moment, in [0, 1)
   * @param epsilon added to the root of the second moment, above 0
   * @param weightDecay decoupled decay of matrices, at least 0; norms and biases have none
   */
  public record Settings(double beta1, double beta2, double epsilon, double weightDecay) {
    public Settings {
      require(beta1 >= 0 && beta1 < 1, "adam-beta1", beta1, "0 <= beta < 1");
      require(beta2 >= 0 && beta2 < 1, "adam-beta2", beta2, "0 <= beta < 1");
      require(epsilon > 0, "adam-epsilon", epsilon, "above 0");
      require(weightDecay >= 0, "weight-decay", weightDecay, "0 or more");
    }

    private static void require(boolean holds, String key, double value, String expected) {
      if (!holds) {
        throw new UserError(key + ": " + value + " is out of range, expected " + expected);
      }
    }
  }

  /**
   * Parameters that are updated alike.
   *
   * @param values what is trained, [size] float32
   * @param gradients its gradient, [size] float32
   * @param decayed whether weight decay applies
   */
  public record Group(NDArray values, NDArray gradients, boolean decayed) {}

  private final NDManager manager;
  private final Kernels kernels;
  private final Settings settings;
  private final List<Group> groups;
  private final List<NDArray> first = new ArrayList<>();
  private final List<NDArray> second = new ArrayList<>();

  public AdamW(NDManager manager, Kernels kernels, Settings settings, List<Group> groups) {
    this.manager = manager;
    this.kernels = kernels;
    this.settings = settings;
    this.groups = List.copyOf(groups);
    for (Group group : groups) {
      first.add(manager.zeros(group.values().getShape(), DataType.FLOAT32));
      second.add(manager.zeros(group.values().getShape(), DataType.FLOAT32));
    }
  }

  /** First moments, one flat buffer for each group. */
  public List<NDArray> firstMoments() {
    return List.copyOf(first);
  }

  /** Second moments, one flat buffer for each group. */
  public List<NDArray> secondMoments() {
    return List.copyOf(second);
  }

  public List<Group> groups() {
    return groups;
  }

  /** Euclidean norm of all gradients together. */
  public double gradientNorm() {
    double squares = 0;
    for (Group group : groups) {
      double norm = kernels.number("global_norm", group.gradients());
      squares += norm * norm;
    }
    return Math.sqrt(squares);
  }

  /**
   * Updates the parameters and clears the gradients.
   *
   * @param step the number of this step, from 1
   * @param learningRate the rate of this step
   * @param clip gradients are multiplied by it first
   */
  public void step(long step, double learningRate, double clip) {
    for (int i = 0; i < groups.size(); i++) {
      Group group = groups.get(i);
      if (group.values().size() == 0) {
        continue;
      }
      try (NDManager scope = manager.newSubManager()) {
        kernels.run(
            "adamw",
            List.of(group.values()),
            List.of(group.gradients()),
            List.of(first.get(i)),
            List.of(second.get(i)),
            List.of(scope.create((float) step)),
            learningRate,
            settings.beta1(),
            settings.beta2(),
            settings.epsilon(),
            group.decayed() ? settings.weightDecay() : 0.0,
            scope.create((float) (1 / clip)));
      }
      kernels.run("zero_", group.gradients());
    }
  }
}
