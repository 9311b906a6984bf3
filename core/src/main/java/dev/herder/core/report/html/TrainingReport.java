package dev.herder.core.report.html;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.core.report.Figures;
import dev.herder.core.report.MetricTable;
import dev.herder.core.report.Series;
import dev.herder.core.report.Stats;
import dev.herder.core.report.html.Cards.Card;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/** Chooses what a report on a training run shows. */
final class TrainingReport {
  private final MetricTable metrics;
  private final JsonNode manifest;

  private TrainingReport(MetricTable metrics, JsonNode manifest) {
    this.metrics = metrics;
    this.manifest = manifest;
  }

  static List<Section> sections(MetricTable metrics, JsonNode manifest) {
    TrainingReport report = new TrainingReport(metrics, manifest);
    List<Section> sections = new ArrayList<>();
    sections.add(new Cards("", report.cards()));
    List<Notes.Note> alarms = TrainingAlarms.of(metrics);
    if (!alarms.isEmpty()) {
      sections.add(new Notes("", alarms));
    }
    sections.addAll(TrainingCurves.sections(metrics));
    if (manifest.path("rows").isObject()) {
      sections.add(Counts.ofRows("Rows", manifest.path("rows")));
    }
    report.addFacts(sections, "Settings", "settings");
    report.addFacts(sections, "Machine", "machine");
    report.addFacts(sections, "Versions", "versions");
    report.addArtifacts(sections, "Inputs", "inputs");
    report.addArtifacts(sections, "Outputs", "outputs");
    return sections;
  }

  private List<Card> cards() {
    List<Card> cards = new ArrayList<>();
    addLoss(cards, "loss", "Loss");
    addLoss(cards, "eval_loss", "Evaluation loss");
    cards.add(new Card("Steps", Figures.count(metrics.steps()), ""));
    metrics
        .series("num_tokens")
        .map(TrainingReport::last)
        .ifPresent(tokens -> cards.add(new Card("Tokens", Figures.compact(tokens), "")));
    addMedian(cards, "tokens_per_second", "Tokens per second", Figures::compact);
    addMedian(cards, "mfu", "MFU", Figures::share);
    for (String memory : List.of("peak_rss_mib", "memory_mib")) {
      metrics
          .series(memory)
          .map(series -> Stats.summary(series.values()).maximum())
          .ifPresent(mib -> cards.add(new Card("Memory", Figures.mebibytes(mib), "at most")));
      if (metrics.series(memory).isPresent()) {
        break;
      }
    }
    if (manifest.path("seconds").isNumber()) {
      cards.add(new Card("Time", Figures.duration(manifest.path("seconds").asDouble()), ""));
    }
    JsonNode rows = manifest.path("rows");
    if (rows.path("used").isNumber()) {
      String of = "of " + Figures.count(rows.path("read").asLong()) + " read";
      cards.add(new Card("Rows used", Figures.count(rows.path("used").asLong()), of));
    }
    return cards;
  }

  private void addLoss(List<Card> cards, String name, String label) {
    metrics
        .series(name)
        .filter(series -> series.finite() > 0)
        .ifPresent(
            series -> {
              Stats.Summary summary = Stats.summary(series.values());
              cards.add(
                  new Card(
                      label,
                      Figures.compact(last(series), 4),
                      "from "
                          + Figures.compact(series.y(0))
                          + ", least "
                          + Figures.compact(summary.minimum())));
            });
  }

  private void addMedian(List<Card> cards, String name, String label, DoubleFunction<String> show) {
    metrics
        .series(name)
        .map(series -> Stats.quantile(series.values(), 0.5))
        .ifPresent(median -> cards.add(new Card(label, show.apply(median), "median of the steps")));
  }

  private static double last(Series series) {
    double[] values = series.values();
    for (int i = values.length - 1; i >= 0; i--) {
      if (Double.isFinite(values[i])) {
        return values[i];
      }
    }
    return Double.NaN;
  }

  private void addFacts(List<Section> sections, String title, String key) {
    if (!manifest.path(key).isEmpty()) {
      sections.add(Facts.of(title, manifest.path(key)));
    }
  }

  private void addArtifacts(List<Section> sections, String title, String key) {
    if (manifest.path(key).isEmpty()) {
      return;
    }
    List<List<Object>> rows = new ArrayList<>();
    for (JsonNode artifact : manifest.path(key)) {
      JsonNode count = artifact.path("rows");
      rows.add(
          List.of(
              artifact.path("path").asText(),
              count.isNumber() ? (Object) count.asLong() : "",
              artifact.path("sha256").asText()));
    }
    sections.add(new DataTable(title, List.of("file", "rows", "SHA-256"), rows));
  }
}
