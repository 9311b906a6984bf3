package dev.herder.examples;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import dev.herder.engine.lm.CausalLm;
import dev.herder.engine.lm.LlamaBlock;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The model as a block of DJL: trained by DJL's own {@code Trainer}, asked by its {@code
 * Predictor}, saved as a Hugging Face checkpoint.
 */
public final class DjlTrainer {
  private static final int EPOCHS = 3;

  private DjlTrainer() {}

  /** Usage: {@code DjlTrainer MODEL_DIR OUT_DIR}. */
  public static void main(String[] arguments) throws IOException, TranslateException {
    Path source = Path.of(arguments[0]);
    try (CausalLm weights = CausalLm.open(source, CausalLm.Options.values(Machine.Wish.AUTO));
        Tokenizer tokenizer = Tokenizer.load(source);
        Model model = Model.newInstance("llama", "PyTorch")) {
      NDManager manager = model.getNDManager();
      LlamaBlock block = new LlamaBlock(weights.config(), weights.session().kernels());
      block.load(manager, weights);
      model.setBlock(block);

      // Rows of one length, as the block wants them: seventeen tokens, so sixteen predictions.
      int[][] rows =
          Stream.of("A flock of sheep.", "A herd of llamas.", "A pack of wolves.")
              .map(tokenizer::encodePlain)
              .toArray(int[][]::new);
      NDArray ids = manager.create(rows);
      ArrayDataset data =
          new ArrayDataset.Builder()
              .setData(ids.get(":, :-1"))
              .optLabels(ids.get(":, 1:"))
              .setSampling(3, false)
              .build();
      DefaultTrainingConfig config =
          new DefaultTrainingConfig(new NextTokenLoss())
              .optOptimizer(Optimizer.adam().optLearningRateTracker(Tracker.fixed(1e-3f)).build())
              .addTrainingListeners(TrainingListener.Defaults.basic());
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(3, rows[0].length - 1));
        EasyTrain.fit(trainer, EPOCHS, data, null);
        System.out.println("loss " + trainer.getTrainingResult().getTrainLoss());
      }

      try (Predictor<NDList, NDList> predictor = model.newPredictor(new NoopTranslator(null))) {
        NDArray prompt = manager.create(new int[][] {tokenizer.encodePlain("A flock of sheep")});
        NDArray logits = predictor.predict(new NDList(prompt)).singletonOrThrow();
        int next = (int) logits.get("0, -1").argMax().getLong();
        System.out.println("next " + tokenizer.decode(new int[] {next}, false));
      }
      block.store(weights);
      weights.saveWeights(Path.of(arguments[1]));
    }
  }

  /** DJL's cross-entropy over the positions of all rows. */
  private static final class NextTokenLoss extends Loss {
    private final SoftmaxCrossEntropyLoss one = new SoftmaxCrossEntropyLoss();

    NextTokenLoss() {
      super("next-token");
    }

    @Override
    public NDArray evaluate(NDList labels, NDList logits) {
      NDArray all = logits.singletonOrThrow();
      NDArray flat = all.reshape(-1, all.getShape().get(2));
      return one.evaluate(new NDList(labels.singletonOrThrow().reshape(-1)), new NDList(flat));
    }
  }
}
