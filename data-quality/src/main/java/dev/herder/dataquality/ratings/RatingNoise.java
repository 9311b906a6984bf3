package dev.herder.dataquality.ratings;

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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Drops rows whose rating disagrees with what independent scorers make of them.
 *
 * <p>A rating is suspect if it lies at least a distance from the median rating of the rows that the
 * scorers hold for nearest (see {@link Neighbours}). The guess is made twice: the second time
 * without the ratings that the first found suspect, so that noise does not vouch for noise. It
 * finds wrong ratings as far as the scorers tell good rows from bad ones: errors that they share
 * with the rater, and errors smaller than the distance, are not found. The numbers are held in
 * memory.
 */
public final class RatingNoise implements Stage<RatingNoise.Config, StepResult> {
  /** The rule's id. */
  public static final String RULE = "rating-noise";

  /** The rule of rows without a rating, or that no scorer knows. */
  public static final String UNRATED = "unrated";

  /**
   * What to do.
   *
   * @param data files of rows
   * @param out the folder to write to
   * @param settings of the search
   * @param restore rules and rows ({@code FILE:LINE}) whose drops are undone
   */
  public record Config(List<Path> data, Path out, Settings settings, List<String> restore) {
    public Config {
      data = List.copyOf(data);
      restore = List.copyOf(restore);
    }
  }

  /**
   * How noise is looked for.
   *
   * @param ratingKey where the rating stands
   * @param scoreKeys where independent scores of the row stand, at least one
   * @param neighbours rows to ask, at least 1
   * @param distance from the guess at which a rating is suspect, above 0
   */
  public record Settings(
      String ratingKey, List<String> scoreKeys, int neighbours, double distance) {
    public Settings {
      scoreKeys = List.copyOf(scoreKeys);
      if (scoreKeys.isEmpty() || scoreKeys.contains(ratingKey)) {
        throw new UserError(
            "score-keys: " + scoreKeys + ", expected one or more keys other than the rating's");
      }
      Step.require(neighbours >= 1, "neighbours", neighbours, "1 or more");
      Step.require(distance > 0, "distance", distance, "above 0");
    }

    /** The defaults: the rating against {@code score}, 25 neighbours, one point and a half. */
    public static Settings defaults() {
      return new Settings("rating", List.of("score"), 25, 1.5);
    }
  }

  @Override
  public StepResult run(Config config, RunContext context) throws IOException {
    return new Step(
            "ratings",
            config.data(),
            List.of(),
            config.out(),
            config.settings(),
            List.of(RULE, UNRATED, Drop.UNREADABLE),
            config.restore())
        .run(context, (rows, watch) -> split(config, rows, watch));
  }

  private static Map<String, Double> split(Config config, RowSplit split, Step.Watch watch)
      throws IOException {
    Settings s = config.settings();
    List<double[]> read = numbers(config, watch);
    int rows = read.size();
    double[] ratings = read.stream().mapToDouble(row -> row[0]).toArray();
    double[][] scores = new double[s.scoreKeys().size()][];
    for (int i = 0; i < scores.length; i++) {
      int column = i + 1;
      scores[i] = read.stream().mapToDouble(row -> row[column]).toArray();
    }
    boolean[] trusted = new boolean[rows];
    for (int i = 0; i < rows; i++) {
      trusted[i] = !Double.isNaN(ratings[i]);
    }
    Neighbours first = new Neighbours(ratings, scores, s.neighbours(), trusted);
    boolean[] sound = trusted.clone();
    for (int i = 0; i < rows; i++) {
      sound[i] &= !(Math.abs(ratings[i] - first.of(i)) >= s.distance());
    }
    Neighbours second = new Neighbours(ratings, scores, s.neighbours(), sound);
    watch.begin("write");
    long flagged = 0;
    try (WholeRows all = WholeRows.open(config.data())) {
      for (WholeRow row = all.next(); row != null; row = all.next()) {
        watch.row(row.index());
        int at = (int) row.index();
        // Where all neighbours are suspect, their ratings still are all there is.
        double guess = Double.isNaN(second.of(at)) ? first.of(at) : second.of(at);
        if (row.row() == null) {
          split.unreadable(row);
        } else if (Double.isNaN(ratings[at]) || Double.isNaN(guess)) {
          String why = "no number under " + s.ratingKey() + ", or under any of " + s.scoreKeys();
          split.drop(row, new Drop(UNRATED, why));
        } else if (Math.abs(ratings[at] - guess) >= s.distance()) {
          flagged++;
          String why =
              String.format(Locale.ROOT, "rated %s, its neighbours %s", ratings[at], guess);
          split.drop(row, new Drop(RULE, why));
        } else {
          split.keep(row);
        }
      }
    }
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("suspect ratings", (double) flagged);
    return figures;
  }

  /** Of each row its rating and scores; NaN where there is none. */
  private static List<double[]> numbers(Config config, Step.Watch watch) throws IOException {
    watch.begin("read");
    Settings s = config.settings();
    List<double[]> read = new ArrayList<>();
    try (WholeRows rows = WholeRows.open(config.data())) {
      for (WholeRow row = rows.next(); row != null; row = rows.next()) {
        watch.row(row.index());
        double[] numbers = new double[s.scoreKeys().size() + 1];
        numbers[0] = Numbers.of(row, s.ratingKey());
        for (int i = 1; i < numbers.length; i++) {
          numbers[i] = Numbers.of(row, s.scoreKeys().get(i - 1));
        }
        read.add(numbers);
      }
    }
    if (read.stream().noneMatch(row -> !Double.isNaN(row[0]))) {
      throw new UserError(
          config.data().stream().map(Path::toString).collect(Collectors.joining(", "))
              + ": no row has a number under \""
              + s.ratingKey()
              + "\"; name the rating's key with --rating-key");
    }
    return read;
  }
}
