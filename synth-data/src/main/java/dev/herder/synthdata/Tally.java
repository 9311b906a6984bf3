package dev.herder.synthdata;

import java.util.Map;
import java.util.TreeMap;

/** What became of units and rows; counts add up. */
final class Tally {
  long units;
  long unitsWithoutRows;
  long unitsShort;
  long wanted;
  long drafts;
  long judged;
  long unreadable;
  long rejected;
  long duplicates;
  long nearDuplicates;
  long kept;
  final Map<String, Long> failures = new TreeMap<>();
  final Map<String, Long> kinds = new TreeMap<>();

  /** The counts, for a caller. */
  SynthData.Counts counts() {
    return new SynthData.Counts(
        units,
        unitsWithoutRows,
        unitsShort,
        wanted,
        drafts,
        judged,
        unreadable,
        rejected,
        duplicates,
        nearDuplicates,
        kept,
        failures,
        kinds);
  }
}
