package dev.herder.synthdata;

import dev.herder.core.report.Figures;
import dev.herder.core.report.html.Cards;
import dev.herder.core.report.html.Counts;
import dev.herder.core.report.html.DataTable;
import dev.herder.core.report.html.Flow;
import dev.herder.core.report.html.HtmlReport;
import dev.herder.core.report.html.Notes;
import dev.herder.core.report.html.Samples;
import dev.herder.core.report.html.Tone;
import dev.herder.core.run.AtomicFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The page to look at after a run: coverage, funnel, failures, rows. */
record SynthReport(
    String generator,
    String label,
    Map<String, String> refused,
    SynthData.Counts counts,
    ReportMaterial material) {
  void write(Path out) throws IOException {
    HtmlReport page =
        HtmlReport.titled("Synthetic data: " + generator, "rows of " + label)
            .with(cards())
            .with(flow())
            .with(failures())
            .with(coverage())
            .with(notes())
            .with(
                new DataTable(
                    "Coverage, one line for each of the first units",
                    List.of("unit", "wanted", "made", "kept", "what went wrong"),
                    material.table()))
            .with(samples());
    AtomicFiles.writeString(out.resolve("report.html"), page.html());
  }

  private Cards cards() {
    List<Cards.Card> cards = new ArrayList<>();
    long covered = counts.units() - counts.unitsWithoutRows();
    cards.add(new Cards.Card(label, Figures.count(counts.units()), ""));
    cards.add(
        new Cards.Card(
            "covered",
            Figures.share(counts.units() == 0 ? 0 : (double) covered / counts.units()),
            "have at least one row"));
    cards.add(
        new Cards.Card("rows", Figures.count(counts.kept()), "of " + counts.wanted() + " wanted"));
    cards.add(
        new Cards.Card(
            "rows per unit",
            Figures.compact(counts.units() == 0 ? 0 : (double) counts.kept() / counts.units(), 3),
            ""));
    if (counts.judged() > 0) {
      cards.add(
          new Cards.Card(
              "accepted by the judge",
              Figures.share(
                  (double) (counts.judged() - counts.rejected() - counts.unreadable())
                      / counts.judged()),
              "of " + counts.judged() + " rows"));
    }
    return new Cards("", cards);
  }

  private Flow flow() {
    List<Flow.Stage> stages = new ArrayList<>();
    stages.add(new Flow.Stage("made", counts.drafts()));
    if (counts.judged() > 0) {
      Map<String, Long> lost = new LinkedHashMap<>();
      lost.put("not accepted by the judge", counts.rejected());
      lost.put("no verdict", counts.unreadable());
      stages.add(
          new Flow.Stage(
              "accepted", counts.drafts() - counts.rejected() - counts.unreadable(), lost));
    }
    Map<String, Long> twice = new LinkedHashMap<>();
    twice.put("duplicates", counts.duplicates());
    twice.put("nearly duplicates", counts.nearDuplicates());
    stages.add(new Flow.Stage("kept", counts.kept(), twice));
    return new Flow("Where the rows went", "rows", stages);
  }

  private Counts failures() {
    long total = counts.failures().values().stream().mapToLong(Long::longValue).sum();
    List<Counts.Count> all = new ArrayList<>();
    counts.failures().forEach((reason, n) -> all.add(new Counts.Count(reason, n, Tone.WARNING)));
    return new Counts("What did not become a row, by reason", total, all);
  }

  private Counts coverage() {
    List<Counts.Count> all = new ArrayList<>();
    material
        .keptByUnit()
        .forEach(
            (rows, units) ->
                all.add(
                    new Counts.Count(
                        rows + (rows == 1 ? " row" : " rows"),
                        units,
                        rows == 0 ? Tone.BAD : Tone.GOOD)));
    return new Counts("Units by how many rows they have", counts.units(), all);
  }

  private Notes notes() {
    List<Notes.Note> notes = new ArrayList<>();
    refused.forEach(
        (name, reason) ->
            notes.add(new Notes.Note(Tone.WARNING, name + " was refused: " + reason)));
    if (counts.unitsWithoutRows() > 0) {
      notes.add(
          new Notes.Note(
              Tone.WARNING,
              Figures.count(counts.unitsWithoutRows())
                  + " of "
                  + Figures.count(counts.units())
                  + " "
                  + label
                  + " have no row; units.jsonl says which and why"));
    }
    if (notes.isEmpty()) {
      notes.add(new Notes.Note(Tone.GOOD, "nothing was refused and no unit is without a row"));
    }
    return new Notes("Notes", notes);
  }

  private Samples samples() {
    List<Samples.Sample> shown = new ArrayList<>();
    for (ReportMaterial.Sample each : material.samples()) {
      List<String> tags = new ArrayList<>(List.of(each.kind()));
      Object score = each.verdict().get("score");
      if (score != null) {
        tags.add("score " + score);
      }
      shown.add(
          new Samples.Sample(
              each.unit(), tags, List.of(new Samples.Pane("row", each.text(), Tone.PLAIN))));
    }
    return new Samples("Some of the rows, drawn evenly", shown);
  }
}
