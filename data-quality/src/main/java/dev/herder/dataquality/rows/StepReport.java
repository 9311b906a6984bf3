package dev.herder.dataquality.rows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.core.report.Figures;
import dev.herder.core.report.html.Cards;
import dev.herder.core.report.html.Facts;
import dev.herder.core.report.html.Flow;
import dev.herder.core.report.html.HtmlReport;
import dev.herder.core.report.html.Notes;
import dev.herder.core.report.html.Samples;
import dev.herder.core.report.html.Tone;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A step's report: the funnel of drops, samples of each rule, settings, and how to undo. */
record StepReport(
    String name, StepResult result, JsonNode settings, Map<String, List<RowSplit.Sample>> samples) {
  String html() {
    return HtmlReport.titled("Herder data " + name, "")
        .with(cards())
        .with(funnel())
        .with(notes())
        .with(shown())
        .with(Facts.of("Settings", settings))
        .html();
  }

  private Cards cards() {
    List<Cards.Card> cards = new ArrayList<>();
    cards.add(new Cards.Card("rows in", Figures.count(result.read()), ""));
    double share = result.read() == 0 ? 0 : (double) result.kept() / result.read();
    cards.add(new Cards.Card("rows kept", Figures.count(result.kept()), Figures.share(share)));
    cards.add(new Cards.Card("rows dropped", Figures.count(result.read() - result.kept()), ""));
    result
        .figures()
        .forEach((key, value) -> cards.add(new Cards.Card(key, Figures.compact(value), "")));
    return new Cards("Rows", cards);
  }

  private Flow funnel() {
    List<Flow.Stage> stages = new ArrayList<>();
    long left = result.read();
    stages.add(new Flow.Stage("read", left));
    for (Map.Entry<String, Long> rule : result.dropped().entrySet()) {
      left -= rule.getValue();
      stages.add(
          new Flow.Stage("without " + rule.getKey(), left, Map.of(rule.getKey(), rule.getValue())));
    }
    return new Flow("Where the rows went", "rows", stages);
  }

  private Notes notes() {
    List<Notes.Note> notes = new ArrayList<>();
    notes.add(
        new Notes.Note(
            Tone.PLAIN,
            "Every dropped row stands whole in dropped.jsonl with its rule and its id. To undo a"
                + " rule or a single drop, run the same command with --restore RULE or --restore"
                + " FILE:LINE."));
    result
        .restored()
        .forEach(
            (rule, count) ->
                notes.add(
                    new Notes.Note(
                        Tone.WARNING,
                        count + " rows that " + rule + " would have dropped were restored.")));
    return new Notes("Undo", notes);
  }

  private Samples shown() {
    List<Samples.Sample> all = new ArrayList<>();
    samples.forEach(
        (rule, some) ->
            some.forEach(
                sample ->
                    all.add(
                        new Samples.Sample(
                            sample.id(),
                            List.of(rule),
                            List.of(
                                new Samples.Pane("Why", sample.why(), Tone.BAD),
                                new Samples.Pane(
                                    "Row",
                                    sample.text().isEmpty()
                                        ? "Not shown here; see dropped.jsonl."
                                        : sample.text(),
                                    Tone.PLAIN))))));
    return new Samples("Samples of drops", all);
  }
}
