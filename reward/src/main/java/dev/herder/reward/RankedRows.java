package dev.herder.reward;

import dev.herder.core.data.PreferenceStrength;
import dev.herder.core.data.Purpose;
import dev.herder.core.data.Row;
import dev.herder.core.data.Source;
import dev.herder.core.run.Artifact;
import dev.herder.core.run.RowCounts;
import dev.herder.core.run.RunContext;
import dev.herder.engine.lm.TrainingRows;
import dev.herder.engine.text.EncodedAnswers;
import dev.herder.engine.text.Encoder;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.RandomAccess;

/**
 * The preferences and rankings of files, near-ties left out.
 *
 * @param rankings in the order of the files, each made anew when it is asked for
 * @param strengths of the rows that give one
 * @param counts what became of the rows
 * @param artifacts the files, hashed
 * @param rows what holds the rankings, closed with this
 */
record RankedRows(
    List<Ranking> rankings,
    Map<Source, PreferenceStrength> strengths,
    RowCounts counts,
    List<Artifact> artifacts,
    Closeable rows)
    implements Closeable {
  RankedRows {
    strengths = Map.copyOf(strengths);
    artifacts = List.copyOf(artifacts);
  }

  /**
   * Reads and encodes.
   *
   * @param files possibly none
   * @param near see {@link TrainingRows#read}
   * @param padTokenId see {@link Ranking}
   * @param least rows with a weaker strength are left out and counted
   */
  static RankedRows read(
      List<Path> files,
      Path near,
      Encoder encoder,
      int padTokenId,
      PreferenceStrength least,
      RunContext context)
      throws IOException {
    Map<Source, PreferenceStrength> strengths = new HashMap<>();
    TrainingRows<EncodedAnswers> rows =
        TrainingRows.read(
            files,
            near,
            Purpose.PREFERENCE,
            encoder,
            EncodedAnswers.class,
            context,
            row -> refusal(row, least, strengths));
    return new RankedRows(
        new Rankings(rows.rows(), padTokenId),
        strengths,
        rows.counts(),
        rows.report().artifacts(),
        rows);
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }

  private static Optional<String> refusal(
      Row row, PreferenceStrength least, Map<Source, PreferenceStrength> strengths) {
    Optional<PreferenceStrength> strength = PreferenceStrength.of(row);
    strength.ifPresent(found -> strengths.put(row.source(), found));
    return strength.filter(found -> found.compareTo(least) < 0).map(found -> "only " + found.id());
  }

  Optional<PreferenceStrength> strength(Ranking ranking) {
    return Optional.ofNullable(strengths.get(ranking.source()));
  }

  /** Rankings of rows. */
  private static final class Rankings extends AbstractList<Ranking> implements RandomAccess {
    private final List<EncodedAnswers> rows;
    private final int padTokenId;

    Rankings(List<EncodedAnswers> rows, int padTokenId) {
      this.rows = rows;
      this.padTokenId = padTokenId;
    }

    @Override
    public Ranking get(int index) {
      return Ranking.of(rows.get(index), padTokenId);
    }

    @Override
    public int size() {
      return rows.size();
    }
  }
}
