package dev.herder.eval.winrate;

import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Sampling;
import dev.herder.eval.Conditions;
import dev.herder.eval.Evaluated;
import dev.herder.eval.Figure;
import dev.herder.eval.ItemResult;
import dev.herder.eval.Suite;
import dev.herder.eval.SuiteInput;
import dev.herder.eval.SuiteOptions;
import dev.herder.eval.SuiteResult;
import dev.herder.eval.items.ItemFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** How often a model's answers beat those of an opponent. */
public final class WinRate implements Suite {
  @Override
  public String name() {
    return "win-rate";
  }

  @Override
  public String description() {
    return "Wins over an opponent's answers, by a judge in both orders or by scores.";
  }

  @Override
  public SuiteResult evaluate(SuiteInput input, Evaluated model) throws IOException {
    SuiteOptions options = input.options();
    Comparing comparing = comparing(input);
    Sampling sampling = Sampling.greedy(options.whole("max-new-tokens", 1024, 1, 1 << 20));
    options.requireAllRead(name());
    List<PairItem> items = ItemFile.read(input.prompts(), PairItem::parse);
    List<String> answers = new ArrayList<>();
    for (List<Completion> each :
        model.answers(items.stream().map(PairItem::row).toList(), sampling)) {
      answers.add(each.get(0).text());
    }
    List<Comparison> comparisons = comparing.compare(items, answers);
    LengthControl control = control(items, answers, comparisons);
    List<ItemResult> results = results(items, answers, comparisons, control);
    List<Figure> figures =
        Stream.of("win_rate", "win_rate_length_controlled", "wins", "ties", "losses", "consistent")
            .map(name -> Figure.mean(name, results))
            .toList();
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.putAll(comparing.settings());
    settings.putAll(model.settings(sampling));
    return new SuiteResult(
        name(),
        results,
        figures,
        List.of(),
        conditions(items, settings),
        notes(comparisons, control));
  }

  private static Comparing comparing(SuiteInput input) {
    SuiteOptions options = input.options();
    Optional<String> file = options.text("scores");
    int ways =
        (input.judge().isPresent() ? 1 : 0)
            + (input.scorer().isPresent() ? 1 : 0)
            + (file.isPresent() ? 1 : 0);
    if (ways != 1) {
      throw new UserError(
          "win-rate: expected one of a judge, a reward model (or verifier), and the option"
              + " scores=FILE (the model's answers with scores), found "
              + ways);
    }
    boolean swap = options.flag("swap", true);
    int judgeTokens = options.whole("judge-max-new-tokens", 512, 1, 1 << 20);
    double margin = options.number("tie-margin", 0, 0, Double.MAX_VALUE);
    if (input.judge().isPresent()) {
      return new Comparing.ByJudge(input.judge().get(), swap, judgeTokens);
    }
    return file.isPresent()
        ? new Comparing.ByFile(Path.of(file.get()), margin)
        : new Comparing.ByScorer(input.scorer().orElseThrow(), margin);
  }

  private static LengthControl control(
      List<PairItem> items, List<String> answers, List<Comparison> comparisons) {
    double[] preferences = new double[items.size()];
    double[] differences = new double[items.size()];
    for (int i = 0; i < preferences.length; i++) {
      preferences[i] = comparisons.get(i).preference();
      differences[i] = length(answers.get(i)) - length(items.get(i).answer());
    }
    return LengthControl.fit(preferences, differences);
  }

  private static double length(String text) {
    return text.codePointCount(0, text.length());
  }

  private static List<ItemResult> results(
      List<PairItem> items,
      List<String> answers,
      List<Comparison> comparisons,
      LengthControl control) {
    double[] controlled = control.controlled();
    List<ItemResult> results = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      double preference = comparisons.get(i).preference();
      Map<String, Double> measures = new LinkedHashMap<>();
      measures.put("win_rate", preference);
      measures.put("win_rate_length_controlled", controlled[i]);
      measures.put("wins", preference == 1 ? 1.0 : 0.0);
      measures.put("ties", preference == 0.5 ? 1.0 : 0.0);
      measures.put("losses", preference == 0 ? 1.0 : 0.0);
      measures.put("consistent", comparisons.get(i).consistent() ? 1.0 : 0.0);
      measures.put("characters", length(answers.get(i)));
      measures.put("opponent_characters", length(items.get(i).answer()));
      results.add(
          new ItemResult(
              String.valueOf(i + 1),
              List.of(),
              measures,
              items.get(i).asked(),
              List.of(answers.get(i), items.get(i).answer()),
              comparisons.get(i).reasons()));
    }
    return results;
  }

  private static Conditions conditions(List<PairItem> items, Map<String, Object> settings) {
    List<Row.Prompt> rows =
        items.stream()
            .map(
                item ->
                    new Row.Prompt(item.source(), item.prompt(), Map.of("opponent", item.answer())))
            .toList();
    return Conditions.of(rows, Verdict.question("", "", ""), settings);
  }

  private static List<String> notes(List<Comparison> comparisons, LengthControl control) {
    List<String> notes = new ArrayList<>();
    notes.add(
        String.format(
            Locale.ROOT,
            "length: effect %.3f on the log-odds of a win (above 0: longer answers win)",
            control.effect()));
    int unread = comparisons.stream().mapToInt(Comparison::unread).sum();
    if (unread > 0) {
      notes.add(unread + " of the judge's answers had no verdict and count as ties");
    }
    return notes;
  }
}
