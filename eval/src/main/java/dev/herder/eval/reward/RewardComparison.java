package dev.herder.eval.reward;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.UserError;
import dev.herder.core.report.ConsoleTable;
import dev.herder.core.report.Figures;
import dev.herder.core.report.Stats;
import dev.herder.core.report.html.Cards;
import dev.herder.core.report.html.DataTable;
import dev.herder.core.report.html.HistogramChart;
import dev.herder.core.report.html.Histograms;
import dev.herder.core.report.html.HtmlReport;
import dev.herder.core.report.html.Notes;
import dev.herder.core.report.html.Tone;
import dev.herder.core.run.AtomicFiles;
import dev.herder.core.run.OutputFolder;
import dev.herder.eval.stats.Bootstrap;
import dev.herder.eval.stats.EffectSize;
import dev.herder.eval.stats.KolmogorovSmirnov;
import dev.herder.eval.stats.PairedBootstrap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The rewards of two models' answers, compared as distributions: what accuracy cannot see because
 * it counts only right and wrong.
 *
 * <p>The two are told apart if the Kolmogorov-Smirnov test finds a difference at the level and the
 * distance is at least the threshold: the first keeps chance out, the second differences that are
 * certain but too small to matter.
 *
 * @param first the model to compare with
 * @param second the other one, such as its quantised twin
 * @param rule what counts as different
 * @param test the distributions' distance
 * @param effect Cohen's d, second minus first
 * @param paired the mean difference of answers to the same prompts; empty if the prompts differ
 * @param perplexity how likely both find the same texts, if that was asked
 */
public record RewardComparison(
    ScoreSample first,
    ScoreSample second,
    Rule rule,
    KolmogorovSmirnov test,
    double effect,
    Optional<PairedBootstrap> paired,
    Optional<PerplexityRatio> perplexity) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * What counts as different.
   *
   * @param level the chance of telling apart what is the same, in (0, 1)
   * @param distance the least distance of the distribution functions that matters, 0 to 1
   */
  public record Rule(double level, double distance) {
    public Rule {
      if (!(level > 0 && level < 1) || !(distance >= 0 && distance <= 1)) {
        throw new UserError(
            "compare-scores: level "
                + level
                + " and distance "
                + distance
                + ", expected a level above 0 and below 1, and a distance from 0 to 1");
      }
    }

    /** Level 0.01, distance 0.05. */
    public static Rule usual() {
      return new Rule(0.01, 0.05);
    }
  }

  /**
   * Compares.
   *
   * @throws UserError if one has fewer than two scores
   */
  public static RewardComparison of(ScoreSample first, ScoreSample second, Rule rule) {
    for (ScoreSample each : List.of(first, second)) {
      if (each.scores().length < 2) {
        throw new UserError(each.name() + ": has fewer than 2 scores, expected more");
      }
    }
    return new RewardComparison(
        first,
        second,
        rule,
        KolmogorovSmirnov.of(first.scores(), second.scores()),
        EffectSize.ofSamples(first.scores(), second.scores()),
        first.asksTheSame(second)
            ? Optional.of(
                PairedBootstrap.ofMeans(first.scores(), second.scores(), Bootstrap.usual()))
            : Optional.empty(),
        Optional.empty());
  }

  /** The same with the perplexities of both, which then count too. */
  public RewardComparison with(PerplexityRatio both) {
    return new RewardComparison(first, second, rule, test, effect, paired, Optional.of(both));
  }

  /** Whether the two are told apart, by rewards or by perplexity. */
  public boolean different() {
    return apart() || perplexity.map(PerplexityRatio::different).orElse(false);
  }

  private boolean apart() {
    return test.p() < rule.level() && test.statistic() >= rule.distance();
  }

  /** What was found, and by which rule. */
  public String verdict() {
    return String.format(
        Locale.ROOT,
        "%s: distance %.4f, p %.2e; different means p below %s and a distance of at least %s.",
        apart() ? "DIFFERENT" : "alike",
        test.statistic(),
        test.p(),
        rule.level(),
        rule.distance());
  }

  /** As JSON. */
  public ObjectNode json() {
    ObjectNode json = JSON.createObjectNode();
    json.put("first", first.name());
    json.put("second", second.name());
    json.put("different", different());
    json.put("verdict", verdict());
    json.put("distance", test.statistic());
    json.put("p", test.p());
    json.put("level", rule.level());
    json.put("least_distance", rule.distance());
    json.put("effect", effect);
    paired.ifPresent(
        p -> {
          ObjectNode each = json.putObject("paired");
          each.put("mean_difference", p.difference());
          each.put("low", p.interval().low());
          each.put("high", p.interval().high());
          each.put("p", p.p());
        });
    perplexity.ifPresent(
        both -> {
          ObjectNode each = json.putObject("perplexity");
          each.put("first", both.first());
          each.put("second", both.second());
          each.put("ratio", both.ratio());
          each.put("tokens", both.tokens());
          each.put("different", both.different());
        });
    summaries()
        .forEach(
            (name, summary) -> {
              ObjectNode each = json.withObjectProperty("samples").putObject(name);
              each.put("n", summary.count());
              each.put("mean", summary.mean());
              each.put("deviation", summary.deviation());
              each.put("median", summary.median());
            });
    return json;
  }

  private Map<String, Stats.Summary> summaries() {
    Map<String, Stats.Summary> summaries = new LinkedHashMap<>();
    summaries.put("first", Stats.summary(first.scores()));
    summaries.put("second", Stats.summary(second.scores()));
    return summaries;
  }

  /** The table for a terminal. */
  public String text() {
    ConsoleTable table =
        ConsoleTable.of("", "file", "n", "mean", "deviation", "median").right(2, 3, 4, 5);
    summaries()
        .forEach(
            (name, s) ->
                table.row(
                    name,
                    name.equals("first") ? first.name() : second.name(),
                    s.count(),
                    Figures.compact(s.mean(), 4),
                    Figures.compact(s.deviation(), 4),
                    Figures.compact(s.median(), 4)));
    return table.plain() + "\n" + String.join("\n", remarks()) + "\n";
  }

  private List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    remarks.add(verdict());
    perplexity.ifPresent(both -> remarks.add(both.verdict()));
    remarks.add(String.format(Locale.ROOT, "Cohen's d is %+.4f.", effect));
    paired.ifPresent(
        p ->
            remarks.add(
                String.format(
                    Locale.ROOT,
                    "On the same prompts the second scores %+.4f (%+.4f to %+.4f) in the mean.",
                    p.difference(),
                    p.interval().low(),
                    p.interval().high())));
    return remarks;
  }

  /** {@code rewards.json} and {@code report.html} in a folder. */
  public void write(Path folder) throws IOException {
    OutputFolder.make(folder, folder);
    AtomicFiles.writeString(folder.resolve("rewards.json"), json().toPrettyString() + "\n");
    AtomicFiles.writeString(folder.resolve("report.html"), html());
  }

  private String html() {
    Map<String, double[]> samples = new LinkedHashMap<>();
    samples.put("first", first.scores());
    samples.put("second", second.scores());
    List<List<Object>> rows = new ArrayList<>();
    summaries()
        .forEach(
            (name, s) -> rows.add(List.of(name, s.count(), s.mean(), s.deviation(), s.median())));
    List<Cards.Card> cards = new ArrayList<>();
    cards.add(new Cards.Card("verdict", different() ? "different" : "alike", ""));
    cards.add(new Cards.Card("distance", Figures.compact(test.statistic()), ""));
    cards.add(new Cards.Card("p", Figures.compact(test.p()), ""));
    cards.add(new Cards.Card("Cohen's d", Figures.compact(effect), ""));
    perplexity.ifPresent(
        both -> cards.add(new Cards.Card("perplexity", Figures.compact(both.ratio(), 4), "ratio")));
    return HtmlReport.titled("Reward distributions", second.name() + " against " + first.name())
        .with(new Cards("", cards))
        .with(
            new Notes(
                "Verdict",
                remarks().stream()
                    .map(
                        text ->
                            new Notes.Note(
                                text.startsWith("DIFFERENT") ? Tone.BAD : Tone.PLAIN, text))
                    .toList()))
        .with(
            new Histograms(
                "Rewards", List.of(HistogramChart.of("reward of an answer", "", samples))))
        .with(new DataTable("Samples", List.of("", "n", "mean", "deviation", "median"), rows))
        .html();
  }
}
