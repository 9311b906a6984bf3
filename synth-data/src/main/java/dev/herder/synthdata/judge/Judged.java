package dev.herder.synthdata.judge;

import dev.herder.synthdata.ask.Prompts;
import dev.herder.synthdata.ask.RowGenerator;
import dev.herder.synthdata.ask.Step;
import dev.herder.synthdata.ask.Unit;
import java.util.ArrayList;
import java.util.List;

/** A generator whose rows are judged as soon as they are made. */
public record Judged(RowGenerator inner, Judge judge) implements RowGenerator {
  @Override
  public String name() {
    return inner.name();
  }

  @Override
  public List<String> templates() {
    List<String> names = new ArrayList<>(inner.templates());
    names.add(Judge.ROW);
    return names;
  }

  @Override
  public double novelty() {
    return inner.novelty();
  }

  @Override
  public String settings() {
    return inner.settings() + ", judge=" + judge;
  }

  @Override
  public Step begin(Unit unit, Prompts prompts, long seed) {
    return Step.then(inner.begin(unit, prompts, seed), outcome -> judge.all(outcome, prompts));
  }
}
