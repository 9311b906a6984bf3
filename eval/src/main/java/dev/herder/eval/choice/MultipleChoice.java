package dev.herder.eval.choice;

import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Continuation;
import dev.herder.core.generate.Likelihood;
import dev.herder.eval.Aggregate;
import dev.herder.eval.Conditions;
import dev.herder.eval.Evaluated;
import dev.herder.eval.Figure;
import dev.herder.eval.ItemResult;
import dev.herder.eval.Suite;
import dev.herder.eval.SuiteInput;
import dev.herder.eval.SuiteResult;
import dev.herder.eval.items.ItemFile;
import dev.herder.eval.items.UniqueNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Questions with choices: the most probable continuation, or the label that a written answer names.
 *
 * <p>Asked in several ways (labels, wordings, orders of the choices), it also measures how much the
 * answers depend on them, as section 5.1.2 of <a href="https://arxiv.org/abs/2407.21783">"The Llama
 * 3 Herd of Models"</a> does.
 */
public final class MultipleChoice implements Suite {
  @Override
  public String name() {
    return "multiple-choice";
  }

  @Override
  public String description() {
    return "Questions with choices (MMLU, ARC, HellaSwag, ...), by likelihood or as written.";
  }

  /** What came of one item in each variant. */
  private record Outcome(List<OptionalInt> chosen, List<Integer> places, ChoiceReport report) {}

  /** What the first variant shows to people and measures beyond right and wrong. */
  private record ChoiceReport(String asked, List<String> answered, Map<String, Double> more) {}

  @Override
  public SuiteResult evaluate(SuiteInput input, Evaluated model) throws IOException {
    ChoiceSettings settings = ChoiceSettings.read(input.options());
    input.options().requireAllRead(name());
    List<ChoiceItem> items =
        ItemFile.read(input.prompts(), ChoiceRows::parse).stream().map(settings::styled).toList();
    List<Outcome> outcomes =
        settings.written() ? written(items, settings, model) : likely(items, settings, model);
    List<ItemResult> results = results(items, settings, outcomes);
    return new SuiteResult(
        name(),
        results,
        figures(results, items, settings),
        categories(results, settings),
        conditions(items, settings, model),
        notes(items, settings, outcomes));
  }

  private static List<Outcome> likely(
      List<ChoiceItem> items, ChoiceSettings settings, Evaluated model) throws IOException {
    List<Continuation> asked = new ArrayList<>();
    for (Variant variant : settings.variants()) {
      for (ChoiceItem item : items) {
        ChoicePrompt.Choices choices = settings.prompt(variant, item).choices(variant.apply(item));
        Row.Prompt context = prompt(item, choices.context(), settings.chat());
        for (String each : choices.continuations()) {
          asked.add(new Continuation(context, settings.chat() ? each.strip() : each));
        }
      }
    }
    List<Likelihood> said = model.likelihoods(asked);
    List<Outcome> outcomes = new ArrayList<>();
    for (ChoiceItem item : items) {
      outcomes.add(new Outcome(new ArrayList<>(), new ArrayList<>(), report(item, settings)));
    }
    int at = 0;
    for (Variant variant : settings.variants()) {
      for (int i = 0; i < items.size(); i++) {
        ChoiceItem item = items.get(i);
        int n = item.choices().size();
        ChoiceScores scores = scores(asked.subList(at, at + n), said.subList(at, at + n));
        at += n;
        Outcome outcome = outcomes.get(i);
        int place = scores.best(Normalisation.NONE);
        outcome.chosen().add(OptionalInt.of(variant.original(item, place)));
        outcome.places().add(place);
        if (outcome.chosen().size() == 1) {
          measure(variant, item, scores, outcome.report());
        }
      }
    }
    return outcomes;
  }

  private static ChoiceScores scores(List<Continuation> asked, List<Likelihood> said) {
    return ChoiceScores.of(
        asked.stream().map(Continuation::text).toList(),
        said.stream().map(Likelihood::sum).toList(),
        said.stream().map(Likelihood::tokens).toList());
  }

  private static void measure(
      Variant variant, ChoiceItem item, ChoiceScores scores, ChoiceReport report) {
    for (Normalisation by : Normalisation.values()) {
      boolean right = variant.original(item, scores.best(by)) == item.answer();
      report.more().put(by.figure(), right ? 1.0 : 0.0);
    }
    int shown = variant.apply(item).answer();
    report.more().put("probability", scores.probability(shown));
    for (int i = 0; i < item.choices().size(); i++) {
      report
          .answered()
          .add(
              String.format(
                  Locale.ROOT,
                  "%s (log-probability %.5f, %d tokens)",
                  variant.apply(item).choices().get(i),
                  scores.sums().get(i),
                  scores.tokens().get(i)));
    }
  }

  private static ChoiceReport report(ChoiceItem item, ChoiceSettings settings) {
    Variant first = settings.variants().get(0);
    ChoicePrompt prompt = new ChoicePrompt(first.labels(), first.wording(), List.of());
    String asked =
        settings.written()
            ? prompt.written(first.apply(item))
            : prompt.choices(first.apply(item)).context();
    return new ChoiceReport(asked, new ArrayList<>(), new LinkedHashMap<>());
  }

  private static List<Outcome> written(
      List<ChoiceItem> items, ChoiceSettings settings, Evaluated model) throws IOException {
    List<Row.Prompt> prompts = new ArrayList<>();
    for (Variant variant : settings.variants()) {
      for (ChoiceItem item : items) {
        prompts.add(
            prompt(item, settings.prompt(variant, item).written(variant.apply(item)), true));
      }
    }
    List<List<Completion>> answers = model.answers(prompts, settings.sampling());
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      ChoiceItem item = items.get(i);
      Outcome outcome = new Outcome(new ArrayList<>(), new ArrayList<>(), report(item, settings));
      for (int v = 0; v < settings.variants().size(); v++) {
        Variant variant = settings.variants().get(v);
        String answer = answers.get(v * items.size() + i).get(0).text();
        ChoiceItem shown = variant.apply(item);
        OptionalInt place =
            new WrittenChoice(variant.labels().first(shown.choices().size()))
                .find(answer, shown.choices());
        outcome
            .chosen()
            .add(
                place.isPresent()
                    ? OptionalInt.of(variant.original(item, place.getAsInt()))
                    : OptionalInt.empty());
        outcome.places().add(place.orElse(-1));
        if (v == 0) {
          outcome.report().answered().add(answer);
          outcome.report().more().put("acc", right(outcome, 0, item) ? 1.0 : 0.0);
          outcome.report().more().put("answered", place.isPresent() ? 1.0 : 0.0);
        }
      }
      outcomes.add(outcome);
    }
    return outcomes;
  }

  private static boolean right(Outcome outcome, int variant, ChoiceItem item) {
    return outcome.chosen().get(variant).equals(OptionalInt.of(item.answer()));
  }

  private static Row.Prompt prompt(ChoiceItem item, String text, boolean chat) {
    Turns turns = chat ? new Turns.Chat(List.of(new Message("user", text))) : new Turns.Plain(text);
    return new Row.Prompt(item.source(), turns, Map.of());
  }

  private static List<ItemResult> results(
      List<ChoiceItem> items, ChoiceSettings settings, List<Outcome> outcomes) {
    UniqueNames ids = new UniqueNames();
    List<ItemResult> results = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      ChoiceItem item = items.get(i);
      Outcome outcome = outcomes.get(i);
      Map<String, Double> measures = new LinkedHashMap<>(outcome.report().more());
      if (settings.variants().size() > 1) {
        int all = 0;
        for (int v = 0; v < settings.variants().size(); v++) {
          boolean right = right(outcome, v, item);
          measures.put(variantMeasure(settings.variants().get(v)), right ? 1.0 : 0.0);
          all += right ? 1 : 0;
        }
        measures.put("acc_variants", (double) all / settings.variants().size());
        measures.put("acc_every", all == settings.variants().size() ? 1.0 : 0.0);
        measures.put("consistent", outcome.chosen().stream().distinct().count() == 1 ? 1.0 : 0.0);
      }
      List<String> reasons =
          right(outcome, 0, item)
              ? List.of()
              : List.of(
                  (outcome.chosen().get(0).isEmpty() ? "names no choice" : "chose another")
                      + "; right is: "
                      + item.choices().get(item.answer()));
      results.add(
          new ItemResult(
              ids.unique(item.id()),
              item.category().isEmpty() ? List.of() : List.of(item.category()),
              measures,
              outcome.report().asked(),
              outcome.report().answered(),
              reasons));
    }
    return results;
  }

  private static String variantMeasure(Variant variant) {
    return "acc[" + variant.id() + "]";
  }

  private static List<Figure> figures(
      List<ItemResult> results, List<ChoiceItem> items, ChoiceSettings settings) {
    List<String> names = new ArrayList<>(List.of("acc"));
    if (settings.written()) {
      names.add("answered");
    } else {
      if (items.stream().anyMatch(item -> item.style() != ChoiceItem.Style.LETTERS)) {
        names.addAll(List.of("acc_norm", "acc_tokens"));
      }
      names.add("probability");
    }
    if (settings.variants().size() > 1) {
      names.addAll(List.of("acc_variants", "acc_every", "consistent"));
    }
    return names.stream().map(name -> Figure.mean(name, results)).toList();
  }

  private static List<Figure> categories(List<ItemResult> results, ChoiceSettings settings) {
    List<Figure> categories = new ArrayList<>(Figure.byTag("acc", results));
    if (settings.variants().size() > 1) {
      for (Variant variant : settings.variants()) {
        categories.add(
            Figure.of("acc/" + variant.id(), new Aggregate.Mean(variantMeasure(variant)), results));
      }
    }
    return categories;
  }

  private static Conditions conditions(
      List<ChoiceItem> items, ChoiceSettings settings, Evaluated model) {
    List<Row.Prompt> rows = new ArrayList<>();
    for (ChoiceItem item : items) {
      rows.add(
          new Row.Prompt(
              item.source(),
              new Turns.Plain(item.question()),
              Map.of(
                  "choices", item.choices(), "answer", item.answer(), "style", item.style().id())));
    }
    StringBuilder template = new StringBuilder();
    ChoiceItem sample = items.get(0);
    for (Variant variant : settings.variants()) {
      ChoicePrompt prompt = settings.prompt(variant, sample);
      template.append(
          settings.written() ? prompt.written(sample) : prompt.choices(sample).context());
    }
    return Conditions.of(rows, template.toString(), settings.describe(model));
  }

  /** How often each place was chosen: a model that guesses likes one of them. */
  private static List<String> notes(
      List<ChoiceItem> items, ChoiceSettings settings, List<Outcome> outcomes) {
    List<String> notes = new ArrayList<>();
    if (items.stream().allMatch(item -> item.style() == ChoiceItem.Style.LETTERS)) {
      Map<String, Integer> byPlace = new TreeMap<>();
      for (int i = 0; i < items.size(); i++) {
        for (int v = 0; v < settings.variants().size(); v++) {
          int place = outcomes.get(i).places().get(v);
          byPlace.merge(place < 0 ? "none" : String.valueOf(place + 1), 1, Integer::sum);
        }
      }
      notes.add("places chosen, from the first: " + byPlace);
    }
    return notes;
  }
}
