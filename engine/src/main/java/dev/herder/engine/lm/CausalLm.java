package dev.herder.engine.lm;

import ai.djl.ndarray.NDManager;
import dev.herder.core.UserError;
import dev.herder.engine.architecture.LoraConfig;
import dev.herder.engine.architecture.ModelConfig;
import dev.herder.engine.architecture.ParameterLayout;
import dev.herder.engine.checkpoint.Checkpoint;
import dev.herder.engine.checkpoint.CheckpointLayout;
import dev.herder.engine.checkpoint.CheckpointWriter;
import dev.herder.engine.checkpoint.NewTensor;
import dev.herder.engine.checkpoint.PeftAdapter;
import dev.herder.engine.machine.Compute;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.machine.Session;
import dev.herder.engine.model.Adapter;
import dev.herder.engine.model.FlatParameters;
import dev.herder.engine.model.Network;
import dev.herder.engine.model.Weights;
import dev.herder.engine.train.AdamW;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A language model loaded from a Hugging Face directory, ready to score, sample or train.
 *
 * <p>It owns its weights, buffers and libtorch session; one thread at a time may use it.
 */
public final class CausalLm implements AutoCloseable {
  private final CheckpointLayout layout;
  private final Session session;
  private final Weights weights;
  private final @Nullable Adapter adapter;
  private final @Nullable FlatParameters gradients;
  private final Network network;
  private boolean adapterContinues;

  private CausalLm(CheckpointLayout layout, Session session, Options options) {
    this.layout = layout;
    this.session = session;
    weights =
        new Weights(
            session.manager(), session.kernels(), layout.config(), session.compute().precision());
    LoraConfig lora = options.lora();
    adapter =
        lora == null
            ? null
            : new Adapter(session.manager(), session.kernels(), layout.config(), lora);
    ParameterLayout parameters = weights.layout();
    gradients =
        options.use() == Machine.Use.FULL
            ? FlatParameters.zeros(
                session.manager(), session.kernels(), parameters.matrices(), parameters.vectors())
            : null;
    network =
        new Network(
            session.manager(),
            session.kernels(),
            weights,
            session.compute(),
            adapter,
            gradients,
            options.recompute());
  }

  /**
   * How a model is loaded.
   *
   * @param wish device, dtype, threads and micro-batch, as the user wants them
   * @param use what for; {@link Machine.Use#ADAPTER} needs {@code lora}
   * @param lora a new adapter on frozen weights, or null
   * @param recompute whether the backward pass computes activations again
   */
  public record Options(
      Machine.Wish wish, Machine.Use use, @Nullable LoraConfig lora, boolean recompute) {
    public Options {
      if ((use == Machine.Use.ADAPTER) != (lora != null)) {
        throw new IllegalArgumentException("an adapter and its use go together");
      }
    }

    /** For scoring and sampling. */
    public static Options inference(Machine.Wish wish) {
      return new Options(wish, Machine.Use.INFERENCE, null, false);
    }
  }

  /**
   * Loads a model.
   *
   * <p>From a directory with a PEFT adapter its base is loaded. If an adapter is to be trained, it
   * is that one, which therefore must have the rank, alpha and modules asked for; otherwise it is
   * merged into the weights in memory.
   *
   * @param directory {@code config.json} and {@code model.safetensors} or shards, or an adapter
   * @throws UserError if a file is missing, damaged or of an unsupported architecture
   */
  public static CausalLm open(Path directory, Options options) throws IOException {
    if (PeftAdapter.isAdapter(directory)) {
      return openAdapted(directory, options);
    }
    try (Checkpoint checkpoint = Checkpoint.open(directory)) {
      CheckpointLayout layout = checkpoint.layout();
      Compute compute =
          Machine.detect()
              .choose(options.wish(), layout.config(), options.use(), options.recompute());
      CausalLm model = new CausalLm(layout, new Session(compute), options);
      try {
        model.load(checkpoint);
      } catch (IOException | RuntimeException e) {
        model.close();
        throw e;
      }
      return model;
    }
  }

  private static CausalLm openAdapted(Path directory, Options options) throws IOException {
    CausalLm model = open(PeftAdapter.base(directory), options);
    try (PeftAdapter files = PeftAdapter.open(directory, model.config());
        NDManager scope = model.session.manager().newSubManager()) {
      Adapter trained = model.adapter;
      if (trained != null) {
        AdapterFiles.requireSame(directory, files.config(), trained.spec());
        AdapterFiles.read(files, trained);
        model.adapterContinues = true;
        return model;
      }
      Adapter stored = new Adapter(scope, model.session.kernels(), model.config(), files.config());
      AdapterFiles.read(files, stored);
      model.weights.merge(stored);
      return model;
    } catch (IOException | RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /** Draws the values that a new adapter starts from; one that was loaded stays as it is. */
  public void startAdapter(long seed) {
    if (adapter != null && !adapterContinues) {
      adapter.initialise(seed);
    }
  }

  private void load(Checkpoint checkpoint) throws IOException {
    for (ParameterLayout.Slot slot : weights.layout().slots().values()) {
      FlatSource.fill(
          session.kernels(),
          session.manager(),
          slot.matrix() ? weights.master().matrices() : weights.master().vectors(),
          slot.offset(),
          slot.size(),
          (offset, into) -> checkpoint.copyToFloat(slot.name(), offset, into));
    }
    weights.refresh();
  }

  /** Loads other weights of the same shape, for example those of a resumed run. */
  public void reload(Path directory) throws IOException {
    try (Checkpoint checkpoint = Checkpoint.open(directory)) {
      if (!checkpoint.layout().shapes().equals(layout.shapes())) {
        throw new UserError(
            directory + ": the model there has another shape than " + layout.directory());
      }
      load(checkpoint);
    }
  }

  public CheckpointLayout layout() {
    return layout;
  }

  public ModelConfig config() {
    return layout.config();
  }

  public Session session() {
    return session;
  }

  public Network network() {
    return network;
  }

  public Weights weights() {
    return weights;
  }

  /** The adapter in training, or null. */
  public @Nullable Adapter adapter() {
    return adapter;
  }

  /** What the optimiser updates: all weights, or the adapter alone. */
  public List<AdamW.Group> trainable() {
    if (adapter != null) {
      return List.of(
          new AdamW.Group(adapter.values().matrices(), adapter.gradients().matrices(), true));
    }
    if (gradients == null) {
      throw new IllegalStateException("the model was loaded without anything to train");
    }
    return List.of(
        new AdamW.Group(weights.master().matrices(), gradients.matrices(), true),
        new AdamW.Group(weights.master().vectors(), gradients.vectors(), false));
  }

  /** Floating-point operations of one training step on so many tokens and targets. */
  public double trainingFlops(long tokens, long targets) {
    ModelConfig c = config();
    double head = (double) c.vocabSize() * c.hiddenSize();
    double trunk = weights.layout().matrices() - head * (c.tieWordEmbeddings() ? 1 : 2);
    double passes = adapter == null ? 6 : 4;
    double low = adapter == null ? 0 : 6.0 * adapter.size();
    return tokens * (passes * trunk + low) + targets * passes * head;
  }

  /**
   * Writes the weights as a Hugging Face checkpoint with the source's names, dtypes, configuration
   * and tokenizer files. Of an adapter in training nothing is written.
   */
  public void saveWeights(Path directory) throws IOException {
    CheckpointWriter.write(
        directory,
        layout,
        name -> {
          ParameterLayout.Slot slot = weights.layout().slot(name);
          return new NewTensor.Content.Floats(
              FlatSource.of(
                  session.kernels(),
                  session.manager(),
                  slot.matrix() ? weights.master().matrices() : weights.master().vectors(),
                  slot.offset()));
        },
        CheckpointWriter.DEFAULT_SHARD_BYTES);
  }

  /** Writes what was trained: the adapter in PEFT's format, or else all weights. */
  public void save(Path directory) throws IOException {
    if (adapter == null) {
      saveWeights(directory);
    } else {
      AdapterFiles.write(directory, session, layout, adapter);
    }
  }

  @Override
  public void close() {
    network.close();
    session.close();
  }
}
