package dev.herder.engine.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LrScheduleTest {
  private static final Path GOLDEN =
      Path.of("src/test/resources/golden/model/training/schedules.json");

  @Test
  void factorsAreThoseOfTransformers() throws IOException {
    Set<LrSchedule> seen = EnumSet.noneOf(LrSchedule.class);
    int compared = 0;
    for (JsonNode run : new ObjectMapper().readTree(GOLDEN.toFile())) {
      LrSchedule schedule = LrSchedule.of(run.path("lr_scheduler_type").asText());
      seen.add(schedule);
      long step = 0;
      for (JsonNode factor : run.path("factors")) {
        double actual =
            schedule.factor(
                step++, run.path("warmup_steps").asLong(), run.path("max_steps").asLong());
        assertEquals(factor.asDouble(), actual, 1e-12, run.path("lr_scheduler_type") + " " + step);
        compared++;
      }
    }
    assertTrue(compared > 50, compared + " factors");
    assertTrue(seen.size() >= 4, "schedules: " + seen);
  }

  /** Cosine to a tenth of the peak as "The Llama 3 Herd of Models" uses it. */
  @ParameterizedTest
  @CsvSource({
    "0,0",
    "50,5e-6",
    "100,1e-5",
    "325,8.681980515e-6",
    "550,5.5e-6",
    "775,2.318019485e-6",
    "1000,1e-6"
  })
  void cosineEndsAtATenth(long step, double rate) {
    assertEquals(rate, 1e-5 * LrSchedule.COSINE_WITH_MIN_LR.factor(step, 100, 1000), 1e-15);
  }

  @Test
  void namesMayHaveHyphensAndConstantHasNoWarmUp() {
    assertEquals(LrSchedule.CONSTANT_WITH_WARMUP, LrSchedule.of("constant-with-warmup"));
    assertEquals(LrSchedule.INVERSE_SQRT, LrSchedule.of("inverse_sqrt"));
    assertEquals(1, LrSchedule.CONSTANT.factor(0, 10, 100));
    assertEquals(0.5, LrSchedule.CONSTANT_WITH_WARMUP.factor(5, 10, 100));
  }

  @Test
  void anUnknownNameListsTheKnown() {
    UserError error = assertThrows(UserError.class, () -> LrSchedule.of("polynomial"));
    assertTrue(String.valueOf(error.getMessage()).contains("cosine_with_min_lr"));
  }
}
