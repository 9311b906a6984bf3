package dev.herder.engine.lm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.herder.core.UserError;
import dev.herder.engine.architecture.LoraConfig;
import dev.herder.engine.architecture.ModelConfig;
import dev.herder.engine.architecture.ParameterLayout;
import dev.herder.engine.checkpoint.Checkpoint;
import dev.herder.engine.checkpoint.CheckpointLayout;
import dev.herder.engine.checkpoint.CheckpointWriter;
import dev.herder.engine.checkpoint.FloatSource;
import dev.herder.engine.checkpoint.Head;
import dev.herder.engine.checkpoint.NewTensor;
import dev.herder.engine.checkpoint.PeftAdapter;
import dev.herder.engine.checkpoint.TensorNames;
import dev.herder.engine.machine.Compute;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.machine.Session;
import dev.herder.engine.model.Adapter;
import dev.herder.engine.model.FlatParameters;
import dev.herder.engine.model.Network;
import dev.herder.engine.model.ScoreHead;
import dev.herder.engine.model.Weights;
import dev.herder.engine.train.AdamW;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A language model loaded from a Hugging Face directory, ready to score, sample or train; or a
 * reward model, which has a score head in place of the language head.
 *
 * <p>It owns its weights, buffers and libtorch session; one thread at a time may use it.
 */
public final class CausalLm implements AutoCloseable {
  private final CheckpointLayout layout;
  private final Session session;
  private final Weights weights;
  private final @Nullable Adapter adapter;
  private final @Nullable FlatParameters gradients;
  private final @Nullable ScoreHead score;
  private final Network network;
  private boolean adapterContinues;
  private boolean newScore;

  private CausalLm(
      CheckpointLayout layout, ModelConfig computed, Session session, Options options) {
    this.layout = layout;
    this.session = session;
    boolean language = options.scoring() == null;
    weights =
        new Weights(
            session.manager(),
            session.kernels(),
            computed,
            session.compute().precision(),
            language,
            options.use().needsMaster());
    score =
        language
            ? null
            : new ScoreHead(session.manager(), session.kernels(), computed.hiddenSize());
    LoraConfig lora = options.lora();
    adapter =
        lora == null ? null : new Adapter(session.manager(), session.kernels(), computed, lora);
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
            options.recompute(),
            score);
  }

  /**
   * How a model is loaded.
   *
   * @param wish device, dtype, threads and micro-batch, as the user wants them
   * @param use what for; {@link Machine.Use#ADAPTER} needs {@code lora}
   * @param lora a new adapter on frozen weights, or null
   * @param recompute whether the backward pass computes activations again
   * @param scoring what a reward model needs, or null for a language model
   */
  public record Options(
      Machine.Wish wish,
      Machine.Use use,
      @Nullable LoraConfig lora,
      boolean recompute,
      @Nullable Scoring scoring) {
    /** A language model. */
    public Options(
        Machine.Wish wish, Machine.Use use, @Nullable LoraConfig lora, boolean recompute) {
      this(wish, use, lora, recompute, null);
    }

    public Options {
      if ((use == Machine.Use.ADAPTER) != (lora != null)) {
        throw new IllegalArgumentException("an adapter and its use go together");
      }
    }

    /** For scoring and sampling. */
    public static Options inference(Machine.Wish wish) {
      return new Options(wish, Machine.Use.INFERENCE, null, false);
    }

    /** For reading the weights themselves, or changing and saving them, in float32. */
    public static Options values(Machine.Wish wish) {
      return new Options(wish, Machine.Use.VALUES, null, false);
    }

    /** The same with a score head in place of the language head. */
    public Options with(Scoring head) {
      return new Options(wish, use, lora, recompute, head);
    }
  }

  /**
   * A model that gives a number instead of next tokens.
   *
   * <p>To be trained it may come from a language model, whose head is then left away and a new one
   * made; see {@link #initialise}.
   *
   * @param padTokenId the token before which transformers reads the score; goes to {@code
   *     config.json}. -1 leaves there what stands there
   */
  public record Scoring(int padTokenId) {}

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
    return PeftAdapter.isAdapter(directory)
        ? openAdapted(directory, options)
        : open(directory, options, options.use().trains());
  }

  /**
   * Tells mistakes of a model's files, or of how it shall be loaded, from its headers alone.
   *
   * @return the shape of the model, or of an adapter's base
   * @throws UserError as {@link #open}, but for what only the values of its weights can tell
   */
  public static ModelConfig check(Path directory, Options options) throws IOException {
    boolean adapted = PeftAdapter.isAdapter(directory);
    boolean trained = options.use().trains();
    try (Checkpoint checkpoint = Checkpoint.open(baseOf(directory))) {
      ScoreLayout.of(checkpoint.layout(), options.scoring(), adapted || trained);
      ModelConfig config = checkpoint.config();
      Machine.detect().choose(options.wish(), config, options.use(), options.recompute());
      if (adapted) {
        boolean scores = trained || checkpoint.head() instanceof Head.Score;
        checkAdapter(directory, config, options, scores);
      }
      return config;
    }
  }

  private static void checkAdapter(
      Path directory, ModelConfig base, Options options, boolean baseMayScore) throws IOException {
    try (PeftAdapter files = PeftAdapter.open(directory, base)) {
      if (files.scoreLabels().isPresent()) {
        if (options.scoring() == null) {
          throw ScoreLayout.notLanguage(directory);
        }
        ScoreLayout.requireOne(directory, files.scoreLabels().getAsInt());
      } else if (options.scoring() != null && !baseMayScore) {
        throw ScoreLayout.noHead(directory);
      }
      LoraConfig wanted = options.lora();
      if (wanted != null) {
        AdapterFiles.requireSame(directory, files.config(), wanted);
      }
    }
  }

  private static CausalLm open(Path directory, Options options, boolean mayLackScore)
      throws IOException {
    try (Checkpoint checkpoint = Checkpoint.open(directory)) {
      ModelConfig computed = checkpoint.config();
      CheckpointLayout layout =
          ScoreLayout.of(checkpoint.layout(), options.scoring(), mayLackScore);
      Compute compute =
          Machine.detect().choose(options.wish(), computed, options.use(), options.recompute());
      CausalLm model = new CausalLm(layout, computed, new Session(compute), options);
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
    Path base = PeftAdapter.base(directory);
    CausalLm model = open(base, options, true);
    try (PeftAdapter files = PeftAdapter.open(directory, model.config());
        NDManager scope = model.session.manager().newSubManager()) {
      model.takeScore(files);
      if (model.newScore && !options.use().trains()) {
        throw ScoreLayout.noHead(directory);
      }
      Adapter trained = model.adapter;
      if (trained != null) {
        AdapterFiles.requireSame(directory, files.config(), trained.spec());
        AdapterFiles.read(files, trained);
        model.adapterContinues = true;
        return model;
      }
      Adapter stored = new Adapter(scope, model.session.kernels(), model.config(), files.config());
      AdapterFiles.read(files, stored);
      try (Checkpoint checkpoint = Checkpoint.open(base)) {
        model.weights.merge(stored, (own, slot) -> model.read(own, checkpoint, slot));
      }
      return model;
    } catch (IOException | RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /** A matrix of a checkpoint in float32. */
  private NDArray read(NDManager scope, Checkpoint checkpoint, ParameterLayout.Slot slot)
      throws IOException {
    NDArray values = scope.create(new Shape(slot.size()), DataType.FLOAT32);
    FlatSource.fill(
        session.kernels(), session.manager(), List.of(part(checkpoint, slot, values, 0)));
    return values.reshape(slot.sizes());
  }

  private void takeScore(PeftAdapter files) throws IOException {
    if (files.scoreLabels().isEmpty()) {
      return;
    }
    if (score == null) {
      throw ScoreLayout.notLanguage(files.directory());
    }
    ScoreLayout.requireOne(files.directory(), files.scoreLabels().getAsInt());
    score.write(files.readScore());
    newScore = false;
  }

  /**
   * Draws what is new: an adapter that no file gave as PEFT does, and a score head that no file
   * gave as transformers does, from a normal distribution with deviation {@code initializer_range}.
   *
   * @param seed determines the values
   */
  public void initialise(long seed) {
    if (adapter != null && !adapterContinues) {
      adapter.initialise(seed);
    }
    if (score != null && newScore) {
      score.write(ScoreValues.drawn(config(), seed));
    }
  }

  /**
   * Sets the score head from a file.
   *
   * @param file safetensors with {@code score.weight}, [1, hidden]
   * @throws UserError if the file has no such tensor
   */
  public void readScore(Path file) throws IOException {
    Objects.requireNonNull(score).write(ScoreValues.read(file, config()));
    newScore = false;
  }

  /**
   * Checks that a file has a score head for a model.
   *
   * @throws UserError if it has not
   */
  public static void checkScore(Path file, ModelConfig config) throws IOException {
    ScoreValues.read(file, config);
  }

  /** The directory whose weights a model has: of an adapter its base's, else its own. */
  public static Path baseOf(Path directory) throws IOException {
    return PeftAdapter.isAdapter(directory) ? PeftAdapter.base(directory) : directory;
  }

  private static FlatSource.Part part(
      Checkpoint checkpoint, ParameterLayout.Slot slot, NDArray flat, long first) {
    return new FlatSource.Part(
        flat,
        first,
        slot.size(),
        (offset, into) -> checkpoint.copyToFloat(slot.name(), offset, into));
  }

  private void load(Checkpoint checkpoint) throws IOException {
    List<FlatSource.Part> parts = new ArrayList<>();
    for (ParameterLayout.Slot slot : weights.layout().slots().values()) {
      parts.add(part(checkpoint, slot, weights.loaded().holding(slot), slot.offset()));
    }
    FlatSource.fill(session.kernels(), session.manager(), parts);
    weights.refresh();
    if (score != null) {
      newScore = checkpoint.head() instanceof Head.LanguageModel;
      if (!newScore) {
        float[] values = new float[config().hiddenSize()];
        checkpoint.copyToFloat(TensorNames.SCORE_HEAD, 0, FloatBuffer.wrap(values));
        score.write(values);
      }
    }
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

  /** The score head, or null for a language model. */
  public @Nullable ScoreHead score() {
    return score;
  }

  /** The adapter in training, or null. */
  public @Nullable Adapter adapter() {
    return adapter;
  }

  /**
   * What the optimiser updates: all weights, or the adapter alone, and a score head with either.
   */
  public List<AdamW.Group> trainable() {
    List<AdamW.Group> groups = new ArrayList<>();
    if (adapter != null) {
      groups.add(
          new AdamW.Group(adapter.values().matrices(), adapter.gradients().matrices(), true));
    } else if (gradients != null) {
      groups.add(new AdamW.Group(weights.master().matrices(), gradients.matrices(), true));
      groups.add(new AdamW.Group(weights.master().vectors(), gradients.vectors(), false));
    } else {
      throw new IllegalStateException("the model was loaded without anything to train");
    }
    if (score != null) {
      groups.add(new AdamW.Group(score.values(), score.gradients(), true));
    }
    return List.copyOf(groups);
  }

  /** Floating-point operations of one training step on so many tokens and targets. */
  public double trainingFlops(long tokens, long targets) {
    ModelConfig c = config();
    double embedding = (double) c.vocabSize() * c.hiddenSize();
    boolean own = score == null && !c.tieWordEmbeddings();
    double trunk = weights.layout().matrices() - embedding * (own ? 2 : 1);
    double head = score == null ? embedding : c.hiddenSize();
    double passes = adapter == null ? 6 : 4;
    double low = adapter == null ? 0 : 6.0 * adapter.size();
    return tokens * (passes * trunk + low) + targets * passes * head;
  }

  /**
   * Writes the weights as a Hugging Face checkpoint with the source's names, dtypes, configuration
   * and tokenizer files. Of an adapter in training nothing is written.
   *
   * @throws IllegalStateException if the model was loaded for other ends and has products in
   *     another dtype than float32: {@link Options#values}, or a training of all weights
   */
  public void saveWeights(Path directory) throws IOException {
    CheckpointWriter.write(
        directory,
        layout,
        name -> {
          if (name.equals(TensorNames.SCORE_HEAD)) {
            return new NewTensor.Content.Floats(scoreValues());
          }
          ParameterLayout.Slot slot = weights.layout().slot(name);
          return new NewTensor.Content.Floats(
              FlatSource.of(
                  session.kernels(),
                  session.manager(),
                  weights.master().holding(slot),
                  slot.offset()));
        },
        CheckpointWriter.DEFAULT_SHARD_BYTES);
  }

  /** Writes what was trained: the adapter in PEFT's format, or else all weights. */
  public void save(Path directory) throws IOException {
    if (adapter == null) {
      saveWeights(directory);
    } else {
      Optional<FloatSource> head = score == null ? Optional.empty() : Optional.of(scoreValues());
      AdapterFiles.write(directory, session, layout, adapter, head);
    }
  }

  private FloatSource scoreValues() {
    ScoreHead head = Objects.requireNonNull(score);
    return FlatSource.of(session.kernels(), session.manager(), head.values(), 0);
  }

  @Override
  public void close() {
    network.close();
    session.close();
  }
}
