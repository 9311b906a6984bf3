package dev.herder.dataquality.rows;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.UserError;
import dev.herder.core.data.InputFiles;
import dev.herder.core.run.Artifact;
import dev.herder.core.run.AtomicFiles;
import dev.herder.core.run.Fingerprint;
import dev.herder.core.run.Hashes;
import dev.herder.core.run.RowCounts;
import dev.herder.core.run.RunContext;
import dev.herder.core.run.RunLock;
import dev.herder.core.run.RunManifest;
import dev.herder.core.run.Versions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

/**
 * The frame of a step: takes the folder's lock, finds out whether the step is done already, and
 * writes {@code kept.jsonl}, {@code dropped.jsonl}, {@code summary.json}, {@code report.html} and
 * {@code manifest.json}.
 *
 * <p>Files appear whole or not at all and the manifest comes last, so a step that was killed is
 * done again from its beginning, with the same bytes.
 *
 * @param name the command's name, for example {@code clean}
 * @param data files of rows
 * @param against further files that decide the result
 * @param out the folder to write to
 * @param settings what else decides the result, as a record
 * @param rules the ids of the step's rules
 * @param restore ids of rules and rows ({@code FILE:LINE}) whose drops are undone
 */
public record Step(
    String name,
    List<Path> data,
    List<Path> against,
    Path out,
    Record settings,
    List<String> rules,
    List<String> restore) {
  /** The file of rows that were kept. */
  public static final String KEPT = "kept.jsonl";

  /** The file of rows that were dropped, each with its rule. */
  public static final String DROPPED = "dropped.jsonl";

  /** The file of counts. */
  public static final String SUMMARY = "summary.json";

  /** The file of the report. */
  public static final String REPORT = "report.html";

  private static final ObjectMapper JSON = new ObjectMapper();

  public Step {
    data = List.copyOf(data);
    against = List.copyOf(against);
    rules = List.copyOf(rules);
    restore = List.copyOf(restore);
    for (String each : restore) {
      if (!rules.contains(each) && !each.matches("(?s).+:[0-9]+")) {
        throw new UserError(
            "restore: \""
                + each
                + "\" is no rule and no row, expected one of "
                + String.join(", ", rules)
                + ", or FILE:LINE as the ids in "
                + DROPPED
                + " are");
      }
    }
  }

  /** What a step does with its rows. */
  @FunctionalInterface
  public interface Body {
    /**
     * Reads all rows and keeps or drops each.
     *
     * @return what else was counted, by name
     */
    Map<String, Double> split(RowSplit rows, Watch watch) throws IOException;
  }

  /** Sees that a step shows how far it is and ends when asked to. */
  public static final class Watch {
    private static final int EVERY = 1 << 12;

    private final RunContext context;

    Watch(RunContext context) {
      this.context = context;
    }

    /** Announces a pass over the rows. */
    public void begin(String label) {
      context.metrics().begin(label, 0, 0);
    }

    /** Takes note of a row. */
    public void row(long number) {
      if (number % EVERY == 0) {
        reached(number);
      }
    }

    /** Takes note of rows that took their time: shows how many there are, and ends if asked to. */
    public void reached(long number) {
      if (context.stopRequested().getAsBoolean()) {
        throw new CancellationException("stop requested");
      }
      if (number > 0) {
        context.metrics().accept(number, Map.of());
      }
    }

    /** Says a line. */
    public void say(String line) {
      context.talk().accept(line);
    }
  }

  /**
   * Does the step, or finds it done.
   *
   * @throws UserError if an input lies in the folder to write to, or a file cannot be used
   */
  public StepResult run(RunContext context, Body body) throws IOException {
    Instant started = context.clock().instant();
    if (data.isEmpty()) {
      throw new UserError("no data files named, expected at least one");
    }
    List<Artifact> inputs = new ArrayList<>();
    for (Path file : data) {
      inputs.add(input(file));
    }
    for (Path file : against) {
      inputs.add(input(file));
    }
    ObjectNode node = JSON.createObjectNode();
    node.set("settings", JSON.valueToTree(settings));
    node.put("data_files", data.size());
    node.set("restore", JSON.valueToTree(new TreeSet<>(restore)));
    // Ids of rows hold the files' names, so these decide what dropped.jsonl says.
    node.set("names", JSON.valueToTree(data.stream().map(Path::toString).toList()));
    String fingerprint =
        Fingerprint.of("data-" + name, node, context.seed(), inputs, Versions.herder());
    try (RunLock lock = RunLock.acquire(out, context.clock())) {
      lock.cleanLeftovers();
      Optional<RunManifest> done = RunManifest.finished(out, fingerprint);
      if (done.isPresent()) {
        context.talk().accept(out + " already holds this; nothing to do");
        return summary();
      }
      return split(context, body, node, fingerprint, inputs, started);
    }
  }

  private StepResult split(
      RunContext context,
      Body body,
      JsonNode node,
      String fingerprint,
      List<Artifact> inputs,
      Instant started)
      throws IOException {
    Files.deleteIfExists(out.resolve(RunManifest.FILE));
    StepResult result;
    StepReport report;
    try (RowSplit rows =
        new RowSplit(out.resolve(KEPT), out.resolve(DROPPED), new TreeSet<>(restore))) {
      Map<String, Double> figures = body.split(rows, new Watch(context));
      requireRestored(rows.asked());
      rows.commit();
      result =
          new StepResult(
              true, false, rows.read(), rows.kept(), rows.byRule(), rows.restored(), figures);
      report = new StepReport(name, result, node, rows.samples());
    } catch (CancellationException e) {
      context.talk().accept("stopped before any row was written; run it again");
      return StepResult.stopped();
    }
    AtomicFiles.writeString(out.resolve(SUMMARY), json(result));
    AtomicFiles.writeString(out.resolve(REPORT), report.html());
    long lost = result.read() - result.kept();
    new RunManifest(
            "data-" + name,
            fingerprint,
            node,
            context.seed(),
            inputs,
            List.of(
                Artifact.output(out, out.resolve(KEPT), result.kept()),
                Artifact.output(out, out.resolve(DROPPED), lost),
                Artifact.output(out, out.resolve(SUMMARY), null),
                Artifact.output(out, out.resolve(REPORT), null)),
            new RowCounts(result.read(), result.kept(), result.dropped(), Map.of()),
            Versions.collect(Map.of()),
            Map.of(),
            started,
            context.clock().instant())
        .write(out);
    return result;
  }

  /** A row that there is not cannot be restored, and whoever asked for it meant another. */
  private void requireRestored(Set<String> seen) {
    for (String each : restore) {
      if (!rules.contains(each) && !seen.contains(each)) {
        throw new UserError(
            "restore: "
                + each
                + " is no row of the data; expected FILE:LINE as the ids in "
                + DROPPED
                + " are");
      }
    }
  }

  private Artifact input(Path file) throws IOException {
    InputFiles.requireRegular(file);
    InputFiles.requireNotWritten(
        file, Stream.of(KEPT, DROPPED, SUMMARY).map(out::resolve).toList());
    return new Artifact(file.toString(), Hashes.ofFile(file), null);
  }

  private static String json(StepResult result) throws IOException {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("read", result.read());
    map.put("kept", result.kept());
    map.put("dropped", result.dropped());
    map.put("restored", result.restored());
    map.put("figures", result.figures());
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(map) + "\n";
  }

  private StepResult summary() throws IOException {
    JsonNode node = JSON.readTree(out.resolve(SUMMARY).toFile());
    TypeReference<LinkedHashMap<String, Long>> counts = new TypeReference<>() {};
    TypeReference<LinkedHashMap<String, Double>> values = new TypeReference<>() {};
    return new StepResult(
        true,
        true,
        node.required("read").asLong(),
        node.required("kept").asLong(),
        JSON.convertValue(node.required("dropped"), counts),
        JSON.convertValue(node.required("restored"), counts),
        JSON.convertValue(node.required("figures"), values));
  }

  /**
   * Refuses a number outside its range.
   *
   * @throws UserError that names the setting
   */
  public static void require(boolean holds, String key, Object value, String expected) {
    if (!holds) {
      throw new UserError(key + ": " + value + " is out of range, expected " + expected);
    }
  }
}
