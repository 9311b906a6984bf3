package dev.herder.core.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.herder.core.report.MetricTable;
import dev.herder.core.report.MetricsFile;
import dev.herder.core.report.Series;
import dev.herder.core.report.html.Cards.Card;
import dev.herder.core.report.html.Notes.Note;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingReportTest {
  @TempDir Path directory;

  private MetricTable table(List<Map<String, Object>> steps) throws IOException {
    Path file = directory.resolve("metrics.jsonl");
    try (MetricsFile metrics = MetricsFile.create(file)) {
      for (int i = 0; i < steps.size(); i++) {
        metrics.accept(i + 1, steps.get(i));
      }
    }
    return MetricTable.read(file);
  }

  private static Map<String, Object> metrics(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }

  private static JsonNode json(String text) throws IOException {
    return new JsonMapper().readTree(text);
  }

  /** Every chart of the sections as "section: chart [series, ...]". */
  private static List<String> charts(List<Section> sections) {
    List<String> charts = new ArrayList<>();
    for (Section section : sections) {
      if (section instanceof LineCharts lines) {
        for (LineChart chart : lines.charts()) {
          List<String> names = chart.series().stream().map(Series::name).toList();
          charts.add(section.title() + ": " + chart.title() + " " + names);
        }
      }
    }
    return charts;
  }

  @Test
  void everyMetricFindsItsChart() throws IOException {
    MetricTable table =
        table(
            List.of(
                metrics(
                    "loss",
                    2,
                    "grad_norm",
                    1,
                    "learning_rate",
                    1e-5,
                    "num_tokens",
                    100,
                    "epoch",
                    0.1,
                    "tokens_per_second",
                    90,
                    "mfu",
                    0.5,
                    "peak_rss_mib",
                    2048,
                    "rewards/accuracies",
                    0.5,
                    "rewards/chosen",
                    0.1,
                    "rewards/rejected",
                    -0.1,
                    "entropy",
                    3,
                    "eval_mean_token_accuracy",
                    0.25,
                    "mean_token_accuracy",
                    0.75,
                    "logps/chosen",
                    -10,
                    "eval_loss",
                    2.25,
                    "eval_rewards/chosen",
                    0.2)));
    assertEquals(
        List.of(
            "Training: Loss [loss, eval_loss]",
            "Training: Gradient norm [grad_norm]",
            "Training: Learning rate [learning_rate]",
            "Rewards: rewards [rewards/chosen, eval_rewards/chosen, rewards/rejected]",
            "Rewards: rewards/accuracies [rewards/accuracies]",
            "Logps: logps [logps/chosen]",
            "Other metrics: entropy [entropy]",
            "Other metrics: mean_token_accuracy [mean_token_accuracy, eval_mean_token_accuracy]",
            "Speed and memory: Throughput [tokens_per_second]",
            "Speed and memory: Model FLOPs utilisation [mfu]",
            "Speed and memory: Peak memory [peak_rss_mib]"),
        charts(TrainingReport.sections(table, json("{}"))));
    LineCharts speed = (LineCharts) TrainingCurves.sections(table).get(4);
    assertEquals("GiB", speed.charts().get(2).unit());
    assertEquals(2, speed.charts().get(2).series().get(0).y(0));
  }

  @Test
  void cardsShowTheKeyFigures() throws IOException {
    MetricTable table =
        table(
            List.of(
                metrics("loss", 2.5, "num_tokens", 1200, "tokens_per_second", 90, "mfu", 0.25),
                metrics(
                    "loss",
                    0.75,
                    "num_tokens",
                    2500,
                    "tokens_per_second",
                    110,
                    "mfu",
                    0.75,
                    "peak_rss_mib",
                    512,
                    "eval_loss",
                    1.5),
                metrics(
                    "loss",
                    1.25,
                    "num_tokens",
                    3700,
                    "tokens_per_second",
                    100,
                    "mfu",
                    0.5,
                    "peak_rss_mib",
                    256)));
    JsonNode manifest = json("{\"seconds\":75,\"rows\":{\"read\":1000,\"used\":990}}");
    Section cards = TrainingReport.sections(table, manifest).get(0);
    assertEquals(
        new Cards(
            "",
            List.of(
                new Card("Loss", "1.25", "from 2.5, least 0.75"),
                new Card("Evaluation loss", "1.5", "from 1.5, least 1.5"),
                new Card("Steps", "3", ""),
                new Card("Tokens", "3.7k", ""),
                new Card("Tokens per second", "100", "median of the steps"),
                new Card("MFU", "50 %", "median of the steps"),
                new Card("Memory", "512 MiB", "at most"),
                new Card("Time", "1 min 15 s", ""),
                new Card("Rows used", "990", "of 1,000 read"))),
        cards);
  }

  @Test
  void theManifestMakesTheRest() throws IOException {
    JsonNode manifest =
        json(
            """
            {"settings":{"seed":42},"machine":{"dtype":"float32"},"versions":{},
             "inputs":[{"path":"a.jsonl","rows":7,"sha256":"ab"},{"path":"m","sha256":"cd"}],
             "outputs":[],"rows":{"read":7,"used":7}}""");
    List<Section> sections = TrainingReport.sections(MetricTable.empty(), manifest);
    assertEquals(
        List.of("", "Rows", "Settings", "Machine", "Inputs"),
        sections.stream().map(Section::title).toList());
    assertEquals(
        new DataTable(
            "Inputs",
            List.of("file", "rows", "SHA-256"),
            List.of(List.of("a.jsonl", 7L, "ab"), List.of("m", "", "cd"))),
        sections.get(4));
  }

  @Test
  void aRunWithoutAnythingStillHasAReport() throws IOException {
    String html = HtmlReport.forTraining("t", "s", MetricTable.empty(), json("{}")).html();
    assertTrue(html.contains("<dt>Steps</dt><dd>0</dd>"));
    MetricTable table = table(List.of(metrics("loss", Double.NaN)));
    assertTrue(HtmlReport.forTraining("t", "s", table, json("{}")).html().contains("No values."));
  }

  @Test
  void alarmsNameTheStep() throws IOException {
    MetricTable table =
        table(
            List.of(
                metrics("loss", 1, "grad_norm", 100),
                metrics("loss", Double.NaN, "grad_norm", 250),
                metrics("loss", 1, "grad_norm", 1234),
                metrics("loss", Double.POSITIVE_INFINITY, "grad_norm", 2)));
    assertEquals(
        List.of(
            new Note(Tone.BAD, "loss is NaN or infinite at 2 steps, first at step 2."),
            new Note(
                Tone.WARNING,
                "grad_norm is above 100 at 2 steps, 1.23k at step 3: a lower learning rate or a"
                    + " longer warm-up may help.")),
        TrainingAlarms.of(table));
    assertTrue(TrainingReport.sections(table, json("{}")).get(1) instanceof Notes);
    assertEquals(List.of(), TrainingAlarms.of(MetricTable.empty()));
  }
}
