package dev.herder.dataquality.pruning;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.RunFailure;
import dev.herder.core.UserError;
import dev.herder.core.data.InputFiles;
import dev.herder.core.data.JsonlWriter;
import dev.herder.core.data.WholeRows;
import dev.herder.core.data.WholeRows.WholeRow;
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
import dev.herder.core.score.RowScorer;
import dev.herder.dataquality.rows.Drop;
import dev.herder.dataquality.rows.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lets a judge label rows: quality, difficulty, tags of intentions, a topic.
 *
 * <p>The judge sees the whole row between marks. Its answer must be of the form that was asked for;
 * if it is not, it is asked once more and told so, and if it then is not, the row goes without that
 * label and is counted. A reward model may add its score. Rows are never rewritten: labels are
 * added as keys. Each group of rows is written as it is judged, and a run that was killed goes on
 * after the last one, with the same files in the end if the judge is deterministic. Where no row
 * got any label, the files are written all the same, and the run fails.
 */
public final class Grade implements Stage<Grade.Config, Grade.Result> {
  /** The file of the rows with their labels. */
  public static final String GRADED = "graded.jsonl";

  private static final int GROUP = 32;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Generator judge;
  private final String identity;
  private final @Nullable RowScorer scorer;

  /**
   * A judge.
   *
   * @param identity names it by content; a file begun by another is not continued
   */
  public Grade(Generator judge, String identity) {
    this(judge, identity, null);
  }

  /**
   * A judge, and a scorer whose number goes under the key "score"; a preference's two numbers go
   * under {@code chosen_score} and {@code rejected_score}.
   *
   * @param scorer none if null
   */
  public Grade(Generator judge, String identity, @Nullable RowScorer scorer) {
    this.judge = judge;
    this.identity = identity;
    this.scorer = scorer;
  }

  /**
   * What to do.
   *
   * @param data files of rows
   * @param out the folder to write to
   * @param aspects what to judge, at least one, of different keys
   * @param maxNewTokens the longest answer of the judge
   */
  public record Config(List<Path> data, Path out, List<Aspect> aspects, int maxNewTokens) {
    public Config {
      data = List.copyOf(data);
      aspects = List.copyOf(aspects);
      if (aspects.isEmpty()
          || aspects.stream().map(Aspect::key).distinct().count() < aspects.size()) {
        throw new UserError("aspects: expected at least one, and each once");
      }
    }
  }

  /**
   * What came of it.
   *
   * @param complete false if a stop was requested
   * @param rows in the file so far, those of earlier runs among them
   * @param unreadable rows left out, because they are none
   * @param failed rows without a label by its key, because no answer had the form that was asked
   *     for, or the row did not fit; empty unless complete
   * @param retried answers of this run that had the form the second time
   * @param shortened rows of which the judge saw the beginning and the end alone; 0 unless complete
   */
  public record Result(
      boolean complete,
      long rows,
      long unreadable,
      Map<String, Long> failed,
      long retried,
      long shortened) {}

  @Override
  public Result run(Config config, RunContext context) throws IOException {
    Instant started = context.clock().instant();
    List<Artifact> inputs = new ArrayList<>();
    for (Path file : config.data()) {
      InputFiles.requireRegular(file);
      InputFiles.requireNotWritten(file, List.of(config.out().resolve(GRADED)));
      inputs.add(Artifact.of(file));
    }
    ObjectNode settings = JSON.createObjectNode();
    settings.put("judge", identity).put("max_new_tokens", config.maxNewTokens());
    settings.set("aspects", JSON.valueToTree(config.aspects()));
    if (scorer != null) {
      settings.put("scorer", scorer.identity().id());
    }
    String wanted =
        Fingerprint.of("data-grade", settings, context.seed(), inputs, Versions.herder());
    try (RunLock lock = RunLock.acquire(config.out(), context.clock())) {
      lock.cleanLeftovers();
      requireSame(config.out(), wanted);
      Path graded = config.out().resolve(GRADED);
      RowJudge rows =
          new RowJudge(judge, scorer, config.aspects(), Sampling.greedy(config.maxNewTokens()));
      if (Files.exists(graded)) {
        context.talk().accept(graded + " already holds these labels");
      } else {
        Path partial = config.out().resolve(GRADED + ".partial");
        Labelling labelling = new Labelling(config, context, rows);
        long written = labelling.write(partial);
        if (labelling.stopped) {
          context.talk().accept("stopped after " + written + " rows");
          return new Result(false, written, labelling.unreadable, Map.of(), rows.retried(), 0);
        }
        Files.move(partial, graded, StandardCopyOption.ATOMIC_MOVE);
      }
      GradeSummary summary =
          GradeSummary.of(graded, config.data(), config.aspects(), scorer != null);
      if (RunManifest.finished(config.out(), wanted).isEmpty()) {
        finish(config.out(), context, started, wanted, settings, inputs, summary);
      }
      if (summary.rows() > 0 && summary.labelled() == 0) {
        throw new RunFailure(
            "no row of "
                + graded
                + " got a label ("
                + summary.rows()
                + " rows): the judge gave no answer of the form that is asked for, or the rows did"
                + " not fit; ask another judge, or allow longer answers, and choose another --out");
      }
      return new Result(
          true,
          summary.rows(),
          summary.unreadable(),
          summary.missing(),
          rows.retried(),
          summary.shortened());
    }
  }

  private static void requireSame(Path out, String wanted) throws IOException {
    Path made = out.resolve("graded.fingerprint");
    if (!Files.exists(made)) {
      if (Files.exists(out.resolve(GRADED))) {
        throw new UserError(
            out.resolve(GRADED)
                + ": is there, but not "
                + made.getFileName()
                + " that says what labelled it; choose another --out, or delete it to label anew");
      }
      AtomicFiles.writeString(made, wanted + "\n");
    } else if (!Files.readString(made).equals(wanted + "\n")) {
      throw new UserError(
          out
              + ": holds labels of other rows, another judge, or other settings; choose another"
              + " --out, or delete it to label anew");
    }
  }

  private static void finish(
      Path out,
      RunContext context,
      Instant started,
      String fingerprint,
      ObjectNode settings,
      List<Artifact> inputs,
      GradeSummary summary)
      throws IOException {
    AtomicFiles.writeString(out.resolve(Step.SUMMARY), summary.json());
    AtomicFiles.writeString(out.resolve(Step.REPORT), new GradeReport(summary, settings).html());
    new RunManifest(
            "data-grade",
            fingerprint,
            settings,
            context.seed(),
            inputs,
            List.of(
                Artifact.output(out, out.resolve(GRADED), summary.rows()),
                Artifact.output(out, out.resolve(Step.SUMMARY), null),
                Artifact.output(out, out.resolve(Step.REPORT), null)),
            new RowCounts(
                summary.rows() + summary.unreadable(),
                summary.rows(),
                Map.of(Drop.UNREADABLE, summary.unreadable()),
                Map.of()),
            Versions.collect(Map.of()),
            Map.of(),
            started,
            context.clock().instant())
        .write(out);
  }

  /** One run over the rows that are not labelled yet. */
  private static final class Labelling {
    private final Config config;
    private final RunContext context;
    private final RowJudge judge;
    private long unreadable;
    private boolean stopped;

    Labelling(Config config, RunContext context, RowJudge judge) {
      this.config = config;
      this.context = context;
      this.judge = judge;
    }

    long write(Path partial) throws IOException {
      context.metrics().begin("grade", 0, 0);
      long done;
      try (JsonlWriter writer = JsonlWriter.append(partial);
          WholeRows rows = WholeRows.open(config.data())) {
        done = lines(partial);
        if (done > 0) {
          context.talk().accept("going on after row " + done);
        }
        long place = 0;
        List<WholeRow> group = group(rows);
        while (!group.isEmpty()) {
          if (place + group.size() > done) {
            List<Map<String, Object>> labels = judge.labels(group);
            // A judge that was stopped has left out answers: the group is asked about again.
            if (context.stopRequested().getAsBoolean()) {
              stopped = true;
              return Math.max(done, place);
            }
            for (int i = 0; i < group.size(); i++) {
              if (place + i >= done) {
                writer.write(labelled(group.get(i), labels.get(i)));
              }
            }
            writer.commit();
            context.metrics().accept(place + group.size(), Map.of());
          }
          place += group.size();
          group = group(rows);
        }
        return Math.max(done, place);
      }
    }

    private static long lines(Path file) throws IOException {
      try (Stream<String> lines = Files.lines(file)) {
        return lines.count();
      }
    }

    private List<WholeRow> group(WholeRows rows) throws IOException {
      List<WholeRow> group = new ArrayList<>();
      while (group.size() < GROUP) {
        WholeRow row = rows.next();
        if (row == null) {
          break;
        }
        if (row.row() == null) {
          unreadable++;
          context.talk().accept("left out: " + row.problem());
        } else {
          group.add(row);
        }
      }
      return group;
    }

    private static Map<String, Object> labelled(WholeRow row, Map<String, Object> labels) {
      Map<String, Object> object = new LinkedHashMap<>();
      if (row.object() != null) {
        object.putAll(row.object());
      }
      object.putAll(labels);
      return object;
    }
  }
}
