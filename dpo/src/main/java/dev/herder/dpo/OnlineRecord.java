package dev.herder.dpo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.UserError;
import dev.herder.core.data.JsonlWriter;
import dev.herder.core.data.Purpose;
import dev.herder.core.data.Row;
import dev.herder.core.data.RowJson;
import dev.herder.core.data.RowReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The pairs of a run on disk, as they are made: a resumed run takes them instead of making others.
 *
 * <p>{@code online-pairs.jsonl} holds them as rows of preferences, {@code online-steps.jsonl} a
 * line for each step, written after its rows: how many pairs it has, what became of its prompts,
 * and the reference's log-probabilities. Rows without such a line are what a kill left of a step.
 */
final class OnlineRecord {
  static final String PAIRS = "online-pairs.jsonl";
  static final String STEPS = "online-steps.jsonl";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path pairs;
  private final Path steps;
  private final String fingerprint;
  private final TreeMap<Long, OnlineStep> made = new TreeMap<>();

  private OnlineRecord(Path out, String fingerprint) {
    pairs = out.resolve(PAIRS);
    steps = out.resolve(STEPS);
    this.fingerprint = fingerprint;
  }

  /**
   * Reads what there is.
   *
   * @param fingerprint of the run
   * @param anew whether the run starts from its beginning, whatever there is
   * @throws UserError if it is of another run, or damaged
   */
  static OnlineRecord open(Path out, String fingerprint, boolean anew) throws IOException {
    OnlineRecord record = new OnlineRecord(out, fingerprint);
    if (anew) {
      Files.deleteIfExists(record.steps);
      Files.deleteIfExists(record.pairs);
    } else if (Files.exists(record.steps)) {
      record.read();
    }
    record.cut();
    return record;
  }

  /** What was made for a step, or null. */
  @Nullable OnlineStep get(long step) {
    return made.get(step);
  }

  /** Keeps of a step that is under way what is not on disk alone: its figures. */
  void release(long step) {
    made.computeIfPresent(step, (number, known) -> known.withoutPairs());
  }

  /** The figures of every step so far. */
  Map<Long, Map<String, Double>> figures() {
    Map<Long, Map<String, Double>> all = new TreeMap<>();
    made.forEach((step, each) -> all.put(step, each.figures()));
    return all;
  }

  /** What a run that cannot find the pairs of a step says. */
  UserError missing(long step) {
    return new UserError(
        "%s: has no pairs for step %d, and without them the run cannot go on exactly; give --overwrite to start anew"
            .formatted(steps, step));
  }

  /** Adds the next steps, and throws away what is there of them and of later ones. */
  void add(List<OnlineStep> next) throws IOException {
    if (!made.tailMap(next.get(0).step()).isEmpty()) {
      made.tailMap(next.get(0).step()).clear();
      cut();
    }
    try (JsonlWriter rows = JsonlWriter.append(pairs);
        JsonlWriter lines = JsonlWriter.append(steps)) {
      for (OnlineStep each : next) {
        for (Row.Preference pair : each.pairs()) {
          Map<String, Object> row = new LinkedHashMap<>(RowJson.toMap(pair));
          row.put("online_step", each.step());
          rows.write(row);
        }
        rows.commit();
        lines.write(line(each));
        made.put(each.step(), each);
      }
      lines.commit();
    }
  }

  private Map<String, Object> line(OnlineStep step) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("step", step.step());
    line.put("run", fingerprint);
    line.put("pairs", step.count());
    line.put("figures", step.figures());
    List<List<Double>> references = new ArrayList<>();
    for (double[] each : step.references()) {
      List<Double> values = new ArrayList<>();
      for (double value : each) {
        values.add(value);
      }
      references.add(values);
    }
    line.put("reference_logps", references);
    return line;
  }

  private void read() throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : wholeLines(steps)) {
      lines.add(JSON.readTree(line));
    }
    int total = lines.stream().mapToInt(line -> line.path("pairs").asInt()).sum();
    List<Row.Preference> rows = new ArrayList<>();
    if (total > 0) {
      cutLines(pairs, total);
      RowReader.read(List.of(pairs), Purpose.PREFERENCE)
          .rows()
          .forEach(row -> rows.add((Row.Preference) row));
    }
    if (rows.size() != total) {
      throw new UserError(
          "%s: has %d pairs, but %s tells of %d; give --overwrite to start anew"
              .formatted(pairs, rows.size(), steps, total));
    }
    int first = 0;
    for (JsonNode line : lines) {
      if (!line.path("run").asText().equals(fingerprint)) {
        throw new UserError(
            steps
                + ": belongs to a run with other settings, data or model; choose another --out, or"
                + " give --overwrite to start anew");
      }
      int end = first + line.path("pairs").asInt();
      OnlineStep step = step(line, rows.subList(first, end));
      made.put(step.step(), step);
      first = end;
    }
  }

  private static OnlineStep step(JsonNode line, List<Row.Preference> pairs) {
    Map<String, Double> figures = new LinkedHashMap<>();
    line.path("figures")
        .properties()
        .forEach(e -> figures.put(e.getKey(), e.getValue().asDouble()));
    List<double[]> references = new ArrayList<>();
    for (JsonNode each : line.path("reference_logps")) {
      double[] values = new double[each.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = each.get(i).asDouble();
      }
      references.add(values);
    }
    return new OnlineStep(line.path("step").asLong(), pairs, references, figures);
  }

  /** Cuts both files to the steps that are known. */
  private void cut() throws IOException {
    cutLines(steps, made.size());
    cutLines(pairs, made.values().stream().mapToInt(OnlineStep::count).sum());
  }

  private static List<String> wholeLines(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.UTF_8);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  private static void cutLines(Path file, int lines) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    byte[] bytes = Files.readAllBytes(file);
    int end = 0;
    for (int seen = 0; seen < lines && end < bytes.length; end++) {
      seen += bytes[end] == '\n' ? 1 : 0;
    }
    if (end < bytes.length) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(end);
        channel.force(true);
      }
    }
  }
}
