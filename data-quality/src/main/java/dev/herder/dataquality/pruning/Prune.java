package dev.herder.dataquality.pruning;

import dev.herder.core.UserError;
import dev.herder.core.data.WholeRows;
import dev.herder.core.data.WholeRows.WholeRow;
import dev.herder.core.run.RunContext;
import dev.herder.core.run.Stage;
import dev.herder.dataquality.rows.Drop;
import dev.herder.dataquality.rows.Numbers;
import dev.herder.dataquality.rows.RowSplit;
import dev.herder.dataquality.rows.Step;
import dev.herder.dataquality.rows.StepResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Keeps the good rows: those that a reward model puts into its top quartile, or to which a judge
 * gave the most.
 *
 * <p>Section 4.2.3 of "The Llama 3 Herd of Models" (arXiv 2407.21783) found the two to disagree
 * often, and to find most good rows together. The labels are numbers in the rows: {@code score} as
 * {@code herder score} writes it, {@code quality} and {@code difficulty} of a judge. The files are
 * read twice; 8 bytes a row are kept between.
 */
public final class Prune implements Stage<Prune.Config, StepResult> {
  /** The rule of rows with labels, neither of which is high. */
  public static final String LOW = "low-quality";

  /** The rule of rows without either label. */
  public static final String UNLABELLED = "unlabelled";

  /** The rule of rows that are too easy. */
  public static final String EASY = "too-easy";

  /**
   * What to do.
   *
   * @param data files of rows
   * @param out the folder to write to
   * @param settings what is good
   * @param restore rules and rows ({@code FILE:LINE}) whose drops are undone
   */
  public record Config(List<Path> data, Path out, Settings settings, List<String> restore) {
    public Config {
      data = List.copyOf(data);
      restore = List.copyOf(restore);
    }
  }

  /**
   * What is good.
   *
   * @param scoreKey where a reward model's score stands
   * @param topShare the share of rows with a score that is kept for it, 0 to 1
   * @param judgeKey where a judge's points stand
   * @param judgeMost the points from which on a row is kept for them
   * @param difficultyKey where the difficulty stands
   * @param minDifficulty the least of rows that have one; 0 takes all
   */
  public record Settings(
      String scoreKey,
      double topShare,
      String judgeKey,
      double judgeMost,
      String difficultyKey,
      double minDifficulty) {
    public Settings {
      Step.require(topShare >= 0 && topShare <= 1, "top-share", topShare, "0 to 1");
    }

    /** The paper's: the top quartile by score, or 3 of 3 points. */
    public static Settings defaults() {
      return new Settings("score", 0.25, "quality", 3, "difficulty", 0);
    }
  }

  @Override
  public StepResult run(Config config, RunContext context) throws IOException {
    return new Step(
            "prune",
            config.data(),
            List.of(),
            config.out(),
            config.settings(),
            List.of(LOW, EASY, UNLABELLED, Drop.UNREADABLE),
            config.restore())
        .run(context, (rows, watch) -> split(config, rows, watch));
  }

  private static Map<String, Double> split(Config config, RowSplit split, Step.Watch watch)
      throws IOException {
    Settings s = config.settings();
    double limit = limit(config, watch);
    watch.begin("prune");
    long byScore = 0;
    long byJudge = 0;
    long byBoth = 0;
    try (WholeRows rows = WholeRows.open(config.data())) {
      for (WholeRow row = rows.next(); row != null; row = rows.next()) {
        watch.row(row.index());
        double score = Numbers.of(row, s.scoreKey());
        double judged = Numbers.of(row, s.judgeKey());
        boolean scoreHigh = score >= limit;
        boolean judgeHigh = judged >= s.judgeMost();
        if (row.row() == null) {
          split.unreadable(row);
        } else if (Double.isNaN(score) && Double.isNaN(judged)) {
          String why = "has neither " + s.scoreKey() + " nor " + s.judgeKey();
          split.drop(row, new Drop(UNLABELLED, why));
        } else if (!scoreHigh && !judgeHigh) {
          split.drop(row, new Drop(LOW, why(s, score, limit, judged)));
        } else if (Numbers.of(row, s.difficultyKey()) < s.minDifficulty()) {
          String why = s.difficultyKey() + " " + Numbers.of(row, s.difficultyKey());
          split.drop(row, new Drop(EASY, why));
        } else {
          split.keep(row);
          byScore += scoreHigh && !judgeHigh ? 1 : 0;
          byJudge += judgeHigh && !scoreHigh ? 1 : 0;
          byBoth += judgeHigh && scoreHigh ? 1 : 0;
        }
      }
    }
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("kept by score alone", (double) byScore);
    figures.put("kept by judge alone", (double) byJudge);
    figures.put("kept by both", (double) byBoth);
    if (Double.isFinite(limit)) {
      figures.put("least score of the top", limit);
    }
    return figures;
  }

  private static String why(Settings s, double score, double limit, double judged) {
    String first =
        Double.isNaN(score)
            ? "no " + s.scoreKey()
            : String.format(Locale.ROOT, "%s %s, the top begins at %s", s.scoreKey(), score, limit);
    String second =
        Double.isNaN(judged)
            ? "no " + s.judgeKey()
            : s.judgeKey() + " " + judged + " of " + s.judgeMost();
    return first + "; " + second;
  }

  /** The least score among the top share; infinite if there is none. */
  private static double limit(Config config, Step.Watch watch) throws IOException {
    watch.begin("rank");
    double[] scores = new double[1 << 10];
    int count = 0;
    boolean any = false;
    try (WholeRows rows = WholeRows.open(config.data())) {
      for (WholeRow row = rows.next(); row != null; row = rows.next()) {
        watch.row(row.index());
        double score = Numbers.of(row, config.settings().scoreKey());
        any |= !Double.isNaN(Numbers.of(row, config.settings().judgeKey()));
        if (!Double.isNaN(score) && row.row() != null) {
          scores = count == scores.length ? Arrays.copyOf(scores, 2 * count) : scores;
          scores[count++] = score;
        }
      }
    }
    if (count == 0 && !any) {
      throw new UserError(
          config.data().stream().map(Path::toString).collect(Collectors.joining(", "))
              + ": no row has a number under \""
              + config.settings().scoreKey()
              + "\" or \""
              + config.settings().judgeKey()
              + "\"; score the rows first, with herder score for one");
    }
    Arrays.sort(scores, 0, count);
    int top = (int) Math.ceil(config.settings().topShare() * count);
    return top == 0 ? Double.POSITIVE_INFINITY : scores[count - top];
  }
}
