package dev.herder.synthdata.judge;

import dev.herder.synthdata.ask.Draft;
import dev.herder.synthdata.ask.Outcome;
import dev.herder.synthdata.ask.Prompts;
import dev.herder.synthdata.ask.RowGenerator;
import dev.herder.synthdata.ask.Step;
import dev.herder.synthdata.ask.Unit;
import java.util.List;
import java.util.Map;

/**
 * Judges rows that are there already; each comes out as it went in, or not at all.
 *
 * <p>Preferences are judged in both orders, everything else by the rubric. The source that the
 * judge sees is the row's {@code source}, {@code context} or {@code text}, where it has one.
 */
public record JudgeRows(Judge judge) implements RowGenerator {
  @Override
  public String name() {
    return "judge";
  }

  @Override
  public List<String> templates() {
    return List.of(Judge.ROW, Judge.PAIR);
  }

  @Override
  public Step begin(Unit unit, Prompts prompts, long seed) {
    Map<String, Object> row = unit.fields();
    String source = source(unit);
    if (row.containsKey("chosen") && row.containsKey("rejected")) {
      Draft draft = new Draft(row, 0, "pair", "", unit.id());
      return judge.pair(
          Conversations.side(row.get("prompt")),
          Conversations.side(row.get("chosen")),
          Conversations.side(row.get("rejected")),
          source,
          prompts,
          verdict -> {
            Outcome.Builder out = new Outcome.Builder();
            if (verdict.get("problem") instanceof String problem) {
              out.fail("no verdict: " + problem);
            }
            out.add(draft.judged(verdict));
            return out.done(1);
          });
    }
    Draft draft = new Draft(row, 0, "row", source, unit.id());
    return judge.all(new Outcome(List.of(draft), 1, Map.of()), prompts);
  }

  private static String source(Unit unit) {
    for (String key : List.of("source", "context", "text")) {
      if (!unit.text(key).isBlank()) {
        return unit.text(key);
      }
    }
    return "";
  }
}
