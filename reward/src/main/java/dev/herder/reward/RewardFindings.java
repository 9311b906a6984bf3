package dev.herder.reward;

import dev.herder.core.data.PreferenceStrength;
import dev.herder.core.data.Source;
import dev.herder.core.report.Figures;
import dev.herder.core.report.Series;
import dev.herder.core.report.html.Cards;
import dev.herder.core.report.html.DataTable;
import dev.herder.core.report.html.HistogramChart;
import dev.herder.core.report.html.Histograms;
import dev.herder.core.report.html.LineChart;
import dev.herder.core.report.html.LineCharts;
import dev.herder.core.report.html.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** What {@code report.html} says of a reward model beside its curves. */
final class RewardFindings {
  private final String where;
  private final List<Judged> judged;
  private final Map<String, Map<Source, double[]>> others;

  /**
   * Findings on rows.
   *
   * @param where which rows they are, for the headings
   * @param judged the rows with this model's scores
   * @param others the scores of further models by their names
   */
  RewardFindings(String where, List<Judged> judged, Map<String, Map<Source, double[]>> others) {
    this.where = where;
    this.judged = List.copyOf(judged);
    this.others = new LinkedHashMap<>(others);
  }

  List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    Verdict all = Verdict.of(judged, one -> true);
    Calibration calibration = Calibration.of(Verdict.margins(judged));
    sections.add(cards(all, calibration));
    sections.add(byStrength(all));
    sections.add(reliability(calibration));
    sections.add(bins(calibration));
    sections.add(histograms());
    if (!others.isEmpty()) {
      sections.add(ensemble());
    }
    return sections;
  }

  private Cards cards(Verdict all, Calibration calibration) {
    double[] scores = judged.stream().flatMapToDouble(j -> DoubleStream.of(j.scores())).toArray();
    double[] lengths =
        judged.stream()
            .flatMapToDouble(
                j -> IntStream.range(0, j.ranking().size()).mapToDouble(i -> j.ranking().length(i)))
            .toArray();
    return new Cards(
        "Judgement on " + where,
        List.of(
            new Cards.Card(
                "Accuracy", Figures.share(all.accuracy()), "of " + all.pairs() + " pairs"),
            new Cards.Card(
                "Longer wins", Figures.share(all.longerWins()), "what length alone would reach"),
            new Cards.Card(
                "ECE", Figures.share(calibration.expectedError()), "confidence against accuracy"),
            new Cards.Card(
                "Score and length",
                Figures.compact(Verdict.correlation(scores, lengths), 3),
                "correlation over answers"),
            new Cards.Card(
                "Margin and length",
                Figures.compact(Verdict.correlation(Verdict.margins(judged), lengthMargins()), 3),
                "correlation within pairs"),
            new Cards.Card("Margin", Figures.compact(all.margin(), 3), "mean of better - worse")));
  }

  private double[] lengthMargins() {
    return judged.stream()
        .flatMapToDouble(
            one -> {
              double[] lengths = new double[one.ranking().size()];
              for (int i = 0; i < lengths.length; i++) {
                lengths[i] = one.ranking().length(i);
              }
              return Verdict.margins(lengths);
            })
        .toArray();
  }

  private DataTable byStrength(Verdict all) {
    List<List<Object>> rows = new ArrayList<>();
    for (PreferenceStrength strength : PreferenceStrength.values()) {
      Verdict verdict = Verdict.of(judged, j -> j.strength().equals(Optional.of(strength)));
      if (verdict.pairs() > 0) {
        rows.add(row(strength.id(), verdict));
      }
    }
    Verdict without = Verdict.of(judged, j -> j.strength().isEmpty());
    if (without.pairs() > 0) {
      rows.add(row("no strength given", without));
    }
    rows.add(row("all", all));
    return new DataTable(
        "Accuracy by strength",
        List.of("strength", "pairs", "accuracy", "mean margin", "longer wins"),
        rows);
  }

  private static List<Object> row(String name, Verdict verdict) {
    return List.of(
        name, verdict.pairs(), verdict.accuracy(), verdict.margin(), verdict.longerWins());
  }

  private static LineCharts reliability(Calibration calibration) {
    double[] x = calibration.bins().stream().mapToDouble(Calibration.Bin::confidence).toArray();
    double[] y = calibration.bins().stream().mapToDouble(Calibration.Bin::accuracy).toArray();
    return new LineCharts(
        "Calibration",
        List.of(
            new LineChart(
                "Reliability",
                "accuracy of the pairs of a confidence",
                "confidence",
                List.of(
                    Series.of("accuracy", x, y),
                    Series.of("calibrated", new double[] {0.5, 1}, new double[] {0.5, 1})),
                false,
                false)));
  }

  private static DataTable bins(Calibration calibration) {
    List<List<Object>> rows = new ArrayList<>();
    for (Calibration.Bin bin : calibration.bins()) {
      rows.add(
          List.of(
              Figures.share(bin.from()) + " to " + Figures.share(bin.to()),
              bin.pairs(),
              bin.confidence(),
              bin.accuracy()));
    }
    return new DataTable(
        "Confidence", List.of("confidence", "pairs", "mean confidence", "accuracy"), rows);
  }

  private Histograms histograms() {
    Map<String, double[]> scores = new LinkedHashMap<>();
    scores.put("best", judged.stream().mapToDouble(j -> j.scores()[0]).toArray());
    scores.put(
        "others",
        judged.stream().flatMapToDouble(j -> DoubleStream.of(j.scores()).skip(1)).toArray());
    return new Histograms(
        "Scores",
        List.of(
            HistogramChart.of("Scores of answers", "", scores),
            HistogramChart.of(
                "Margins", "better - worse", Map.of("margin", Verdict.margins(judged)))));
  }

  /** Each further model's accuracy, and how often it orders a pair as this one does. */
  private DataTable ensemble() {
    List<List<Object>> rows = new ArrayList<>();
    others.forEach(
        (name, scores) -> {
          long pairs = 0;
          long same = 0;
          long right = 0;
          for (Judged one : judged) {
            double[] theirs = scores.get(one.ranking().source());
            if (theirs == null) {
              continue;
            }
            double[] own = Verdict.margins(one.scores()).toArray();
            double[] other = Verdict.margins(theirs).toArray();
            for (int i = 0; i < own.length; i++) {
              pairs++;
              same += own[i] > 0 == other[i] > 0 ? 1 : 0;
              right += other[i] > 0 ? 1 : 0;
            }
          }
          rows.add(List.of(name, pairs, (double) right / pairs, (double) same / pairs));
        });
    long unanimous = 0;
    long pairs = 0;
    for (Judged one : judged) {
      double[] own = Verdict.margins(one.scores()).toArray();
      List<double[]> theirs =
          others.values().stream()
              .map(scores -> scores.get(one.ranking().source()))
              .filter(Objects::nonNull)
              .map(scores -> Verdict.margins(scores).toArray())
              .toList();
      for (int i = 0; i < own.length; i++) {
        int at = i;
        pairs++;
        unanimous += theirs.stream().allMatch(m -> m[at] > 0 == own[at] > 0) ? 1 : 0;
      }
    }
    rows.add(List.of("all of them and this model", pairs, "", (double) unanimous / pairs));
    return new DataTable(
        "Ensemble", List.of("model", "pairs", "accuracy", "agrees with this model"), rows);
  }
}
