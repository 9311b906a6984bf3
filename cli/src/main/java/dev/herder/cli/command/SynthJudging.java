package dev.herder.cli.command;

import dev.herder.synthdata.ask.RowGenerator;
import dev.herder.synthdata.judge.Judge;
import dev.herder.synthdata.judge.Judged;

/** Whether and how rows are judged: the settings under {@code judge}. */
record SynthJudging(boolean enabled, int scale, int minScore) {
  static SynthJudging defaults() {
    return new SynthJudging(false, 5, 4);
  }

  RowGenerator around(RowGenerator rows) {
    return enabled ? new Judged(rows, judge()) : rows;
  }

  Judge judge() {
    return new Judge(scale, minScore);
  }
}
