package dev.herder.reward;

import dev.herder.core.data.PreferenceStrength;
import dev.herder.core.data.Source;
import dev.herder.core.report.html.Section;
import dev.herder.core.run.RunContext;
import dev.herder.engine.lm.CausalLm;
import dev.herder.engine.text.Encoder;
import dev.herder.engine.text.EncoderConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Judges rows with the trained model, and with the other models of an ensemble. */
final class Judging {
  /** Rows that are judged where nothing is held out. */
  private static final int MOST_TRAINING_ROWS = 500;

  private final Reward.Config config;
  private final PreferenceStrength least;
  private final RunContext context;

  Judging(Reward.Config config, PreferenceStrength least, RunContext context) {
    this.config = config;
    this.least = least;
    this.context = context;
  }

  /** The report's sections: on the held-out rows, else on the first of those trained on. */
  List<Section> sections(CausalLm model, RankedRows train, RankedRows eval) {
    boolean heldOut = !eval.rankings().isEmpty();
    RankedRows rows = heldOut ? eval : train;
    int most = heldOut ? rows.rankings().size() : MOST_TRAINING_ROWS;
    List<Ranking> some =
        List.copyOf(rows.rankings().subList(0, Math.min(most, rows.rankings().size())));
    context.talk().accept("judging " + some.size() + " rows for the report");
    List<double[]> scores = Scoring.of(model, some);
    List<Judged> judged = new ArrayList<>();
    for (int i = 0; i < some.size(); i++) {
      judged.add(new Judged(some.get(i), rows.strength(some.get(i)), scores.get(i)));
    }
    String where =
        heldOut
            ? "held-out rows"
            : "the first " + some.size() + " rows trained on (nothing is held out)";
    List<Path> files = heldOut ? config.evalData() : config.data();
    try {
      return new RewardFindings(where, judged, others(files, some)).sections();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, Map<Source, double[]>> others(List<Path> files, List<Ranking> wanted)
      throws IOException {
    Map<String, Map<Source, double[]>> others = new LinkedHashMap<>();
    Map<Source, Integer> sizes = new HashMap<>();
    wanted.forEach(ranking -> sizes.put(ranking.source(), ranking.size()));
    for (Path directory : config.ensemble()) {
      try (RewardModel other =
          RewardModel.open(directory, config.wish(), EncoderConfig.now(config.now()))) {
        Encoder encoder = other.encoder(config.maxLength(), config.overlong());
        List<Ranking> same;
        try (RankedRows rows =
            RankedRows.read(files, config.out(), encoder, other.padTokenId(), least, context)) {
          same = rows.rankings().stream().filter(r -> sizes.containsKey(r.source())).toList();
        }
        List<double[]> scores = Scoring.of(other.model(), same);
        Map<Source, double[]> bySource = new HashMap<>();
        for (int i = 0; i < same.size(); i++) {
          bySource.put(same.get(i).source(), scores.get(i));
        }
        others.put(directory.toString(), bySource);
      }
    }
    return others;
  }
}
