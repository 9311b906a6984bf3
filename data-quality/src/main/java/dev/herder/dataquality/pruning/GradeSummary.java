package dev.herder.dataquality.pruning;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.data.WholeRows;
import dev.herder.core.data.WholeRows.WholeRow;
import dev.herder.dataquality.rows.Numbers;
import dev.herder.dataquality.rows.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the labels of a file are, counted from the files themselves, so that a run that was killed
 * ends with the same counts.
 */
final class GradeSummary {
  private static final int SAMPLES = 2;
  private static final int SHOWN = 400;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Map<String, Long>> values = new LinkedHashMap<>();
  private final Map<String, Long> missing = new TreeMap<>();
  private final Map<String, List<Sample>> samples = new TreeMap<>();
  private double[] scores = new double[1 << 10];
  private boolean[] best = new boolean[1 << 10];
  private int scored;
  private long bestUnscored;
  private long rows;
  private long labelled;
  private long unreadable;
  private long shortened;

  private GradeSummary() {}

  /**
   * A row of a report.
   *
   * @param id where it stood
   * @param text the beginning of its texts
   */
  record Sample(String id, String text) {}

  /** Counts a file of labelled rows and the files that it was made of. */
  static GradeSummary of(Path graded, List<Path> data, List<Aspect> aspects, boolean withScores)
      throws IOException {
    GradeSummary summary = new GradeSummary();
    for (Aspect aspect : aspects) {
      summary.values.put(aspect.key(), new TreeMap<>());
    }
    try (WholeRows all = WholeRows.open(data)) {
      for (WholeRow row = all.next(); row != null; row = all.next()) {
        summary.unreadable += row.row() == null ? 1 : 0;
        summary.shortened += row.row() != null && RowJudge.shortened(row) ? 1 : 0;
        summary.rows += row.row() == null ? 0 : 1;
      }
    }
    if (summary.rows > 0) {
      try (WholeRows all = WholeRows.open(List.of(graded))) {
        for (WholeRow row = all.next(); row != null; row = all.next()) {
          summary.add(row, aspects, withScores);
        }
      }
    }
    return summary;
  }

  private void add(WholeRow row, List<Aspect> aspects, boolean withScores) {
    Map<String, Object> object = row.object() == null ? Map.of() : row.object();
    boolean any = withScores && hasScore(object);
    for (Aspect aspect : aspects) {
      Object label = object.get(aspect.key());
      any |= label != null;
      if (label == null) {
        missing.merge(aspect.key(), 1L, Long::sum);
      } else {
        Map<String, Long> counts = values.getOrDefault(aspect.key(), new TreeMap<>());
        List<?> each = label instanceof List<?> list ? list : List.of(label);
        each.forEach(value -> counts.merge(String.valueOf(value), 1L, Long::sum));
      }
    }
    boolean top = Numbers.of(row, "quality") >= Prune.Settings.defaults().judgeMost();
    if (withScores && !hasScore(object)) {
      missing.merge(RowJudge.SCORE, 1L, Long::sum);
    }
    double score = withScores ? Numbers.of(row, RowJudge.SCORE) : Double.NaN;
    if (!Double.isNaN(score)) {
      if (scored == scores.length) {
        scores = Arrays.copyOf(scores, 2 * scored);
        best = Arrays.copyOf(best, 2 * scored);
      }
      scores[scored] = score;
      best[scored++] = top;
    } else {
      bestUnscored += top ? 1 : 0;
    }
    labelled += any ? 1 : 0;
    sample(row, object);
  }

  private static boolean hasScore(Map<String, Object> object) {
    return object.containsKey(RowJudge.SCORE)
        || object.containsKey("chosen_score")
        || object.containsKey("scores");
  }

  private void sample(WholeRow row, Map<String, Object> object) {
    if (object.get("quality") == null || row.row() == null) {
      return;
    }
    List<Sample> some =
        samples.computeIfAbsent("quality " + object.get("quality"), key -> new ArrayList<>());
    if (some.size() < SAMPLES) {
      String text = Part.shown(Part.of(row.row()));
      int end = Math.min(SHOWN, text.length());
      if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
        end--;
      }
      some.add(
          new Sample(
              "row " + row.source().line(),
              end < text.length() ? text.substring(0, end) + " …" : text));
    }
  }

  long rows() {
    return rows;
  }

  /** Rows with a label at least. */
  long labelled() {
    return labelled;
  }

  long unreadable() {
    return unreadable;
  }

  long shortened() {
    return shortened;
  }

  /** Rows without a label, by the label's key. */
  Map<String, Long> missing() {
    return missing;
  }

  /** How often each value of each aspect is there, the most frequent first where they are many. */
  Map<String, Map<String, Long>> values(int most) {
    Map<String, Map<String, Long>> shown = new LinkedHashMap<>();
    values.forEach(
        (key, counts) -> {
          Map<String, Long> some = new LinkedHashMap<>();
          counts.entrySet().stream()
              .sorted(
                  counts.size() <= 9
                      ? Map.Entry.comparingByKey()
                      : Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                          .thenComparing(Map.Entry.comparingByKey()))
              .limit(most)
              .forEach(each -> some.put(each.getKey(), each.getValue()));
          shown.put(key, some);
        });
    return shown;
  }

  Map<String, List<Sample>> samples() {
    return samples;
  }

  /**
   * What {@code data prune} keeps with its defaults: by the score alone, by the judge alone, by
   * both, and none of them; null without scores or without points for quality.
   */
  @Nullable Map<String, Long> good() {
    if (scored == 0 || !values.containsKey("quality")) {
      return null;
    }
    double[] sorted = Arrays.copyOf(scores, scored);
    Arrays.sort(sorted);
    int top = (int) Math.ceil(Prune.Settings.defaults().topShare() * scored);
    double limit = sorted[scored - top];
    long[] counts = new long[4];
    for (int i = 0; i < scored; i++) {
      counts[(scores[i] >= limit ? 1 : 0) + (best[i] ? 2 : 0)]++;
    }
    Map<String, Long> good = new LinkedHashMap<>();
    good.put("by score alone", counts[1]);
    good.put("by judge alone", counts[2] + bestUnscored);
    good.put("by both", counts[3]);
    good.put("by neither", rows - counts[1] - counts[2] - counts[3] - bestUnscored);
    return good;
  }

  /** The mean score; NaN if there is none. */
  double meanScore() {
    return scored == 0 ? Double.NaN : Arrays.stream(scores, 0, scored).average().orElse(Double.NaN);
  }

  String json() throws IOException {
    ObjectNode json = JSON.createObjectNode();
    json.put("read", rows + unreadable).put("rows", rows).put("unreadable", unreadable);
    json.put("shortened", shortened);
    json.set("missing", JSON.valueToTree(missing));
    json.set("values", JSON.valueToTree(values(50)));
    if (scored > 0) {
      json.put("mean_score", meanScore());
    }
    Map<String, Long> good = good();
    if (good != null) {
      json.set("good", JSON.valueToTree(good));
    }
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
  }
}
