package dev.herder.rejectionsampling;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.UserError;
import dev.herder.core.data.DataReport;
import dev.herder.core.data.InputFiles;
import dev.herder.core.data.Purpose;
import dev.herder.core.data.Refusals;
import dev.herder.core.data.Row;
import dev.herder.core.data.RowReader;
import dev.herder.core.generate.Generator;
import dev.herder.core.generate.Sampling;
import dev.herder.core.generate.Scorer;
import dev.herder.core.run.Artifact;
import dev.herder.core.run.AtomicFiles;
import dev.herder.core.run.Fingerprint;
import dev.herder.core.run.RowCounts;
import dev.herder.core.run.RunContext;
import dev.herder.core.run.RunLock;
import dev.herder.core.run.RunManifest;
import dev.herder.core.run.Stage;
import dev.herder.core.run.Versions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Best-of-K rejection sampling: draws K answers to every prompt, scores them, keeps the best.
 *
 * <p>The method is that of section 4.2.2 of "The Llama 3 Herd of Models" (arXiv 2407.21783). The
 * folder {@code out} gets {@code candidates.jsonl} (every answer with its score), {@code
 * sft.jsonl}, {@code preference.jsonl}, {@code prompts.jsonl}, {@code report.html} and {@code
 * manifest.json}. Running again continues where an earlier run stopped; with another selection it
 * chooses again among the same answers.
 */
public final class RejectionSampling
    implements Stage<RejectionSampling.Config, RejectionSampling.Result> {
  /** The file of all answers. */
  public static final String CANDIDATES = "candidates.jsonl";

  private static final String DRAWN = "candidates.settings.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Generator generator;
  private final Scorer scorer;

  public RejectionSampling(Generator generator, Scorer scorer) {
    this.generator = generator;
    this.scorer = scorer;
  }

  /**
   * What to do.
   *
   * @param prompts the file of prompts
   * @param out the folder to write to
   * @param model names what generates, by content (a hash), in provenance; answers of another are
   *     not mixed in
   * @param sampling how to draw; its {@code n} is K
   * @param pass which answers to choose
   * @param steering system prompts to draw under
   * @param recorded whether the answers come from a file: then {@code sampling} says nothing of
   *     them but how many there are to a prompt, and nothing else of it is written down
   */
  public record Config(
      Path prompts,
      Path out,
      String model,
      Sampling sampling,
      SelectionPass pass,
      Steering steering,
      boolean recorded) {
    /** Of answers that are drawn now. */
    public Config(
        Path prompts,
        Path out,
        String model,
        Sampling sampling,
        SelectionPass pass,
        Steering steering) {
      this(prompts, out, model, sampling, pass, steering, false);
    }

    /** Without steering. */
    public Config(Path prompts, Path out, String model, Sampling sampling, SelectionPass pass) {
      this(prompts, out, model, sampling, pass, Steering.none());
    }
  }

  /**
   * What came of it.
   *
   * @param complete false if a stop was requested; then {@code outcome} is null
   * @param promptsDone prompts whose answers are all there
   */
  public record Result(
      boolean complete, int promptsDone, SelectionPass.@Nullable Outcome outcome) {}

  @Override
  public Result run(Config config, RunContext context) throws IOException {
    Instant started = context.clock().instant();
    InputFiles.requireNotWritten(
        config.prompts(),
        Stream.of(CANDIDATES, SelectionPass.SFT, SelectionPass.PREFERENCE, SelectionPass.PROMPTS)
            .map(config.out()::resolve)
            .toList());
    RowReader.Rows rows = RowReader.read(List.of(config.prompts()), Purpose.PROMPTS);
    // A prompt that cannot be judged is told at once, not when its turn comes.
    Refusals.none(rows.prompts(), scorer::require);
    RunLock lock = RunLock.acquire(config.out(), context.clock());
    try {
      return run(config, context, started, rows);
    } finally {
      lock.close();
    }
  }

  private Result run(Config config, RunContext context, Instant started, RowReader.Rows rows)
      throws IOException {
    AtomicFiles.cleanLeftovers(config.out());
    List<Row.Prompt> prompts = config.steering().stored(rows.prompts());
    Path candidates = config.out().resolve(CANDIDATES);
    Generator steered = config.steering().around(generator);
    if (!Files.exists(candidates)) {
      steered.require(prompts, config.sampling());
    }
    requireSameDraw(config);
    Candidates.Progress progress =
        new Candidates(steered, scorer).write(candidates, prompts, config.sampling(), context);
    if (!progress.complete()) {
      return new Result(false, progress.done(), null);
    }
    SelectionPass.Outcome outcome =
        config.pass().run(candidates, prompts, config.sampling().n(), config.out());
    new RejectionSamplingReport(scorer.id(), drawn(config), config.pass(), outcome)
        .write(config.out(), candidates, prompts, config.sampling().n());
    manifest(config, context, started, rows.report(), outcome);
    return new Result(true, progress.done(), outcome);
  }

  private static String drawn(Config config) {
    return config.recorded()
        ? config.sampling().n() + " answers per prompt from a file"
        : RejectionSamplingReport.drawn(config.sampling());
  }

  /** What decides the answers and their scores, beside the prompts. */
  private JsonNode draw(Config config) {
    ObjectNode draw = JSON.createObjectNode();
    if (config.recorded()) {
      draw.put("n", config.sampling().n());
    } else {
      draw.setAll((ObjectNode) JSON.valueToTree(config.sampling()));
    }
    draw.put("model", config.model());
    draw.put("scorer", scorer.id());
    if (!config.steering().texts().isEmpty()) {
      draw.set("steering", JSON.valueToTree(config.steering()));
    }
    return draw;
  }

  private void requireSameDraw(Config config) throws IOException {
    Path file = config.out().resolve(DRAWN);
    JsonNode now = draw(config);
    if (!Files.exists(config.out().resolve(CANDIDATES))) {
      AtomicFiles.writeString(file, now + "\n");
      return;
    }
    if (!Files.exists(file)) {
      throw new UserError(
          config.out().resolve(CANDIDATES)
              + ": there is no "
              + DRAWN
              + " beside it that says how it was drawn; choose another folder");
    }
    JsonNode before = JSON.readTree(Files.readString(file));
    List<String> differences = AnswersManifest.differences(before, now);
    if (before.has("steering") && !now.has("steering")) {
      differences.add("steering was " + before.path("steering") + " and is now none");
    }
    if (!differences.isEmpty()) {
      throw new UserError(
          config.out().resolve(CANDIDATES)
              + " holds answers that were drawn otherwise ("
              + String.join(", ", differences)
              + "); choose another folder, or delete the file to draw anew");
    }
  }

  private void manifest(
      Config config,
      RunContext context,
      Instant started,
      DataReport read,
      SelectionPass.Outcome outcome)
      throws IOException {
    ObjectNode settings = JSON.createObjectNode();
    settings.set("draw", draw(config));
    settings.put("selection", config.pass().selection().spec());
    settings.put("pairing", config.pass().pairing().toString());
    settings.set("filter", JSON.valueToTree(config.pass().filter()));
    settings.put("pass_threshold", config.pass().passThreshold());
    Counts counts = outcome.counts();
    Map<String, Long> dropped = new LinkedHashMap<>();
    dropped.put("no answer may be chosen", counts.noneEligible());
    dropped.put("no answer is good enough", counts.noneGoodEnough());
    String fingerprint =
        Fingerprint.of(
            "rejection-sampling",
            settings,
            config.sampling().seed(),
            read.artifacts(),
            Versions.herder());
    settings.put("prompts", config.prompts().toString());
    Path out = config.out();
    new RunManifest(
            "rejection-sampling",
            fingerprint,
            settings,
            config.sampling().seed(),
            read.artifacts(),
            List.of(
                Artifact.output(out, out.resolve(CANDIDATES), counts.samples()),
                Artifact.output(out, out.resolve(SelectionPass.SFT), counts.kept()),
                Artifact.output(out, out.resolve(SelectionPass.PREFERENCE), counts.pairs()),
                Artifact.output(out, out.resolve(SelectionPass.PROMPTS), counts.prompts())),
            new RowCounts(counts.prompts(), counts.promptsKept(), dropped, Map.of()),
            Versions.collect(Map.of()),
            Map.of(),
            started,
            context.clock().instant())
        .write(out);
  }
}
