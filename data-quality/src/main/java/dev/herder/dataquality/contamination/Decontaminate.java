package dev.herder.dataquality.contamination;

import dev.herder.core.UserError;
import dev.herder.core.data.WholeRows;
import dev.herder.core.data.WholeRows.WholeRow;
import dev.herder.core.overlap.ItemIndex;
import dev.herder.core.run.RunContext;
import dev.herder.core.run.Stage;
import dev.herder.dataquality.rows.Drop;
import dev.herder.dataquality.rows.Part;
import dev.herder.dataquality.rows.RowSplit;
import dev.herder.dataquality.rows.Step;
import dev.herder.dataquality.rows.StepResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Drops rows that hold an item of an evaluation set.
 *
 * <p>A row holds an item if the item's words lie, to a share of at least the threshold, in n-grams
 * that the row has too (see {@link ItemIndex}); so an item is found inside a long row and in other
 * case, layout or punctuation, also where some of its words were changed. Section 5.1.4 of "The
 * Llama 3 Herd of Models" (arXiv 2407.21783) uses n = 8. A paraphrase is not found.
 */
public final class Decontaminate implements Stage<Decontaminate.Config, StepResult> {
  /** The rule's id. */
  public static final String RULE = "contaminated";

  /**
   * What to do.
   *
   * @param data files of rows
   * @param against files of the evaluation sets
   * @param out the folder to write to
   * @param settings what counts as held
   * @param restore rules and rows ({@code FILE:LINE}) whose drops are undone
   */
  public record Config(
      List<Path> data, List<Path> against, Path out, Settings settings, List<String> restore) {
    public Config {
      data = List.copyOf(data);
      against = List.copyOf(against);
      restore = List.copyOf(restore);
    }
  }

  /**
   * What counts as held.
   *
   * @param ngram words in an n-gram, 1 to 1000
   * @param threshold the share of an item, above 0 and at most 1, at which a row is dropped
   * @param common n-grams that more items have than this are wording, not content, at least 1
   */
  public record Settings(int ngram, double threshold, int common) {
    public Settings {
      Step.require(ngram >= 1 && ngram <= 1000, "ngram", ngram, "1 to 1000");
      Step.require(threshold > 0 && threshold <= 1, "threshold", threshold, "above 0, at most 1");
      Step.require(common >= 1, "common", common, "1 or more");
    }

    /** The defaults: n-grams of 8 words, half an item, wording from 11 items on. */
    public static Settings defaults() {
      return new Settings(8, 0.5, 10);
    }
  }

  @Override
  public StepResult run(Config config, RunContext context) throws IOException {
    if (config.against().isEmpty()) {
      throw new UserError("against: no files of evaluation sets named, expected at least one");
    }
    return new Step(
            "decontaminate",
            config.data(),
            config.against(),
            config.out(),
            config.settings(),
            List.of(RULE, Drop.UNREADABLE),
            config.restore())
        .run(context, (rows, watch) -> split(config, rows, watch));
  }

  private static Map<String, Double> split(Config config, RowSplit split, Step.Watch watch)
      throws IOException {
    Settings settings = config.settings();
    EvaluationItems items = EvaluationItems.read(config.against(), settings.ngram());
    if (items.texts().isEmpty()) {
      throw new UserError(
          config.against() + ": no text in " + items.rows() + " rows; nothing could be found");
    }
    ItemIndex index = ItemIndex.of(settings.ngram(), settings.common(), items.texts());
    watch.say(items.texts().size() + " texts of " + items.rows() + " rows to find");
    watch.begin("decontaminate");
    BitSet leaked = new BitSet();
    try (WholeRows rows = WholeRows.open(config.data())) {
      for (WholeRow row = rows.next(); row != null; row = rows.next()) {
        watch.row(row.index());
        if (row.row() == null) {
          split.unreadable(row);
          continue;
        }
        ItemIndex.Match match = index.best(Part.of(row.row()).stream().map(Part::text).toList());
        if (match == null || match.share() < settings.threshold()) {
          split.keep(row);
        } else {
          leaked.set(match.item());
          split.drop(row, new Drop(RULE, why(match, items)));
        }
      }
    }
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("evaluation rows", (double) items.rows());
    figures.put("evaluation rows unreadable", (double) items.unreadable());
    figures.put("evaluation texts", (double) items.texts().size());
    figures.put("evaluation texts found", (double) leaked.cardinality());
    return figures;
  }

  private static String why(ItemIndex.Match match, EvaluationItems items) {
    return String.format(
        Locale.ROOT,
        "%d of %d words of %s",
        match.covered(),
        match.countable(),
        items.sources().get(match.item()));
  }
}
