package dev.herder.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.herder.core.UserError;
import dev.herder.core.run.RunContext;
import dev.herder.pipelines.step.RoundStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** A user's step: reverses the rows and keeps every n-th, or adds a little to a fake's skill. */
public final class ReversedStep implements RoundStep {
  @Override
  public String name() {
    return "reversed";
  }

  @Override
  public JsonNode settings(Map<String, Object> given) {
    for (String key : given.keySet()) {
      if (!key.equals("every")) {
        throw new UserError("settings: " + key + " is not known, expected every");
      }
    }
    return JsonNodeFactory.instance
        .objectNode()
        .put("every", given.getOrDefault("every", 1L).toString());
  }

  @Override
  public Map<String, Object> run(Job job, RunContext context) throws IOException {
    if (Files.isDirectory(job.input())) {
      FakeSeams.writeModel(job.output(), FakeSeams.skill(job.input()) + 1e-6);
      return Map.of();
    }
    List<String> rows = new ArrayList<>(Files.readAllLines(job.input()));
    Collections.reverse(rows);
    int every = job.settings().path("every").asInt();
    List<String> kept = new ArrayList<>();
    for (int i = 0; i < rows.size(); i += every) {
      kept.add(rows.get(i));
    }
    Path output = Files.write(job.output(), kept);
    return Map.of("lines", Files.readAllLines(output).size(), "round", job.round());
  }
}
