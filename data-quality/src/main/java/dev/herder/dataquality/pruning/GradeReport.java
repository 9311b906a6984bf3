package dev.herder.dataquality.pruning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.core.report.Figures;
import dev.herder.core.report.html.Cards;
import dev.herder.core.report.html.Counts;
import dev.herder.core.report.html.Facts;
import dev.herder.core.report.html.HtmlReport;
import dev.herder.core.report.html.Notes;
import dev.herder.core.report.html.Samples;
import dev.herder.core.report.html.Tone;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The page to look at after labelling: what the labels are, what is missing, some rows. */
record GradeReport(GradeSummary summary, JsonNode settings) {
  private static final int MOST = 20;

  String html() {
    HtmlReport page = HtmlReport.titled("Herder data grade", "").with(cards()).with(notes());
    for (Map.Entry<String, Map<String, Long>> aspect : summary.values(MOST).entrySet()) {
      page = page.with(counts("Rows by " + aspect.getKey(), aspect.getValue()));
    }
    Map<String, Long> good = summary.good();
    if (good != null) {
      page = page.with(counts("What herder data prune keeps, by its defaults", good));
    }
    return page.with(samples()).with(Facts.of("Settings", settings)).html();
  }

  private Counts counts(String title, Map<String, Long> values) {
    List<Counts.Count> counts = new ArrayList<>();
    values.forEach((value, count) -> counts.add(new Counts.Count(value, count, Tone.PLAIN)));
    return new Counts(title, summary.rows(), counts);
  }

  private Cards cards() {
    List<Cards.Card> cards = new ArrayList<>();
    cards.add(new Cards.Card("rows", Figures.count(summary.rows()), ""));
    cards.add(new Cards.Card("left out", Figures.count(summary.unreadable()), "cannot be read"));
    if (!Double.isNaN(summary.meanScore())) {
      cards.add(new Cards.Card("mean score", Figures.compact(summary.meanScore()), ""));
    }
    return new Cards("Rows", cards);
  }

  private Notes notes() {
    List<Notes.Note> notes = new ArrayList<>();
    summary
        .missing()
        .forEach(
            (key, count) ->
                notes.add(
                    new Notes.Note(
                        Tone.WARNING,
                        count
                            + " rows have no "
                            + key
                            + ": twice there was no answer of the form that was asked for, or the"
                            + " row did not fit.")));
    if (summary.shortened() > 0) {
      notes.add(
          new Notes.Note(
              Tone.WARNING,
              "Of "
                  + summary.shortened()
                  + " long rows the judge saw the beginning and the end alone."));
    }
    if (notes.isEmpty()) {
      notes.add(new Notes.Note(Tone.GOOD, "Every row has every label."));
    }
    return new Notes("Notes", notes);
  }

  private Samples samples() {
    List<Samples.Sample> all = new ArrayList<>();
    summary
        .samples()
        .forEach(
            (label, some) ->
                some.forEach(
                    sample ->
                        all.add(
                            new Samples.Sample(
                                sample.id(),
                                List.of(label),
                                List.of(new Samples.Pane("Row", sample.text(), Tone.PLAIN))))));
    return new Samples("Some of the rows", all);
  }
}
