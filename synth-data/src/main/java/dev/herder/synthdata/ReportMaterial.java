package dev.herder.synthdata;

import dev.herder.synthdata.ask.Draft;
import dev.herder.synthdata.judge.Conversations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * What the report shows of a run of any size: some rows, drawn evenly, and the coverage of units.
 */
final class ReportMaterial {
  private static final int SAMPLES = 20;
  private static final int UNITS = 1000;

  private final SplittableRandom random;
  private final List<Sample> samples = new ArrayList<>();
  private final List<List<Object>> table = new ArrayList<>();
  private final Map<Integer, Long> keptByUnit = new TreeMap<>();
  private long seen;

  ReportMaterial(long seed) {
    random = new SplittableRandom(seed);
  }

  /** A row that is shown. */
  record Sample(long place, String unit, String kind, String text, Map<String, Object> verdict) {}

  void sample(String unit, Draft draft, Map<String, Object> row) {
    Sample sample = new Sample(seen, unit, draft.kind(), Conversations.shown(row), draft.verdict());
    seen++;
    if (samples.size() < SAMPLES) {
      samples.add(sample);
      return;
    }
    long place = random.nextLong(seen);
    if (place < SAMPLES) {
      samples.set((int) place, sample);
    }
  }

  void unit(Journal.Entry entry, int kept) {
    keptByUnit.merge(kept, 1L, Long::sum);
    if (table.size() < UNITS) {
      StringBuilder why = new StringBuilder();
      entry
          .outcome()
          .failures()
          .forEach((reason, n) -> why.append(why.isEmpty() ? "" : "; ").append(n + " x " + reason));
      table.add(
          List.of(
              entry.id(),
              entry.outcome().wanted(),
              entry.outcome().drafts().size(),
              kept,
              why.toString()));
    }
  }

  List<Sample> samples() {
    List<Sample> sorted = new ArrayList<>(samples);
    sorted.sort(java.util.Comparator.comparingLong(Sample::place));
    return sorted;
  }

  /** Unit, rows wanted, made, kept, and what went wrong, of the first units. */
  List<List<Object>> table() {
    return List.copyOf(table);
  }

  /** How many units have so many rows. */
  Map<Integer, Long> keptByUnit() {
    return keptByUnit;
  }
}
