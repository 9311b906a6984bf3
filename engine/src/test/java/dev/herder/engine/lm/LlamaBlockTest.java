package dev.herder.engine.lm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import dev.herder.engine.architecture.ModelConfig;
import dev.herder.engine.architecture.ParameterLayout;
import dev.herder.engine.batch.PackedBatch;
import dev.herder.engine.machine.Compute;
import dev.herder.engine.machine.Session;
import dev.herder.engine.model.FlatParameters;
import dev.herder.engine.model.LogProbGradient;
import dev.herder.engine.model.Network;
import dev.herder.engine.model.TinyModels;
import dev.herder.engine.model.Weights;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** DJL's trainer and automatic differentiation against the kernels written by hand. */
final class LlamaBlockTest {
  private static final int LENGTH = 11;

  @ParameterizedTest
  @CsvSource({"true,false,false", "false,true,true"})
  void djlTrainerGetsTheSameGradients(boolean tied, boolean biases, boolean headNorm) {
    ModelConfig config = TinyModels.config(tied, biases, headNorm);
    int[][] rows = {row(1), row(2)};
    try (Session session = new Session(Compute.plain(1));
        Model model = Model.newInstance("tiny", "PyTorch")) {
      Weights weights =
          new Weights(session.manager(), session.kernels(), config, session.compute().precision());
      TinyModels.fill(weights, 3);
      FlatParameters gradients =
          FlatParameters.zeros(
              session.manager(),
              session.kernels(),
              weights.layout().matrices(),
              weights.layout().vectors());
      double loss = byHand(session, weights, gradients, rows);

      LlamaBlock block = new LlamaBlock(config, session.kernels());
      for (ParameterLayout.Slot slot : weights.layout().slots().values()) {
        float[] values = new float[(int) slot.size()];
        weights.master().read(slot).get(values);
        long[] shape = slot.sizes();
        block.set(slot.name(), model.getNDManager().create(values, new Shape(shape)));
      }
      model.setBlock(block);
      try (Trainer trainer = model.newTrainer(new DefaultTrainingConfig(Loss.l2Loss()))) {
        NDManager scope = trainer.getManager();
        NDArray ids = scope.create(rows);
        try (GradientCollector collector = trainer.newGradientCollector()) {
          NDArray logits = trainer.forward(new NDList(ids)).singletonOrThrow();
          assertEquals(new Shape(2, LENGTH, 61), logits.getShape());
          NDArray targets = ids.get(":, 1:").reshape(-1);
          NDArray predictions = logits.get(":, :-1").reshape(-1, 61);
          NDArray mean =
              new SoftmaxCrossEntropyLoss().evaluate(new NDList(targets), new NDList(predictions));
          assertEquals(loss / (2 * (LENGTH - 1)), mean.getFloat(), 1e-5);
          collector.backward(mean.mul(2 * (LENGTH - 1)));
        }
        int compared = 0;
        for (ParameterLayout.Slot slot : weights.layout().slots().values()) {
          FloatBuffer expected = gradients.read(slot);
          try (NDArray gradient = parameter(block, slot).getArray().getGradient()) {
            float[] actual = gradient.toFloatArray();
            for (int i = 0; i < actual.length; i++) {
              assertEquals(expected.get(i), actual[i], 2e-4, slot.name() + " " + i);
              compared += Math.abs(actual[i]) > 1e-2 ? 1 : 0;
            }
          }
        }
        assertTrue(compared > 1000, compared + " gradients are large enough to tell");
      }
    }
  }

  private static Parameter parameter(LlamaBlock block, ParameterLayout.Slot slot) {
    return block.getParameters().get(slot.name());
  }

  private static double byHand(
      Session session, Weights weights, FlatParameters gradients, int[][] rows) {
    PackedBatch.Builder builder = new PackedBatch.Builder();
    for (int[] row : rows) {
      boolean[] targets = new boolean[LENGTH];
      Arrays.fill(targets, 1, LENGTH, true);
      builder.add(-1, row, targets);
    }
    try (Network network =
        new Network(
            session.manager(),
            session.kernels(),
            weights,
            session.compute(),
            null,
            gradients,
            false)) {
      float[] c = new float[2 * (LENGTH - 1)];
      Arrays.fill(c, -1);
      double loss = 0;
      for (float p :
          network.forwardBackward(builder.build(), LogProbGradient.constant(c)).logProbs()) {
        loss -= p;
      }
      return loss;
    }
  }

  private static int[] row(long seed) {
    return new SplittableRandom(seed).ints(LENGTH, 3, 61).toArray();
  }
}
