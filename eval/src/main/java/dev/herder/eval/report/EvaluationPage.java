package dev.herder.eval.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.report.ConsoleTable;
import dev.herder.core.report.Figures;
import dev.herder.core.report.html.Bars;
import dev.herder.core.report.html.Cards;
import dev.herder.core.report.html.DataTable;
import dev.herder.core.report.html.Facts;
import dev.herder.core.report.html.HeatMap;
import dev.herder.core.report.html.HtmlReport;
import dev.herder.core.report.html.Notes;
import dev.herder.core.report.html.Samples;
import dev.herder.core.report.html.Tone;
import dev.herder.eval.Conditions;
import dev.herder.eval.Figure;
import dev.herder.eval.ItemResult;
import dev.herder.eval.SuiteResult;
import dev.herder.eval.hygiene.Contamination;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A result as a page and as Markdown. */
final class EvaluationPage {
  private static final int WORST = 50;
  private static final int TITLE = 80;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Evaluation evaluation;
  private final SuiteResult result;
  private final List<Requirement.Outcome> outcomes;
  private final Optional<Contamination> contamination;

  EvaluationPage(
      Evaluation evaluation,
      List<Requirement.Outcome> outcomes,
      Optional<Contamination> contamination) {
    this.contamination = contamination;
    this.evaluation = evaluation;
    this.result = evaluation.result();
    this.outcomes = outcomes;
  }

  String html() {
    HtmlReport page =
        HtmlReport.titled("Evaluation: " + result.suite(), evaluation.model())
            .with(cards())
            .with(table("Figures", result.figures()));
    if (!outcomes.isEmpty() || !result.notes().isEmpty()) {
      page = page.with(notes());
    }
    Map<String, List<Figure>> groups = new LinkedHashMap<>();
    for (HeatMap grid : Grids.of(result.categories())) {
      page = page.with(grid);
    }
    for (Figure figure : result.categories()) {
      if (Grids.has(figure)) {
        continue;
      }
      int slash = figure.name().indexOf('/');
      String group = slash < 0 ? figure.name() : figure.name().substring(0, slash);
      groups.computeIfAbsent(group, name -> new ArrayList<>()).add(figure);
    }
    for (Map.Entry<String, List<Figure>> group : groups.entrySet()) {
      page = page.with(bars(group.getKey(), group.getValue()));
    }
    if (!result.categories().isEmpty()) {
      page = page.with(table("Categories", result.categories()));
    }
    if (contamination.isPresent()) {
      page = page.with(contamination(contamination.get()));
    }
    return page.with(worst()).with(conditions()).html();
  }

  private Cards cards() {
    List<Cards.Card> cards = new ArrayList<>();
    for (Figure figure : result.figures()) {
      cards.add(
          new Cards.Card(
              figure.name().replace('_', ' '), Shown.value(figure), Shown.interval(figure)));
    }
    cards.add(new Cards.Card("items", Figures.count(result.items().size()), ""));
    if (!Double.isNaN(evaluation.seconds())) {
      cards.add(new Cards.Card("time", Figures.duration(evaluation.seconds()), ""));
    }
    return new Cards("", cards);
  }

  private static DataTable table(String title, List<Figure> figures) {
    List<List<Object>> rows = new ArrayList<>();
    for (Figure figure : figures) {
      rows.add(
          List.of(
              figure.name(),
              Shown.value(figure),
              Shown.interval(figure),
              figure.n(),
              figure.interval().method()));
    }
    return new DataTable(title, List.of("figure", "value", "95 % interval", "n", "method"), rows);
  }

  private static DataTable contamination(Contamination found) {
    List<List<Object>> rows = new ArrayList<>();
    for (Contamination.Row row : found.rows()) {
      rows.add(
          List.of(
              row.threshold(),
              row.contaminated(),
              Figures.compact(row.clean(), 4),
              Figures.compact(row.gain(), 4),
              Shown.interval(row.interval(), false)));
    }
    return new DataTable(
        "Contamination: gain in " + found.figure(),
        List.of("share of words", "items", "clean items alone", "estimated gain", "95 % interval"),
        rows);
  }

  private Notes notes() {
    List<Notes.Note> notes = new ArrayList<>();
    for (Requirement.Outcome outcome : outcomes) {
      notes.add(
          new Notes.Note(
              outcome.met() ? Tone.GOOD : Tone.BAD,
              "required " + outcome.requirement().text() + ": " + outcome.found()));
    }
    result.notes().forEach(note -> notes.add(new Notes.Note(Tone.PLAIN, note)));
    return new Notes("Notes", notes);
  }

  private static Bars bars(String group, List<Figure> figures) {
    boolean shares = figures.stream().allMatch(figure -> figure.n() == 0 || Shown.isShare(figure));
    List<Bars.Bar> bars = new ArrayList<>();
    for (Figure figure : figures) {
      String label = figure.name().substring(Math.min(figure.name().length(), group.length() + 1));
      bars.add(
          new Bars.Bar(
              label + " (n " + figure.n() + ")", shares ? 100 * figure.value() : figure.value()));
    }
    return new Bars(group.replace('_', ' ') + " by category", shares ? "percent" : "", bars);
  }

  /** The items that the first figure likes least. */
  private Samples worst() {
    List<ItemResult> items = new ArrayList<>(result.items());
    if (!result.figures().isEmpty()) {
      String measure = result.figures().get(0).aggregate().measure();
      items.sort(
          Comparator.comparingDouble(
              item -> item.measures().getOrDefault(measure, Double.POSITIVE_INFINITY)));
    }
    List<Samples.Sample> samples = new ArrayList<>();
    for (ItemResult item : items.subList(0, Math.min(WORST, items.size()))) {
      List<Samples.Pane> panes = new ArrayList<>();
      panes.add(new Samples.Pane("asked", item.asked(), Tone.PLAIN));
      for (int i = 0; i < Math.min(4, item.answered().size()); i++) {
        panes.add(new Samples.Pane("answered", item.answered().get(i), Tone.PLAIN));
      }
      if (!item.reasons().isEmpty()) {
        panes.add(
            new Samples.Pane("what is wrong", String.join("\n", item.reasons()), Tone.WARNING));
      }
      samples.add(new Samples.Sample(title(item), item.tags(), panes));
    }
    return new Samples("Worst items", samples);
  }

  static String title(ItemResult item) {
    String line = item.id() + ": " + item.asked().strip().replaceAll("\\s+", " ");
    return line.codePointCount(0, line.length()) <= TITLE
        ? line
        : line.substring(0, line.offsetByCodePoints(0, TITLE)) + "…";
  }

  private Facts conditions() {
    Conditions conditions = result.conditions();
    ObjectNode json = JSON.createObjectNode();
    json.put("suite", result.suite());
    json.put("model", evaluation.model());
    json.put("model sha256", evaluation.identity());
    json.put("prompts sha256", conditions.prompts());
    json.put("template sha256", conditions.template());
    json.put("settings sha256", conditions.settingsHash());
    json.set("settings", JSON.valueToTree(conditions.settings()));
    return Facts.of("What it depends on", json);
  }

  String markdown() {
    StringBuilder text = new StringBuilder();
    text.append("# ").append(result.suite()).append(": ").append(evaluation.model());
    text.append("\n\n").append(markdown(result.figures()));
    if (!result.categories().isEmpty()) {
      text.append("\n## Categories\n\n").append(markdown(result.categories()));
    }
    if (!outcomes.isEmpty()) {
      text.append("\n## Required\n\n");
      for (Requirement.Outcome outcome : outcomes) {
        text.append("* ").append(outcome.met() ? "met: `" : "MISSED: `");
        text.append(outcome.requirement().text()).append("`, ").append(outcome.found());
        text.append('\n');
      }
    }
    if (!result.notes().isEmpty()) {
      text.append("\n## Notes\n\n");
      result.notes().forEach(note -> text.append("* ").append(note).append('\n'));
    }
    return text.toString();
  }

  private static String markdown(List<Figure> figures) {
    ConsoleTable table =
        ConsoleTable.of("figure", "value", "95 % interval", "n", "method").right(1, 3);
    for (Figure figure : figures) {
      table.row(
          figure.name(),
          Shown.value(figure),
          Shown.interval(figure),
          figure.n(),
          figure.interval().method());
    }
    return table.markdown();
  }
}
