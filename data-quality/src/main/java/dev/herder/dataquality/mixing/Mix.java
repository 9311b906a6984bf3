package dev.herder.dataquality.mixing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.UserError;
import dev.herder.core.data.InputFiles;
import dev.herder.core.data.JsonlWriter;
import dev.herder.core.data.WholeRows;
import dev.herder.core.data.WholeRows.WholeRow;
import dev.herder.core.overlap.Words;
import dev.herder.core.report.html.DataTable;
import dev.herder.core.report.html.Facts;
import dev.herder.core.report.html.HtmlReport;
import dev.herder.core.run.Artifact;
import dev.herder.core.run.AtomicFiles;
import dev.herder.core.run.Fingerprint;
import dev.herder.core.run.RowCounts;
import dev.herder.core.run.RunContext;
import dev.herder.core.run.RunLock;
import dev.herder.core.run.RunManifest;
import dev.herder.core.run.Stage;
import dev.herder.core.run.Versions;
import dev.herder.dataquality.rows.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * Mixes rows of several sources in given shares into one shuffled file.
 *
 * <p>Which rows are drawn and in which order depends on the seed and on each row's place alone. A
 * source that gives more rows than it has gives all of them as often as it can and draws the rest,
 * so no row comes twice more often than another. Files are read twice; memory is 8 bytes for a row
 * of one source, and some ten thousand rows at a time while the order is made.
 */
public final class Mix implements Stage<Mix.Config, Mix.Result> {
  /** The file of the mix. */
  public static final String MIXED = "mixed.jsonl";

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * One source.
   *
   * @param file of rows
   * @param weight its share of the mix beside the others', above 0
   * @param cap the most rows that it gives; 0 is no cap
   * @param epochs how often a row of it may come, above 0; below 1 it gives a part of its rows
   */
  public record Source(Path file, double weight, long cap, double epochs) {
    public Source {
      Step.require(weight > 0 && weight <= 1e9, "weight", weight, "above 0");
      Step.require(cap >= 0, "cap", cap, "0 (none) or more");
      Step.require(epochs > 0 && epochs <= 1e6, "epochs", epochs, "above 0");
    }

    /**
     * Reads {@code FILE:weight=X,cap=N,epochs=X}, of which all but the file may be missing.
     *
     * @throws UserError if a key or a number is none
     */
    public static Source parse(String text) {
      int keys = text.lastIndexOf(":");
      if (keys < 0 || !text.substring(keys).contains("=")) {
        return new Source(Path.of(text), 1, 0, 1);
      }
      double weight = 1;
      long cap = 0;
      double epochs = 1;
      for (String pair : text.substring(keys + 1).split(",", -1)) {
        int at = pair.indexOf('=');
        String key = at < 0 ? pair : pair.substring(0, at);
        String value = at < 0 ? "" : pair.substring(at + 1);
        try {
          switch (key) {
            case "weight" -> weight = Double.parseDouble(value);
            case "cap" -> cap = Long.parseLong(value);
            case "epochs" -> epochs = Double.parseDouble(value);
            default ->
                throw new UserError(
                    "source "
                        + text
                        + ": unknown key \""
                        + key
                        + "\", expected weight, cap, epochs");
          }
        } catch (NumberFormatException e) {
          throw new UserError("source " + text + ": " + key + " is no number: " + value, e);
        }
      }
      try {
        return new Source(Path.of(text.substring(0, keys)), weight, cap, epochs);
      } catch (UserError e) {
        throw new UserError("source " + text + ": " + e.getMessage(), e);
      }
    }
  }

  /**
   * What to do.
   *
   * @param sources at least one
   * @param out the folder to write to
   * @param rows of the mix; 0 for as many as the sources have in this ratio
   */
  public record Config(List<Source> sources, Path out, long rows) {
    public Config {
      sources = List.copyOf(sources);
      Step.require(rows >= 0, "rows", rows, "0 (as many as there are) or more");
    }
  }

  /**
   * What a source gave.
   *
   * @param file its name
   * @param read rows that could be read
   * @param unreadable rows that could not
   * @param rows rows of the mix that are of it, repeats counted
   * @param different different rows among them
   * @param wanted rows that the ratio asked for; more than it gave if it has too few
   */
  public record Part(
      String file, long read, long unreadable, long rows, long different, long wanted) {}

  /**
   * What came of it.
   *
   * @param complete false if a stop was requested; then nothing was written
   * @param reused whether the mix was there already
   * @param rows of the mix
   * @param parts of the sources in their order
   */
  public record Result(boolean complete, boolean reused, long rows, List<Part> parts) {
    public Result {
      parts = List.copyOf(parts);
    }
  }

  @Override
  public Result run(Config config, RunContext context) throws IOException {
    Instant started = context.clock().instant();
    if (config.sources().isEmpty()) {
      throw new UserError("sources: none named, expected at least one");
    }
    List<Artifact> inputs = new ArrayList<>();
    ObjectNode settings = JSON.createObjectNode().put("rows", config.rows());
    for (Source source : config.sources()) {
      InputFiles.requireRegular(source.file());
      InputFiles.requireNotWritten(source.file(), List.of(config.out().resolve(MIXED)));
      inputs.add(Artifact.of(source.file()));
      settings
          .withArray("sources")
          .addObject()
          .put("weight", source.weight())
          .put("cap", source.cap())
          .put("epochs", source.epochs());
    }
    String fingerprint =
        Fingerprint.of("data-mix", settings, context.seed(), inputs, Versions.herder());
    try (RunLock lock = RunLock.acquire(config.out(), context.clock())) {
      lock.cleanLeftovers();
      Optional<RunManifest> done = RunManifest.finished(config.out(), fingerprint);
      if (done.isPresent()) {
        context.talk().accept(config.out() + " already holds this mix; nothing to do");
        return stored(config);
      }
      Files.deleteIfExists(config.out().resolve(RunManifest.FILE));
      Result result = mix(config, context);
      if (result.complete()) {
        manifest(config, context, result, settings, fingerprint, inputs, started);
      }
      return result;
    } catch (CancellationException e) {
      context.talk().accept("stopped; nothing was written, run it again to begin anew");
      return new Result(false, false, 0, List.of());
    }
  }

  private static Result mix(Config config, RunContext context) throws IOException {
    int sources = config.sources().size();
    long[] read = new long[sources];
    long[] unreadable = new long[sources];
    long bytes = 0;
    context.metrics().begin("count", 0, 0);
    for (int i = 0; i < sources; i++) {
      Path file = config.sources().get(i).file();
      bytes += Files.size(file);
      try (WholeRows rows = WholeRows.open(List.of(file))) {
        for (WholeRow row = rows.next(); row != null; row = rows.next()) {
          watch(context, row.index());
          read[i] += row.row() == null ? 0 : 1;
          unreadable[i] += row.row() == null ? 1 : 0;
        }
      }
    }
    List<Double> weights = config.sources().stream().map(Source::weight).toList();
    long[] available = new long[sources];
    long[] endless = new long[sources];
    for (int i = 0; i < sources; i++) {
      Source source = config.sources().get(i);
      available[i] = (long) Math.floor(read[i] * source.epochs() + 1e-9);
      available[i] = source.cap() == 0 ? available[i] : Math.min(source.cap(), available[i]);
      endless[i] = Long.MAX_VALUE;
      if (available[i] == 0) {
        throw new UserError(
            String.format(
                Locale.ROOT,
                "%s: gives no row (%d can be read, %d cannot, epochs %s); give it more, or take the"
                    + " source away",
                source.file(),
                read[i],
                unreadable[i],
                source.epochs()));
      }
    }
    long[] quotas = Quotas.of(weights, available, config.rows());
    long[] wanted = config.rows() == 0 ? quotas : Quotas.of(weights, endless, config.rows());
    List<Part> parts = new ArrayList<>();
    context.metrics().begin("mix", 0, Arrays.stream(quotas).sum());
    long written;
    try (Shuffle shuffle = new Shuffle(config.out(), bytes);
        JsonlWriter out = JsonlWriter.create(config.out().resolve(MIXED))) {
      for (int i = 0; i < sources; i++) {
        Draw draw = new Draw(context.seed(), i, read[i], quotas[i]);
        draw(config.sources().get(i).file(), draw, shuffle, context);
        String name = config.sources().get(i).file().toString();
        long different = Math.min(read[i], quotas[i]);
        parts.add(new Part(name, read[i], unreadable[i], quotas[i], different, wanted[i]));
      }
      shuffle.writeTo(out);
      out.commit();
      written = out.rows();
    }
    return new Result(true, false, written, parts);
  }

  private static void draw(Path file, Draw draw, Shuffle shuffle, RunContext context)
      throws IOException {
    long number = 0;
    try (WholeRows rows = WholeRows.open(List.of(file))) {
      for (WholeRow row = rows.next(); row != null; row = rows.next()) {
        watch(context, row.index());
        Map<String, Object> object = row.object();
        if (row.row() != null && object != null) {
          for (int copy = 0; copy < draw.copies(number); copy++) {
            shuffle.add(draw.key(number, copy), object);
          }
          number++;
        }
      }
    }
  }

  private static void watch(RunContext context, long row) {
    if (row % (1 << 12) == 0 && context.stopRequested().getAsBoolean()) {
      throw new CancellationException("stop requested");
    }
  }

  /** Which rows of a source come, how often, and where. */
  private static final class Draw {
    private final long base;
    private final long whole;
    private final long limit;
    private final long rest;

    Draw(long seed, int source, long rows, long quota) {
      base = Words.mix(Words.mix(seed) + source);
      whole = rows == 0 ? 0 : quota / rows;
      rest = rows == 0 ? 0 : quota % rows;
      long[] draws = new long[rest == 0 ? 0 : Math.toIntExact(rows)];
      for (int i = 0; i < draws.length; i++) {
        draws[i] = draw(i);
      }
      Arrays.sort(draws);
      limit = rest == 0 ? 0 : draws[(int) rest - 1];
    }

    /** Different for any two rows. */
    private long draw(long row) {
      return Words.mix(base + row);
    }

    long copies(long row) {
      return whole + (rest > 0 && draw(row) <= limit ? 1 : 0);
    }

    /** The key that the mix is ordered by. */
    long key(long row, int copy) {
      return Words.mix(Words.mix(base ^ 0x5DEECE66DL) + (row << 20) + copy);
    }
  }

  private static void manifest(
      Config config,
      RunContext context,
      Result result,
      ObjectNode settings,
      String fingerprint,
      List<Artifact> inputs,
      Instant started)
      throws IOException {
    Path out = config.out();
    AtomicFiles.writeString(
        out.resolve(Step.SUMMARY),
        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(result) + "\n");
    AtomicFiles.writeString(out.resolve(Step.REPORT), report(result, settings));
    long read = 0;
    long different = 0;
    long unreadable = 0;
    for (Part part : result.parts()) {
      read += part.read() + part.unreadable();
      different += part.different();
      unreadable += part.unreadable();
    }
    Map<String, Long> dropped = new LinkedHashMap<>();
    dropped.put("not drawn", read - unreadable - different);
    dropped.put("unreadable", unreadable);
    new RunManifest(
            "data-mix",
            fingerprint,
            settings,
            context.seed(),
            inputs,
            List.of(
                Artifact.output(out, out.resolve(MIXED), result.rows()),
                Artifact.output(out, out.resolve(Step.SUMMARY), null),
                Artifact.output(out, out.resolve(Step.REPORT), null)),
            new RowCounts(read, different, dropped, Map.of()),
            Versions.collect(Map.of()),
            Map.of(),
            started,
            context.clock().instant())
        .write(out);
  }

  private static String report(Result result, JsonNode settings) {
    List<List<Object>> rows = new ArrayList<>();
    for (Part part : result.parts()) {
      double share = result.rows() == 0 ? 0 : (double) part.rows() / result.rows();
      rows.add(
          List.of(
              part.file(),
              part.read(),
              part.unreadable(),
              part.wanted(),
              part.rows(),
              part.different(),
              share));
    }
    List<String> columns =
        List.of("source", "rows", "unreadable", "wanted", "given", "different", "share");
    return HtmlReport.titled("Herder data mix", result.rows() + " rows")
        .with(new DataTable("Sources", columns, rows))
        .with(Facts.of("Settings", settings))
        .html();
  }

  private static Result stored(Config config) throws IOException {
    JsonNode node = JSON.readTree(config.out().resolve(Step.SUMMARY).toFile());
    List<Part> parts = new ArrayList<>();
    for (JsonNode part : node.required("parts")) {
      parts.add(JSON.treeToValue(part, Part.class));
    }
    return new Result(true, true, node.required("rows").asLong(), parts);
  }
}
