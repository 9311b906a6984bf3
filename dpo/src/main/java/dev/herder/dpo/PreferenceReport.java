package dev.herder.dpo;

import dev.herder.core.report.html.HistogramChart;
import dev.herder.core.report.html.Histograms;
import dev.herder.core.report.html.Section;
import dev.herder.dpo.loss.ExampleLogProbs;
import dev.herder.dpo.loss.PreferenceLoss;
import dev.herder.dpo.loss.WeightedLoss;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Distributions of rewards and log-probabilities before and after the training. */
final class PreferenceReport {
  /** How many training examples are looked at where nothing is held out. */
  static final int SAMPLE = 64;

  private final WeightedLoss loss;
  private final List<ExampleLogProbs> before;
  private final List<ExampleLogProbs> after;

  PreferenceReport(WeightedLoss loss, List<ExampleLogProbs> before, List<ExampleLogProbs> after) {
    this.loss = loss;
    this.before = before;
    this.after = after;
  }

  /**
   * The sections.
   *
   * @param of names the examples
   */
  List<Section> sections(String of) {
    List<HistogramChart> charts = new ArrayList<>();
    if (loss.needs() == PreferenceLoss.Needs.LABELS) {
      charts.add(chart("Rewards of good answers", "", good(true), e -> loss.reward(e.chosen())));
      charts.add(chart("Rewards of bad answers", "", good(false), e -> loss.reward(e.chosen())));
    } else {
      charts.add(
          chart(
              "Reward margins",
              "",
              both(),
              e -> loss.reward(e.chosen()) - loss.reward(e.rejected())));
      charts.add(chart("Chosen answers", "nats per token", both(), e -> e.chosen().average()));
      charts.add(chart("Rejected answers", "nats per token", both(), e -> e.rejected().average()));
    }
    return List.of(new Histograms("Before and after, " + of, charts));
  }

  private Map<String, List<ExampleLogProbs>> both() {
    Map<String, List<ExampleLogProbs>> map = new LinkedHashMap<>();
    map.put("before", before);
    map.put("after", after);
    return map;
  }

  private Map<String, List<ExampleLogProbs>> good(boolean wanted) {
    Map<String, List<ExampleLogProbs>> map = new LinkedHashMap<>();
    both()
        .forEach(
            (name, all) ->
                map.put(name, all.stream().filter(e -> e.desirable() == wanted).toList()));
    return map;
  }

  private static HistogramChart chart(
      String title,
      String unit,
      Map<String, List<ExampleLogProbs>> examples,
      ToDoubleFunction<ExampleLogProbs> figure) {
    Map<String, double[]> samples = new LinkedHashMap<>();
    examples.forEach((name, all) -> samples.put(name, all.stream().mapToDouble(figure).toArray()));
    return HistogramChart.of(title, unit, samples);
  }
}
