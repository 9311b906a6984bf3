package dev.herder.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.cli.HerderRun;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoundPlanCommandTest {
  private static final String RECIPE = "../examples/quickstart.yaml";

  @TempDir private Path folder;

  private HerderRun plan(String... more) {
    String[] arguments = {"round", "plan", RECIPE, "--set", "out=" + folder.resolve("out")};
    String[] all = new String[arguments.length + more.length];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return HerderRun.herder(folder, all);
  }

  @Test
  void tellsProgramsWhatEachStepMayTake() throws JsonProcessingException {
    HerderRun run = plan("--json");
    assertEquals(0, run.exit(), run.err());
    JsonNode json = new ObjectMapper().readTree(run.out());
    assertTrue(json.path("steps").size() > 20, run.out());
    assertEquals(json.path("steps").size(), json.path("open").asInt());
    double seconds = 0;
    for (JsonNode step : json.path("steps")) {
      assertEquals("to do", step.path("state").asText());
      assertTrue(step.path("seconds").asDouble() > 0, step.toString());
      assertFalse(step.path("basis").asText().isEmpty(), step.toString());
      seconds += step.path("seconds").asDouble();
    }
    assertEquals(seconds, json.path("estimated_seconds").asDouble(), 1e-6 * seconds);
    assertTrue(json.path("free_bytes").asLong() > 0);
    assertFalse(Files.exists(folder.resolve("out")), "a plan does nothing");
  }

  @Test
  void tellsPeopleTheSame() {
    HerderRun run = plan();
    assertEquals(0, run.exit(), run.err());
    assertTrue(run.out().contains("round-3/dpo"), run.out());
    assertTrue(run.out().contains(" steps to do: about "), run.out());
    assertTrue(run.out().contains(" % of this machine's "), run.out());
  }
}
