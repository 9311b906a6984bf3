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
 * @param training encoded rows; none if the policy makes the pairs
 * @param evaluation encoded rows, possibly none
 * @param prompts what the policy makes pairs from, or null
 * @param reference the model that the user named as the reference, or null
 * @param counts what became of the rows, or of the prompts
 * @param inputs all that was read, hashed
 */
record DpoRows(
    List<EncodedAnswers> training,
    List<EncodedAnswers> evaluation,
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
   * @throws dev.herder.core.data.DataException with every bad row
   */
  static DpoRows read(
      Dpo.Config config, Encoder encoder, @Nullable Scorer scorer, RunContext context)
      throws IOException {
    Purpose purpose =
        config.loss().needs() == PreferenceLoss.Needs.LABELS && scorer == null
            ? Purpose.LABELLED
            : Purpose.PREFERENCE;
    TrainingRows<EncodedAnswers> training =
        TrainingRows.read(config.data(), purpose, encoder, EncodedAnswers.class, context);
    List<Artifact> inputs = new ArrayList<>(training.report().artifacts());
    RowCounts counts = training.counts();
    Prompts prompts = null;
    Path asked = config.online().prompts();
    if (scorer != null && asked != null) {
      Map<Source, Row> bySource = new HashMap<>();
      TrainingRows<EncodedPrompt> encoded =
          TrainingRows.read(
              List.of(asked),
              Purpose.PROMPTS,
              encoder,
              EncodedPrompt.class,
              context,
              row -> {
                bySource.put(row.source(), row);
                return Optional.empty();
              });
      List<Row.Prompt> rows = new ArrayList<>();
      for (EncodedPrompt each : encoded.rows()) {
        rows.add((Row.Prompt) Objects.requireNonNull(bySource.get(each.source())));
      }
      Refusals.none(rows, scorer::require);
      prompts = new Prompts(List.copyOf(rows), encoder, scorer);
      inputs.addAll(encoded.report().artifacts());
      counts = encoded.counts();
    }
    TrainingRows<EncodedAnswers> evaluation =
        TrainingRows.read(config.evalData(), purpose, encoder, EncodedAnswers.class, context);
    inputs.addAll(evaluation.report().artifacts());
    ReferenceSource.Named reference = null;
    Path directory = config.reference();
    if (directory != null) {
      reference = new ReferenceSource.Named(directory, ModelHash.of(directory));
      inputs.add(new Artifact(directory.toString(), reference.hash(), null));
    }
    return new DpoRows(training.rows(), evaluation.rows(), prompts, reference, counts, inputs);
  }
}
