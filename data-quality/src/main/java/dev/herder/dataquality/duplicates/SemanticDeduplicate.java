package dev.herder.dataquality.duplicates;

import dev.herder.core.UserError;
import dev.herder.core.data.Refusals;
import dev.herder.core.data.Row;
import dev.herder.core.data.WholeRows;
import dev.herder.core.data.WholeRows.WholeRow;
import dev.herder.core.generate.Embedder;
import dev.herder.core.run.RunContext;
import dev.herder.core.run.Stage;
import dev.herder.dataquality.rows.Drop;
import dev.herder.dataquality.rows.Numbers;
import dev.herder.dataquality.rows.Part;
import dev.herder.dataquality.rows.RowSplit;
import dev.herder.dataquality.rows.Step;
import dev.herder.dataquality.rows.StepResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Drops rows that mean the same as a better one, as section 4.2.3 of "The Llama 3 Herd of Models"
 * (arXiv 2407.21783) does.
 *
 * <p>Whole rows are embedded and clustered. In a cluster they are sorted by quality times
 * difficulty, best first, and a row is kept if its largest cosine similarity to the rows kept so
 * far is below the threshold. Rows of different clusters are not compared; with one cluster, no two
 * rows kept are above the threshold. Vectors are held in memory: 4 bytes times their length a row.
 *
 * <p>Vectors that are costly may be kept in the folder, in {@code vectors.bin}: a run that was
 * killed, or one with another threshold, then computes none of them again.
 */
public final class SemanticDeduplicate implements Stage<SemanticDeduplicate.Config, StepResult> {
  /** The rule's id. */
  public static final String RULE = "semantic-duplicate";

  private static final int BATCH = 32;
  private static final int CLUSTER = 10_000;

  private final Embedder embedder;
  private final boolean keep;

  /** A step whose vectors come anew in every run. */
  public SemanticDeduplicate(Embedder embedder) {
    this(embedder, false);
  }

  /**
   * A step.
   *
   * @param keep whether vectors are kept in the folder for later runs
   */
  public SemanticDeduplicate(Embedder embedder, boolean keep) {
    this.embedder = embedder;
    this.keep = keep;
  }

  /**
   * What to do.
   *
   * @param data files of rows
   * @param out the folder to write to
   * @param settings what counts as the same, and which row is better
   * @param restore rules and rows ({@code FILE:LINE}) whose drops are undone
   */
  public record Config(List<Path> data, Path out, Settings settings, List<String> restore) {
    public Config {
      data = List.copyOf(data);
      restore = List.copyOf(restore);
    }
  }

  /**
   * What counts as the same, and which row is better.
   *
   * @param threshold the cosine from which on two rows mean the same, above 0 and at most 1
   * @param clusters how many; 0 takes one for every 10,000 rows
   * @param qualityKey where a row's quality stands; rows without one count 1
   * @param difficultyKey where its difficulty stands; rows without one count 1
   */
  public record Settings(double threshold, int clusters, String qualityKey, String difficultyKey) {
    public Settings {
      Step.require(threshold > 0 && threshold <= 1, "threshold", threshold, "above 0, at most 1");
      Step.require(clusters >= 0, "clusters", clusters, "0 (by the number of rows) or more");
    }

    /** The defaults: cosine 0.9, as DEITA has it. */
    public static Settings defaults() {
      return new Settings(0.9, 0, "quality", "difficulty");
    }
  }

  /** What decides the result beside the rows. */
  private record Decided(Settings settings, String embedder) {}

  @Override
  public StepResult run(Config config, RunContext context) throws IOException {
    return new Step(
            "dedup-semantic",
            config.data(),
            List.of(),
            config.out(),
            new Decided(config.settings(), embedder.id()),
            List.of(RULE, Drop.UNREADABLE),
            config.restore())
        .run(context, (rows, watch) -> split(config, context.seed(), rows, watch));
  }

  /** The rows that can be read: vectors, ranks and places. */
  private record Embedded(List<float[]> vectors, Longs ranks, List<String> ids) {}

  private Map<String, Double> split(Config config, long seed, RowSplit split, Step.Watch watch)
      throws IOException {
    Settings s = config.settings();
    Embedded embedded = embedded(config, watch);
    int rows = embedded.vectors().size();
    if (s.clusters() > Math.max(1, rows)) {
      throw new UserError(
          "clusters: "
              + s.clusters()
              + " is more than the "
              + rows
              + " rows; expected fewer, as rows of different clusters are not compared");
    }
    int clusters = s.clusters() == 0 ? (rows + CLUSTER - 1) / CLUSTER : s.clusters();
    int[] cluster = Clusters.of(embedded.vectors(), clusters, seed);
    int[] nearest = new int[rows];
    double[] cosines = new double[rows];
    greedy(embedded, cluster, s.threshold(), nearest, cosines);
    watch.begin("write");
    int at = 0;
    try (WholeRows all = WholeRows.open(config.data())) {
      for (WholeRow row = all.next(); row != null; row = all.next()) {
        watch.row(row.index());
        if (row.row() == null) {
          split.unreadable(row);
        } else if (nearest[at] < 0) {
          split.keep(row);
          at++;
        } else {
          String why =
              String.format(
                  Locale.ROOT, "cosine %.3f to %s", cosines[at], embedded.ids().get(nearest[at]));
          split.drop(row, new Drop(RULE, why));
          at++;
        }
      }
    }
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("clusters", (double) Arrays.stream(cluster).distinct().count());
    double[] told =
        Arrays.stream(cosines).filter(cosine -> !Double.isNaN(cosine)).sorted().toArray();
    if (told.length > 0) {
      figures.put("median largest cosine", told[told.length / 2]);
    }
    return figures;
  }

  private Embedded embedded(Config config, Step.Watch watch) throws IOException {
    if (!keep) {
      return embed(config, embedder, watch);
    }
    try (KeptVectors kept = KeptVectors.open(config.out().resolve(KeptVectors.FILE), embedder)) {
      Embedded embedded = embed(config, kept, watch);
      kept.end();
      if (kept.reused() > 0) {
        watch.say(kept.reused() + " vectors were here already");
      }
      return embedded;
    }
  }

  private static Embedded embed(Config config, Embedder from, Step.Watch watch) throws IOException {
    watch.begin("embed");
    Embedded embedded = new Embedded(new ArrayList<>(), new Longs(), new ArrayList<>());
    List<String> texts = new ArrayList<>(BATCH);
    try (WholeRows rows = WholeRows.open(config.data())) {
      for (WholeRow row = rows.next(); row != null; row = rows.next()) {
        watch.row(row.index());
        if (row.row() != null) {
          texts.add(text(row.row()));
          embedded.ranks().add(Double.doubleToLongBits(rank(row, config.settings())));
          embedded.ids().add(row.source().toString());
          if (texts.size() == BATCH) {
            add(from, texts, embedded);
            watch.reached(row.index() + 1);
          }
        }
      }
    }
    add(from, texts, embedded);
    return embedded;
  }

  /** What a row says, without who says it: all rows would be a little alike by that. */
  private static String text(Row row) {
    return Part.of(row).stream()
        .map(part -> part.calls().isEmpty() ? part.text() : part.text() + "\n" + part.calls())
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining("\n\n"));
  }

  private static void add(Embedder from, List<String> texts, Embedded to) {
    if (texts.isEmpty()) {
      return;
    }
    List<float[]> some = from.embed(List.copyOf(texts));
    if (some.size() != texts.size()) {
      throw new IllegalStateException(texts.size() + " texts, but " + some.size() + " vectors");
    }
    List<float[]> vectors = to.vectors();
    Refusals refusals = new Refusals();
    for (int i = 0; i < some.size(); i++) {
      String text = texts.get(i);
      float[] vector = some.get(i);
      String place = to.ids().get(vectors.size() + i);
      refusals.ask(() -> require(place, text, vector));
    }
    refusals.end();
    for (float[] vector : some) {
      if (!vectors.isEmpty() && vectors.get(0).length != vector.length) {
        throw new UserError(
            from.id()
                + ": a vector of "
                + vector.length
                + " numbers after vectors of "
                + vectors.get(0).length);
      }
      vectors.add(Clusters.unit(vector));
    }
    texts.clear();
  }

  private static void require(String place, String text, float[] vector) {
    Directions.problem(text, vector)
        .ifPresent(
            problem -> {
              throw new UserError(
                  place
                      + ": the vector of this row "
                      + problem
                      + ", expected finite numbers that are not all 0; check what makes the"
                      + " vectors, or leave the row out");
            });
  }

  private static double rank(WholeRow row, Settings s) {
    double quality = Numbers.of(row, s.qualityKey());
    double difficulty = Numbers.of(row, s.difficultyKey());
    return (Double.isNaN(quality) ? 1 : quality) * (Double.isNaN(difficulty) ? 1 : difficulty);
  }

  private static void greedy(
      Embedded embedded, int[] cluster, double threshold, int[] nearest, double[] cosines) {
    Integer[] order = IntStream.range(0, cluster.length).boxed().toArray(Integer[]::new);
    Comparator<Integer> best =
        Comparator.comparingDouble(i -> -Double.longBitsToDouble(embedded.ranks().get(i)));
    // The sort is stable: of equal rows the earlier is better.
    Arrays.sort(order, Comparator.<Integer>comparingInt(i -> cluster[i]).thenComparing(best));
    List<Integer> kept = new ArrayList<>();
    int current = -1;
    for (int i : order) {
      if (cluster[i] != current) {
        current = cluster[i];
        kept.clear();
      }
      int most = -1;
      cosines[i] = Double.NaN;
      for (int other : kept) {
        double cosine = Clusters.dot(embedded.vectors().get(i), embedded.vectors().get(other));
        if (most < 0 || cosine > cosines[i]) {
          most = other;
          cosines[i] = cosine;
        }
      }
      boolean alike = most >= 0 && cosines[i] >= threshold;
      nearest[i] = alike ? most : -1;
      if (!alike) {
        kept.add(i);
      }
    }
  }
}
