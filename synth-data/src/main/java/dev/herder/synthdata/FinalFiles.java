package dev.herder.synthdata;

import dev.herder.core.data.JsonlWriter;
import dev.herder.core.run.Artifact;
import dev.herder.synthdata.ask.Draft;
import dev.herder.synthdata.ask.Prompts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the files of a run from its journal, in the journal's order. */
final class FinalFiles {
  static final String SFT = "sft.jsonl";
  static final String PREFERENCE = "preference.jsonl";
  static final String REJECTED = "rejected.jsonl";
  static final String UNITS = "units.jsonl";

  private static final String PAIR = "pair";

  private final SynthData.Config config;
  private final Prompts prompts;
  private final String judge;
  private final Novelty novelty;
  private final Tally tally = new Tally();
  private final ReportMaterial material;

  FinalFiles(SynthData.Config config, Prompts prompts, String judge) {
    this.config = config;
    this.prompts = prompts;
    this.judge = judge;
    novelty = new Novelty(config.rows().novelty());
    material = new ReportMaterial(config.sampling().seed());
  }

  Tally tally() {
    return tally;
  }

  ReportMaterial material() {
    return material;
  }

  /** Writes the files; each appears when it is whole. */
  List<Artifact> write(Path journal) throws IOException {
    Path out = config.out();
    List<Artifact> written = new ArrayList<>();
    try (JsonlWriter sft = JsonlWriter.create(out.resolve(SFT));
        JsonlWriter preference = JsonlWriter.create(out.resolve(PREFERENCE));
        JsonlWriter rejected = JsonlWriter.create(out.resolve(REJECTED));
        JsonlWriter units = JsonlWriter.create(out.resolve(UNITS))) {
      Journal.read(journal, entry -> units.write(unit(entry, sft, preference, rejected)));
      Map<String, JsonlWriter> all = new LinkedHashMap<>();
      all.put(SFT, sft);
      all.put(PREFERENCE, preference);
      all.put(REJECTED, rejected);
      all.put(UNITS, units);
      for (Map.Entry<String, JsonlWriter> each : all.entrySet()) {
        Path file = out.resolve(each.getKey());
        // A file without rows would be no valid input of anything.
        if (each.getValue().rows() > 0) {
          each.getValue().commit();
          written.add(Artifact.output(out, file, each.getValue().rows()));
        } else {
          Files.deleteIfExists(file);
        }
      }
    }
    return written;
  }

  private Map<String, Object> unit(
      Journal.Entry entry, JsonlWriter sft, JsonlWriter preference, JsonlWriter rejected)
      throws IOException {
    int kept = 0;
    int place = 0;
    for (Draft draft : entry.outcome().drafts()) {
      Map<String, Object> row = row(entry, draft, place++);
      String reason = reason(draft);
      if (reason.isEmpty()) {
        (draft.kind().equals(PAIR) ? preference : sft).write(row);
        material.sample(entry.id(), draft, row);
        tally.kinds.merge(draft.kind(), 1L, Long::sum);
        kept++;
      } else {
        Map<String, Object> dropped = new LinkedHashMap<>(row);
        dropped.put("rejected", reason);
        rejected.write(dropped);
      }
    }
    int drafts = entry.outcome().drafts().size();
    tally.units++;
    tally.unitsWithoutRows += kept == 0 ? 1 : 0;
    tally.unitsShort += kept > 0 && kept < entry.outcome().wanted() ? 1 : 0;
    tally.wanted += entry.outcome().wanted();
    tally.drafts += drafts;
    tally.kept += kept;
    entry
        .outcome()
        .failures()
        .forEach((reason, n) -> tally.failures.merge(reason, (long) n, Long::sum));
    material.unit(entry, kept);
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("unit", entry.unit());
    line.put("id", entry.id());
    line.put("wanted", entry.outcome().wanted());
    line.put("made", drafts);
    line.put("kept", kept);
    line.put("failures", entry.outcome().failures());
    return line;
  }

  /** Why a row is not kept; empty if it is. */
  private String reason(Draft draft) {
    Map<String, Object> verdict = draft.verdict();
    if (!verdict.isEmpty()) {
      tally.judged++;
      if (verdict.get("problem") instanceof String problem) {
        tally.unreadable++;
        return "no verdict: " + problem;
      }
      if (!Boolean.TRUE.equals(verdict.get("accepted"))) {
        tally.rejected++;
        return "not accepted by the judge";
      }
    }
    Novelty.Finding finding = novelty.add(draft.key());
    if (finding == Novelty.Finding.EQUAL) {
      tally.duplicates++;
      return "a duplicate";
    }
    if (finding == Novelty.Finding.ALIKE) {
      tally.nearDuplicates++;
      return "nearly a duplicate";
    }
    return "";
  }

  private Map<String, Object> row(Journal.Entry entry, Draft draft, int place) {
    Map<String, Object> row = new LinkedHashMap<>(draft.row());
    if (config.rows().name().equals("judge")) {
      // The row stays what it is, its own provenance with it.
      Map<String, Object> verdict = new LinkedHashMap<>(draft.verdict());
      verdict.put("judge", brief(config.model()));
      row.put("verdict", verdict);
      return row;
    }
    Map<String, Object> made = new LinkedHashMap<>();
    made.put("generator", config.rows().name());
    made.put("kind", draft.kind());
    made.put("templates", prompts.ids());
    made.put("model", brief(config.model()));
    made.put("seed", config.sampling().seed());
    made.put("attempt", draft.attempt());
    made.put("source", entry.id());
    made.put("place", place);
    if (!draft.verdict().isEmpty()) {
      made.put("judge", brief(judge.isEmpty() ? config.model() : judge));
      made.put("verdict", draft.verdict());
    }
    row.put("synth", made);
    return row;
  }

  private static String brief(String name) {
    return name.substring(0, Math.min(16, name.length()));
  }
}
