package dev.herder.dpo;

import dev.herder.core.UserError;
import dev.herder.core.run.AtomicFiles;
import dev.herder.core.run.RunContext;
import dev.herder.engine.checkpoint.SafetensorsFile;
import dev.herder.engine.lm.CausalLm;
import dev.herder.engine.train.DataOrder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A reference that follows the policy: after every n steps it becomes alpha policy + (1 - alpha)
 * reference (TR-DPO, Gorbatovski et al. 2024; Llama 3's vision models).
 *
 * <p>Its weights lie in files {@code reference-N} of a folder, so that one model is in memory: at
 * each move the policy is set aside, the reference scores the examples of the next n steps, and the
 * policy comes back bit for bit. A resumed run finds its reference there.
 */
final class MovingReference {
  private static final Pattern NAME = Pattern.compile("reference-(\\d{1,18})\\.safetensors");
  private static final Pattern STATE = Pattern.compile("checkpoint-(\\d{1,18})");

  /**
   * How it moves.
   *
   * @param everySteps steps between moves, at least 1
   * @param alpha the policy's share of the new reference, above 0, at most 1
   */
  record Settings(long everySteps, double alpha) {
    Settings {
      if (everySteps < 1) {
        throw new IllegalArgumentException(everySteps + " steps");
      }
      if (!(alpha > 0 && alpha <= 1)) {
        throw new UserError(
            "reference-mixup-alpha: " + alpha + " is out of range, expected above 0, at most 1");
      }
    }
  }

  private final CausalLm model;
  private final TrainedValues values;
  private final Settings settings;
  private final Path out;
  private final List<Example> examples;
  private final List<Example> evaluation;
  private final DataOrder order;
  private final long totalSteps;
  private final RunContext context;
  private long placed;

  /**
   * A reference that has not moved yet.
   *
   * @param model the policy
   * @param out the run's folder
   * @param examples the training examples
   * @param evaluation the held-out examples
   * @param order tells the examples of each step
   */
  MovingReference(
      CausalLm model,
      Settings settings,
      Path out,
      List<Example> examples,
      List<Example> evaluation,
      DataOrder order,
      long totalSteps,
      RunContext context) {
    this.model = model;
    values = new TrainedValues(model);
    this.settings = settings;
    this.out = out;
    this.examples = examples;
    this.evaluation = evaluation;
    this.order = order;
    this.totalSteps = totalSteps;
    this.context = context;
  }

  /**
   * Keeps the first reference's weights, and removes what lies beyond the state that the run goes
   * on from.
   *
   * @param reference of the policy's shape
   * @param anew whether the run starts from its beginning whatever states there are
   */
  void start(CausalLm reference, boolean anew) throws IOException {
    Files.createDirectories(folder());
    AtomicFiles.cleanLeftovers(folder());
    long newest = anew ? 0 : numbers(out, STATE).stream().mapToLong(n -> n).max().orElse(0);
    for (long step : numbers(folder(), NAME)) {
      if (step > newest) {
        Files.delete(file(step));
      }
    }
    if (settings.alpha() < 1) {
      new TrainedValues(reference).write(file(0));
    }
  }

  /** Brings the reference to where it must be before a step. */
  void before(long step) {
    long due = (step - 1) / settings.everySteps() * settings.everySteps();
    if (due == placed) {
      return;
    }
    try {
      if (Files.exists(file(due))) {
        context.talk().accept("the reference is that of step " + due);
      } else if (due == step - 1) {
        move(due);
      } else {
        throw new UserError(
            file(due)
                + ": is missing, and without it the run cannot go on exactly; give --overwrite to"
                + " start anew");
      }
      score(due);
      placed = due;
      removeOld(due);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void move(long step) throws IOException {
    context.talk().accept("moving the reference after step " + step);
    double alpha = settings.alpha();
    if (alpha == 1) {
      values.write(file(step));
      return;
    }
    Path before = file(step - settings.everySteps());
    try (SafetensorsFile old = SafetensorsFile.open(before)) {
      values.write(
          file(step),
          (name, policy) ->
              (offset, into) -> {
                FloatBuffer mine = into.duplicate();
                policy.read(offset, into);
                FloatBuffer theirs = FloatBuffer.allocate(mine.remaining());
                old.copyToFloat(name, offset, theirs);
                theirs.rewind();
                for (int i = mine.position(); i < mine.limit(); i++) {
                  mine.put(i, (float) (alpha * mine.get(i) + (1 - alpha) * theirs.get()));
                }
              });
    }
  }

  /** Gives the reference's log-probabilities to the examples that the next steps need. */
  private void score(long step) throws IOException {
    Set<Integer> needed = new HashSet<>();
    List<Example> all = new ArrayList<>();
    long last = Math.min(step + settings.everySteps(), totalSteps);
    for (long s = step + 1; s <= last; s++) {
      for (int row : order.rowsOf(s)) {
        if (needed.add(row)) {
          all.add(examples.get(row));
        }
      }
    }
    all.addAll(evaluation);
    values.exchangedFor(file(step), () -> LogProbPass.setReferences(all, model));
  }

  /** Removes references that no state of the run goes back to. */
  private void removeOld(long current) throws IOException {
    long oldest = current;
    for (long state : numbers(out, STATE)) {
      oldest = Math.min(oldest, state / settings.everySteps() * settings.everySteps());
    }
    for (long step : numbers(folder(), NAME)) {
      if (step < oldest) {
        Files.delete(file(step));
      }
    }
  }

  private static List<Long> numbers(Path folder, Pattern pattern) throws IOException {
    List<Long> numbers = new ArrayList<>();
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.toList()) {
        Matcher matcher = pattern.matcher(String.valueOf(entry.getFileName()));
        if (matcher.matches()) {
          numbers.add(Long.parseLong(matcher.group(1)));
        }
      }
    }
    return numbers;
  }

  private Path folder() {
    return out.resolve("moving-reference");
  }

  private Path file(long step) {
    return folder().resolve("reference-" + step + ".safetensors");
  }
}
