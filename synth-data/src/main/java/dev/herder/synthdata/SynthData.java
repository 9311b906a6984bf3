package dev.herder.synthdata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.RunFailure;
import dev.herder.core.UserError;
import dev.herder.core.data.JsonlWriter;
import dev.herder.core.generate.Generator;
import dev.herder.core.generate.Sampling;
import dev.herder.core.run.Artifact;
import dev.herder.core.run.AtomicFiles;
import dev.herder.core.run.Fingerprint;
import dev.herder.core.run.RowCounts;
import dev.herder.core.run.RunContext;
import dev.herder.core.run.RunLock;
import dev.herder.core.run.RunManifest;
import dev.herder.core.run.Stage;
import dev.herder.core.run.Versions;
import dev.herder.synthdata.ask.Outcome;
import dev.herder.synthdata.ask.Prompts;
import dev.herder.synthdata.ask.RowGenerator;
import dev.herder.synthdata.ask.Step;
import dev.herder.synthdata.ask.Unit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;

/**
 * Makes rows from documents or from rows by asking a model, unit by unit.
 *
 * <p>The folder {@code out} gets {@code journal.jsonl} as the work goes on, and in the end {@code
 * sft.jsonl}, {@code rejected.jsonl}, {@code units.jsonl} (coverage), {@code report.html} and
 * {@code manifest.json}. Units are worked on in windows; a window is in the journal whole or not at
 * all, so a run that was killed goes on where it was, and ends with the same files.
 */
public final class SynthData implements Stage<SynthData.Config, SynthData.Result> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String JOURNAL = "journal.jsonl";
  private static final String SETTINGS = "settings.json";

  private final Generator generator;
  private final Generator judge;
  private final String judgeName;

  /** A generator that also judges, where rows are judged. */
  public SynthData(Generator generator) {
    this(generator, generator, "");
  }

  /**
   * A generator whose rows another one judges.
   *
   * @param judgeName names the judge, by content, in provenance
   */
  public SynthData(Generator generator, Generator judge, String judgeName) {
    this.generator = generator;
    this.judge = judge;
    this.judgeName = judgeName;
  }

  /**
   * What to do.
   *
   * @param rows makes rows of units
   * @param units where the units come from
   * @param out the folder to write to
   * @param model names what answers, by content, in provenance
   * @param sampling how answers are drawn; its {@code n} is not used
   * @param templates the user's templates, as {@link Prompts#load} takes them
   * @param window units that are worked on together, at least 1
   */
  public record Config(
      RowGenerator rows,
      UnitSource units,
      Path out,
      String model,
      Sampling sampling,
      List<String> templates,
      int window) {
    public Config {
      templates = List.copyOf(templates);
      if (window < 1 || window > 100_000) {
        throw new UserError("window: " + window + " is out of range, expected 1 to 100000");
      }
    }
  }

  /**
   * What became of units and rows: {@code drafts} is the sum of {@code kept}, {@code rejected},
   * {@code unreadable}, {@code duplicates} and {@code nearDuplicates}.
   *
   * @param units units done
   * @param unitsWithoutRows of these, those without a kept row
   * @param unitsShort of these, those with some rows, but fewer than wanted
   * @param wanted rows wanted
   * @param drafts rows made
   * @param judged rows that a judge was asked about
   * @param unreadable rows without a verdict that can be read
   * @param rejected rows that the judge does not accept
   * @param duplicates accepted rows that were there before
   * @param nearDuplicates accepted rows nearly like one before
   * @param kept rows in the end
   * @param failures what did not become a row, by reason
   * @param kinds kept rows by their kind
   */
  public record Counts(
      long units,
      long unitsWithoutRows,
      long unitsShort,
      long wanted,
      long drafts,
      long judged,
      long unreadable,
      long rejected,
      long duplicates,
      long nearDuplicates,
      long kept,
      Map<String, Long> failures,
      Map<String, Long> kinds) {
    public Counts {
      failures = Collections.unmodifiableMap(new TreeMap<>(failures));
      kinds = Collections.unmodifiableMap(new TreeMap<>(kinds));
    }
  }

  /**
   * What came of it.
   *
   * @param complete false if a stop was requested
   * @param unitsDone units in the journal
   * @param refused documents that were not read, each with the reason
   * @param tokens tokens that this call's answers have
   * @param counts empty unless complete
   */
  public record Result(
      boolean complete,
      long unitsDone,
      Map<String, String> refused,
      long tokens,
      Optional<Counts> counts) {}

  @Override
  public Result run(Config config, RunContext context) throws IOException {
    Instant started = context.clock().instant();
    Prompts prompts = Prompts.load(config.rows().templates(), config.templates());
    config.units().require();
    List<Artifact> inputs = config.units().inputs();
    try (RunLock lock = RunLock.acquire(config.out(), context.clock())) {
      lock.cleanLeftovers();
      ObjectNode settings = settings(config, prompts, inputs);
      requireSame(config.out(), settings);
      UnitSource.Prepared units;
      try {
        units = config.units().prepare(config.out(), context);
      } catch (CancellationException e) {
        context.talk().accept("stopped before the first unit");
        return new Result(false, 0, Map.of(), 0, Optional.empty());
      }
      Asker asker = new Asker(generator, judge, config.sampling(), context.stopRequested());
      long done = work(config, context, prompts, units, asker);
      if (done < units.count()) {
        context.talk().accept("stopped after " + done + " " + units.label());
        return new Result(false, done, units.refused(), asker.tokens(), Optional.empty());
      }
      FinalFiles files = new FinalFiles(config, prompts, judgeName);
      List<Artifact> outputs = files.write(config.out().resolve(JOURNAL));
      Counts counts = files.tally().counts();
      new SynthReport(
              config.rows().name(), units.label(), units.refused(), counts, files.material())
          .write(config.out());
      manifest(config, context, started, settings, inputs, outputs, counts);
      return new Result(true, done, units.refused(), asker.tokens(), Optional.of(counts));
    }
  }

  /** Works on the units that are missing; returns how many are done. */
  private long work(
      Config config, RunContext context, Prompts prompts, UnitSource.Prepared prepared, Asker asker)
      throws IOException {
    Path journal = config.out().resolve(JOURNAL);
    long done = Journal.repair(journal, config.window(), prepared.count());
    if (done > 0 && done < prepared.count()) {
      context.talk().accept("going on after " + done + " " + prepared.label());
    }
    context.metrics().begin(prepared.label(), done, prepared.count());
    try (UnitStream units = prepared.units().open();
        JsonlWriter writer = JsonlWriter.append(journal)) {
      for (long i = 0; i < done; i++) {
        units.next();
      }
      while (done < prepared.count()) {
        List<Unit> window = window(units, config.window());
        List<Step> steps = new ArrayList<>();
        for (Unit unit : window) {
          steps.add(config.rows().begin(unit, prompts, config.sampling().seed()));
        }
        Optional<List<Outcome>> outcomes = asker.run(steps);
        if (outcomes.isEmpty()) {
          return done;
        }
        if (done == 0) {
          requireAnyAnswer(asker);
        }
        Journal.append(writer, window, outcomes.get());
        done += window.size();
        context.metrics().accept(done, Map.of("questions", asker.questions()));
        if (context.stopRequested().getAsBoolean()) {
          return done;
        }
      }
    }
    return done;
  }

  /**
   * A run whose first questions all fail would end without a row, and its units would count as
   * done; they stay to be done instead.
   */
  private static void requireAnyAnswer(Asker asker) {
    if (asker.answers() == 0 && !asker.lastFailure().isEmpty()) {
      throw new RunFailure(
          "none of the first "
              + asker.questions()
              + " questions was answered: "
              + asker.lastFailure()
              + "; mend that, and run the same command again");
    }
  }

  private static List<Unit> window(UnitStream units, int size) throws IOException {
    List<Unit> window = new ArrayList<>();
    while (window.size() < size) {
      Unit unit = units.next();
      if (unit == null) {
        break;
      }
      window.add(unit);
    }
    if (window.isEmpty()) {
      throw new IllegalStateException("fewer units than were counted");
    }
    return window;
  }

  /** What decides the rows. */
  private ObjectNode settings(Config config, Prompts prompts, List<Artifact> inputs) {
    ObjectNode settings = JSON.createObjectNode();
    settings.put("generator", config.rows().name());
    settings.put("settings", config.rows().settings());
    settings.put("model", config.model());
    if (!judgeName.isEmpty()) {
      settings.put("judge", judgeName);
    }
    settings.put("units", config.units().settings());
    settings.put("window", config.window());
    settings.set("sampling", JSON.valueToTree(config.sampling()));
    settings.set("templates", JSON.valueToTree(prompts.ids()));
    ObjectNode read = settings.putObject("inputs");
    inputs.forEach(each -> read.put(each.path(), each.sha256()));
    return settings;
  }

  private static void requireSame(Path out, ObjectNode now) throws IOException {
    Path file = out.resolve(SETTINGS);
    if (!Files.exists(file)) {
      if (Files.exists(out.resolve(JOURNAL))) {
        throw new UserError(out + ": has a journal, but no " + SETTINGS + "; choose another --out");
      }
      AtomicFiles.writeString(file, now.toPrettyString() + "\n");
      return;
    }
    JsonNode before = JSON.readTree(Files.readString(file));
    // Read back, so that numbers are of the same types.
    JsonNode here = JSON.readTree(now.toString());
    List<String> differences = new ArrayList<>();
    Set<String> keys = new LinkedHashSet<>();
    here.fieldNames().forEachRemaining(keys::add);
    before.fieldNames().forEachRemaining(keys::add);
    for (String key : keys) {
      if (!here.path(key).equals(before.path(key))) {
        differences.add(key);
      }
    }
    if (!differences.isEmpty()) {
      throw new UserError(
          out
              + ": holds rows that were made otherwise (another "
              + String.join(", another ", differences)
              + "); choose another --out, or delete it to make them anew");
    }
  }

  private static void manifest(
      Config config,
      RunContext context,
      Instant started,
      ObjectNode settings,
      List<Artifact> inputs,
      List<Artifact> outputs,
      Counts counts)
      throws IOException {
    Map<String, Long> dropped = new LinkedHashMap<>();
    dropped.put("not accepted by the judge", counts.rejected());
    dropped.put("no verdict", counts.unreadable());
    dropped.put("duplicate", counts.duplicates());
    dropped.put("nearly a duplicate", counts.nearDuplicates());
    long seed = config.sampling().seed();
    String stage = "synth-" + config.rows().name();
    new RunManifest(
            stage,
            Fingerprint.of(stage, settings, seed, inputs, Versions.herder()),
            settings,
            seed,
            inputs,
            outputs,
            new RowCounts(counts.drafts(), counts.kept(), dropped, Map.of()),
            Versions.collect(Map.of()),
            Map.of(),
            started,
            context.clock().instant())
        .write(config.out());
  }
}
