package dev.herder.cli.command;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.UserError;
import dev.herder.core.run.AtomicFiles;
import dev.herder.eval.compare.Comparison;
import dev.herder.eval.compare.ComparisonReport;
import dev.herder.eval.compare.Pooled;
import dev.herder.eval.report.Evaluation;
import dev.herder.eval.reward.PerplexityRatio;
import dev.herder.eval.reward.RewardComparison;
import dev.herder.eval.reward.ScoreSample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code eval --compare} and {@code eval --compare-scores}. */
record EvalComparison(EvalCommand.Settings settings) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * What was found.
   *
   * @param text for a terminal
   * @param json everything, for a program
   * @param summary what stands under the text
   */
  record Outcome(
      String text, Map<String, @Nullable Object> json, Map<String, @Nullable Object> summary) {}

  /** Two results, item by item. */
  Outcome results() throws IOException {
    requireTwo("--compare", settings.compare().size());
    Comparison comparison =
        Comparison.of(
            side(settings.compare().get(0)),
            side(settings.compare().get(1)),
            settings.correction(),
            settings.anyConditions());
    ComparisonReport report = new ComparisonReport(comparison);
    write(report.json(), report::write);
    return outcome(report.text(), report.json(), comparison.pairs().size());
  }

  private static Evaluation side(String paths) throws IOException {
    List<Evaluation> runs = new ArrayList<>();
    for (String path : paths.split(",", -1)) {
      if (path.isBlank()) {
        throw new UserError(
            "--compare: found '" + paths + "', expected results with single commas between them");
      }
      runs.add(Evaluation.read(Path.of(path)));
    }
    return Pooled.of(runs);
  }

  /** Two distributions of scores. */
  Outcome scores() throws IOException {
    int files = settings.compareScores().size();
    if (files != 4) {
      requireTwo("--compare-scores", files);
    }
    RewardComparison comparison =
        RewardComparison.of(
            ScoreSample.read(settings.compareScores().get(0)),
            ScoreSample.read(settings.compareScores().get(1)),
            new RewardComparison.Rule(settings.level(), settings.distance()));
    if (files == 4) {
      comparison =
          comparison.with(
              PerplexityRatio.read(
                  settings.compareScores().get(2), settings.compareScores().get(3)));
    }
    write(comparison.json(), comparison::write);
    return outcome(
        comparison.text(),
        comparison.json(),
        comparison.first().scores().length + comparison.second().scores().length);
  }

  /** Writes a folder of reports. */
  private interface Folder {
    void write(Path folder) throws IOException;
  }

  private void write(ObjectNode json, Folder reports) throws IOException {
    Path out = settings.out();
    if (out == null) {
      return;
    }
    if (Evaluation.isOneFile(out)) {
      AtomicFiles.writeString(out, json.toPrettyString() + "\n");
    } else {
      reports.write(out);
    }
  }

  private Outcome outcome(String text, ObjectNode found, long rows) {
    Map<String, @Nullable Object> summary = new LinkedHashMap<>();
    Path out = settings.out();
    if (out != null) {
      summary.put("out", out.toString());
    }
    summary.put("rows", rows);
    Map<String, @Nullable Object> json = new LinkedHashMap<>(summary);
    json.putAll(JSON.convertValue(found, new TypeReference<Map<String, Object>>() {}));
    return new Outcome(text, json, summary);
  }

  private static void requireTwo(String option, int found) {
    if (found != 2) {
      throw new UserError(option + ": found " + found + ", expected two");
    }
  }
}
