package dev.herder.dpo;

import dev.herder.core.data.Purpose;
import dev.herder.core.data.Refusals;
import dev.herder.core.data.Row;
import dev.herder.core.data.Source;
import dev.herder.core.generate.Scorer;
import dev.herder.core.run.Artifact;
import dev.herder.core.run.RowCounts;
import dev.herder.core.run.RunContext;
import dev.herder.dpo.loss.PreferenceLoss;
import dev.herder.dpo.loss.WeightedLoss;
import dev.herder.engine.lm.ModelHash;
import dev.herder.engine.lm.TrainingRows;
import dev.herder.engine.text.EncodedAnswers;
import dev.herder.engine.text.EncodedPrompt;
import dev.herder.engine.text.Encoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a run reads before the model is loaded.
 *
 * @param training examples of the data; none if the policy makes the pairs
 * @param evaluation held-out examples, possibly none
 * @param prompts what the policy makes pairs from, or null
 * @param reference the model that the user named as the reference, or null
 * @param counts what became of the rows, or of the prompts
 * @param inputs all that was read, hashed
 */
record DpoRows(
    List<Example> training,
    List<Example> evaluation,
    @Nullable Prompts prompts,
    ReferenceSource.@Nullable Named reference,
    RowCounts counts,
    List<Artifact> inputs) {
  /**
   * Prompts for the policy.
   *
   * @param rows at least one
   * @param encoder of the policy
   * @param scorer judges the answers
   */
  record Prompts(List<Row.Prompt> rows, Encoder encoder, Scorer scorer) {}

  /**
   * Reads everything.
   *
   * @param scorer null if the pairs come from files
   * @param training an empty list, receives the examples of the data
   * @throws dev.herder.core.data.DataException with every bad row, or every row that cannot be
   *     compared
   */
  static DpoRows read(
      Dpo.Config config,
      Encoder encoder,
      @Nullable Scorer scorer,
      List<Example> training,
      RunContext context)
      throws IOException {
    Purpose purpose =
        config.loss().needs() == PreferenceLoss.Needs.LABELS && scorer == null
            ? Purpose.LABELLED
            : Purpose.PREFERENCE;
    Read read = examples(config.data(), purpose, config, encoder, training, context);
    List<Artifact> inputs = new ArrayList<>(read.artifacts());
    RowCounts counts = read.counts();
    Prompts prompts = null;
    Path asked = config.online().prompts();
    if (scorer != null && asked != null) {
      Map<Source, Row> bySource = new HashMap<>();
      List<Row.Prompt> rows = new ArrayList<>();
      try (TrainingRows<EncodedPrompt> encoded =
          TrainingRows.read(
              List.of(asked),
              config.out(),
              Purpose.PROMPTS,
              encoder,
              EncodedPrompt.class,
              context,
              row -> {
                bySource.put(row.source(), row);
                return Optional.empty();
              })) {
        for (EncodedPrompt each : encoded.rows()) {
          rows.add((Row.Prompt) Objects.requireNonNull(bySource.get(each.source())));
        }
        inputs.addAll(encoded.report().artifacts());
        counts = encoded.counts();
      }
      Refusals.none(rows, scorer::require);
      prompts = new Prompts(List.copyOf(rows), encoder, scorer);
    }
    List<Example> evaluation = new ArrayList<>();
    inputs.addAll(
        examples(config.evalData(), purpose, config, encoder, evaluation, context).artifacts());
    ReferenceSource.Named reference = null;
    Path directory = config.reference();
    if (directory != null) {
      reference = new ReferenceSource.Named(directory, ModelHash.of(directory));
      inputs.add(new Artifact(directory.toString(), reference.hash(), null));
    }
    return new DpoRows(training, evaluation, prompts, reference, counts, inputs);
  }

  private record Read(RowCounts counts, List<Artifact> artifacts) {}

  /** Makes examples of files; the encoded rows are let go of. */
  private static Read examples(
      List<Path> files,
      Purpose purpose,
      Dpo.Config config,
      Encoder encoder,
      List<Example> into,
      RunContext context)
      throws IOException {
    WeightedLoss loss = config.loss();
    Path near = config.out();
    try (TrainingRows<EncodedAnswers> rows =
            TrainingRows.read(files, near, purpose, encoder, EncodedAnswers.class, context);
        SpilledExamples alone = new SpilledExamples(near)) {
      Examples.add(
          rows.rows(),
          loss.needs(),
          config.formatMask(),
          config.offsetAlpha(),
          loss.needsKl() ? alone : into);
      if (loss.needsKl()) {
        Examples.addMismatched(alone, config.batchSize(), into);
      }
      return new Read(rows.counts(), rows.report().artifacts());
    }
  }
}
