package dev.herder.eval.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.report.ConsoleTable;
import dev.herder.core.report.Figures;
import dev.herder.core.report.html.DataTable;
import dev.herder.core.report.html.HtmlReport;
import dev.herder.core.report.html.Notes;
import dev.herder.core.report.html.Samples;
import dev.herder.core.report.html.Tone;
import dev.herder.core.run.AtomicFiles;
import dev.herder.core.run.OutputFolder;
import dev.herder.eval.ItemResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A comparison as a table for terminals, as JSON, Markdown and a page. */
public final class ComparisonReport {
  private static final int MOST = 100;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> COLUMNS =
      List.of(
          "figure",
          "first",
          "second",
          "difference",
          "95 % interval",
          "p",
          "corrected p",
          "effect",
          "detectable",
          "n",
          "test");

  private final Comparison comparison;

  public ComparisonReport(Comparison comparison) {
    this.comparison = comparison;
  }

  /** The table for a terminal, and how to read it. */
  public String text() {
    return "first:  "
        + comparison.first().model()
        + "\nsecond: "
        + comparison.second().model()
        + "\n\n"
        + table().plain()
        + "\n"
        + String.join("\n", verdicts())
        + "\n";
  }

  /** {@code comparison.json}, {@code report.html} and {@code report.md} in a folder. */
  public void write(Path folder) throws IOException {
    OutputFolder.make(folder, folder);
    AtomicFiles.writeString(folder.resolve("comparison.json"), json().toPrettyString() + "\n");
    AtomicFiles.writeString(folder.resolve("report.html"), html());
    AtomicFiles.writeString(
        folder.resolve("report.md"),
        "# "
            + comparison.first().result().suite()
            + ": comparison\n\n* first: "
            + comparison.first().model()
            + "\n* second: "
            + comparison.second().model()
            + "\n\n"
            + table().markdown()
            + "\n* "
            + String.join("\n* ", verdicts())
            + "\n");
  }

  /** Everything as JSON. */
  public ObjectNode json() {
    ObjectNode json = JSON.createObjectNode();
    json.put("suite", comparison.first().result().suite());
    json.put("first", comparison.first().model());
    json.put("second", comparison.second().model());
    json.put("items", comparison.pairs().size());
    json.put("correction", comparison.correction().title());
    ArrayNode rows = json.putArray("figures");
    for (Comparison.Row row : comparison.rows()) {
      ObjectNode each = rows.addObject();
      each.put("name", row.name());
      each.put("n", row.items());
      number(each, "first", row.first());
      number(each, "second", row.second());
      number(each, "difference", row.difference());
      number(each, "low", row.interval().low());
      number(each, "high", row.interval().high());
      number(each, "p", row.p());
      number(each, "corrected_p", row.corrected());
      each.put("test", row.test());
      number(each, "effect", row.effect());
      number(each, "detectable", row.detectable());
    }
    json.set("notes", JSON.valueToTree(verdicts()));
    return json;
  }

  private static void number(ObjectNode json, String name, double value) {
    if (Double.isFinite(value)) {
      json.put(name, value);
    } else {
      json.putNull(name);
    }
  }

  private ConsoleTable table() {
    ConsoleTable table =
        ConsoleTable.of(COLUMNS.toArray(String[]::new)).right(1, 2, 3, 5, 6, 7, 8, 9);
    comparison.rows().forEach(row -> table.row(cells(row).toArray()));
    return table;
  }

  private static List<Object> cells(Comparison.Row row) {
    return List.of(
        row.name(),
        number(row.first()),
        number(row.second()),
        String.format(Locale.ROOT, "%+.4f", row.difference()),
        String.format(Locale.ROOT, "%+.4f to %+.4f", row.interval().low(), row.interval().high()),
        p(row.p()),
        p(row.corrected()),
        number(row.effect()),
        number(row.detectable()),
        row.items(),
        row.test());
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.4f", value);
  }

  private static String p(double value) {
    return value < 1e-4 ? "<0.0001" : String.format(Locale.ROOT, "%.4f", value);
  }

  /** What each row means, and what is to be known. */
  private List<String> verdicts() {
    List<String> verdicts = new ArrayList<>();
    for (Comparison.Row row : comparison.rows()) {
      String verdict =
          row.significant()
              ? "the second is " + (row.difference() > 0 ? "higher" : "lower")
              : "no difference was found; one below "
                  + Figures.compact(row.detectable())
                  + " would hardly be seen with "
                  + row.items()
                  + " items";
      verdicts.add(row.name() + ": " + verdict + ".");
    }
    verdicts.add(
        "p-values are corrected for "
            + comparison.rows().size()
            + " figures by "
            + comparison.correction().title()
            + "; detectable is the difference found with probability 0.8 at level 0.05.");
    verdicts.addAll(comparison.notes());
    return verdicts;
  }

  private String html() {
    List<Notes.Note> notes =
        verdicts().stream().map(text -> new Notes.Note(Tone.PLAIN, text)).toList();
    return HtmlReport.titled(
            "Comparison: " + comparison.first().result().suite(),
            comparison.second().model() + " against " + comparison.first().model())
        .with(
            new DataTable(
                "Figures", COLUMNS, comparison.rows().stream().map(row -> cells(row)).toList()))
        .with(new Notes("How to read it", notes))
        .with(answers())
        .html();
  }

  /** Answers side by side where the first figure differs most, the second model's losses first. */
  private Samples answers() {
    String measure =
        comparison.first().result().figures().stream()
            .filter(figure -> figure.name().equals(comparison.rows().get(0).name()))
            .map(figure -> figure.aggregate().measure())
            .findFirst()
            .orElse("");
    List<Comparison.Pair> differing =
        comparison.pairs().stream()
            .filter(pair -> pair.first().has(measure) && pair.second().has(measure))
            .filter(pair -> gain(pair, measure) != 0)
            .sorted(Comparator.comparingDouble(pair -> gain(pair, measure)))
            .toList();
    List<Comparison.Pair> shown = new ArrayList<>(differing);
    if (differing.size() > MOST) {
      // Half of the losses and half of the gains.
      shown = new ArrayList<>(differing.subList(0, MOST / 2));
      shown.addAll(differing.subList(differing.size() - MOST / 2, differing.size()));
    }
    List<Samples.Sample> samples = new ArrayList<>();
    for (Comparison.Pair pair : shown) {
      samples.add(
          new Samples.Sample(
              pair.first().id(),
              List.of(String.format(Locale.ROOT, "%s %+.3f", measure, gain(pair, measure))),
              List.of(
                  new Samples.Pane("asked", pair.first().asked(), Tone.PLAIN),
                  pane("first", pair.first()),
                  pane("second", pair.second()))));
    }
    return new Samples(
        "Answers that differ in " + measure + " (" + differing.size() + ")", samples);
  }

  private static Samples.Pane pane(String heading, ItemResult item) {
    String reasons = item.reasons().isEmpty() ? "" : "\n\n— " + String.join("\n— ", item.reasons());
    return new Samples.Pane(
        heading,
        String.join("\n\n", item.answered()) + reasons,
        item.reasons().isEmpty() ? Tone.GOOD : Tone.WARNING);
  }

  private static double gain(Comparison.Pair pair, String measure) {
    return pair.second().measure(measure) - pair.first().measure(measure);
  }
}
