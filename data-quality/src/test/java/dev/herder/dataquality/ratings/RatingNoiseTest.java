package dev.herder.dataquality.ratings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import dev.herder.core.run.RunContext;
import dev.herder.dataquality.rows.Lines;
import dev.herder.dataquality.rows.StepResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RatingNoiseTest {
  @TempDir Path folder;

  @Test
  void plantedNoiseIsFound() throws IOException {
    Random random = new Random(6);
    List<String> lines = new ArrayList<>();
    Set<Long> planted = new TreeSet<>();
    for (int i = 0; i < 2000; i++) {
      double truth = 1 + 4 * random.nextDouble();
      long rating = Math.round(truth);
      if (i % 5 == 0) {
        // Another rating, two points or more away.
        rating =
            rating <= 2
                ? 4 + random.nextInt(2)
                : rating >= 4 ? 1 + random.nextInt(2) : 5 - 4 * random.nextInt(2);
        planted.add(i + 1L);
      }
      double one = 10 * truth + 3 * random.nextGaussian();
      double two = -1 / truth + 0.01 * random.nextGaussian();
      lines.add(
          "{\"text\": \"t"
              + i
              + "\", \"rating\": "
              + rating
              + ", \"rm\": "
              + one
              + ", \"judge\": "
              + two
              + "}");
    }

    StepResult result = run(settings(List.of("rm", "judge")), lines);

    Set<Long> flagged = Lines.rules(folder.resolve("out")).keySet();
    Set<Long> right = new TreeSet<>(flagged);
    right.retainAll(planted);
    assertTrue(right.size() >= 0.95 * planted.size(), right.size() + " of " + planted.size());
    assertTrue(right.size() >= 0.95 * flagged.size(), right.size() + " of " + flagged.size());
    assertEquals(flagged.size(), result.figures().get("suspect ratings"));
  }

  @Test
  void rowsWithoutNumbersAreToldApart() throws IOException {
    List<String> lines =
        List.of(
            "{\"text\": \"a\", \"rating\": 1, \"rm\": 1}",
            "{\"text\": \"b\", \"rating\": 1, \"rm\": 2}",
            "{\"text\": \"f\", \"rating\": 1, \"rm\": 3}",
            "{\"text\": \"g\", \"rating\": 1, \"rm\": 4}",
            "{\"text\": \"c\", \"rm\": 2}",
            "{\"text\": \"d\", \"rating\": 1}",
            "{\"text\": \"e\", \"rating\": 5, \"rm\": 2.5}");
    StepResult result = run(settings(List.of("rm")), lines);
    assertEquals(Map.of(RatingNoise.UNRATED, 2L, RatingNoise.RULE, 1L), result.dropped());
  }

  @Test
  void neighboursAreThoseNearestInScore() {
    double[] ratings = {1, 2, 3, 9, 5};
    double[][] scores = {{0.0, 1.0, 2.0, 2.5, 10.0}};
    boolean[] all = {true, true, true, true, true};
    Neighbours two = new Neighbours(ratings, scores, 2, all);
    assertEquals(2.5, two.of(0));
    assertEquals(5.5, two.of(2));
    assertEquals(6, two.of(4));
    boolean[] some = {true, true, true, false, true};
    assertEquals(2.5, new Neighbours(ratings, scores, 2, some).of(4));
  }

  @Test
  void refusesItsOwnRatingAsAWitness() {
    assertThrows(UserError.class, () -> settings(List.of("rating")));
    assertThrows(UserError.class, () -> run(settings(List.of("rm")), List.of("{\"text\": \"a\"}")));
  }

  private static RatingNoise.Settings settings(List<String> keys) {
    return new RatingNoise.Settings("rating", keys, 25, 1.5);
  }

  private StepResult run(RatingNoise.Settings settings, List<String> lines) throws IOException {
    Path data = Lines.write(folder.resolve("data.jsonl"), lines);
    return new RatingNoise()
        .run(
            new RatingNoise.Config(List.of(data), folder.resolve("out"), settings, List.of()),
            RunContext.quiet());
  }
}
