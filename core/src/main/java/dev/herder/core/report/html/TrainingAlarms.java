package dev.herder.core.report.html;

import dev.herder.core.report.Figures;
import dev.herder.core.report.MetricTable;
import dev.herder.core.report.Series;
import dev.herder.core.report.html.Notes.Note;
import java.util.ArrayList;
import java.util.List;

/** What in a run's metrics deserves a warning. */
final class TrainingAlarms {
  private static final double EXPLODING_GRADIENT = 100;

  private TrainingAlarms() {}

  static List<Note> of(MetricTable metrics) {
    List<Note> notes = new ArrayList<>();
    for (String name : metrics.names()) {
      Series series = metrics.series(name).orElseThrow();
      int missing = series.size() - series.finite();
      if (missing > 0) {
        int first = 0;
        while (Double.isFinite(series.y(first))) {
          first++;
        }
        notes.add(
            new Note(
                Tone.BAD,
                name
                    + " is NaN or infinite at "
                    + steps(missing)
                    + ", first at step "
                    + Figures.count((long) series.x(first))
                    + "."));
      }
    }
    metrics.series("grad_norm").ifPresent(series -> addExplosion(notes, series));
    return notes;
  }

  private static void addExplosion(List<Note> notes, Series norm) {
    int count = 0;
    int worst = -1;
    for (int i = 0; i < norm.size(); i++) {
      if (norm.y(i) > EXPLODING_GRADIENT) {
        count++;
        worst = worst < 0 || norm.y(i) > norm.y(worst) ? i : worst;
      }
    }
    if (count > 0) {
      notes.add(
          new Note(
              Tone.WARNING,
              "grad_norm is above "
                  + Figures.compact(EXPLODING_GRADIENT)
                  + " at "
                  + steps(count)
                  + ", "
                  + Figures.compact(norm.y(worst))
                  + " at step "
                  + Figures.count((long) norm.x(worst))
                  + ": a lower learning rate or a longer warm-up may help."));
    }
  }

  private static String steps(int count) {
    return count == 1 ? "1 step" : Figures.count(count) + " steps";
  }
}
