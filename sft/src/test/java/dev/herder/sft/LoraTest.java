package dev.herder.sft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.UserError;
import dev.herder.core.run.RunContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fine-tuning through an adapter, from a new one and from one that was trained before. */
final class LoraTest {
  private static final Path QUICKSTART = Path.of("../examples/quickstart");
  private static final Path MODEL = QUICKSTART.resolve("model");

  @TempDir private Path folder;

  @Test
  void aNewAdapterLearns() throws IOException {
    List<JsonNode> steps = train(MODEL, "new", "lora-r=8");
    assertTrue(steps.get(0).path("grad_norm").asDouble() > 0.01, "the first gradient");
    assertTrue(loss(steps, 9) < 0.98 * loss(steps, 0), "the loss falls");
    assertEquals(MODEL.toString(), base("new"));
  }

  @Test
  void aTrainedAdapterIsTrainedOn() throws IOException {
    List<JsonNode> first = train(MODEL, "first", "lora-r=8");
    List<JsonNode> second = train(folder.resolve("first"), "second", "lora-r=8");
    assertTrue(loss(second, 0) < 0.98 * loss(first, 0), "it goes on from what was learned");
    assertTrue(loss(second, 9) < loss(second, 0), "the loss falls further");
    assertEquals(MODEL.toString(), base("second"));
  }

  @Test
  void anAdapterOfAnotherShapeIsRefused() throws IOException {
    train(MODEL, "first", "lora-r=8");
    UserError error =
        assertThrows(UserError.class, () -> train(folder.resolve("first"), "second", "lora-r=4"));
    String message = String.valueOf(error.getMessage());
    assertTrue(message.contains("--lora-r 8 --lora-alpha 32"), message);
    assertTrue(message.contains("herder merge"), message);
  }

  @Test
  void withoutAnAdapterOfItsOwnTheMergedWeightsAreTrained() throws IOException {
    List<JsonNode> first = train(MODEL, "first", "lora-r=8");
    List<JsonNode> second = train(folder.resolve("first"), "second", "lora-r=0");
    assertTrue(loss(second, 0) < 0.98 * loss(first, 0), "the adapter is merged");
    assertTrue(Files.exists(folder.resolve("second").resolve("model.safetensors")));
  }

  /** Sums that the model was not trained on, solved. */
  private Path rows() throws IOException {
    List<String> rows = new ArrayList<>();
    for (String line : Files.readAllLines(QUICKSTART.resolve("prompts.jsonl")).subList(0, 64)) {
      JsonNode prompt = new ObjectMapper().readTree(line);
      ObjectNode row = new ObjectMapper().createObjectNode();
      row.put("prompt", prompt.path("prompt").get(0).path("content").asText());
      row.put("completion", "#### " + prompt.path("answer").asText());
      rows.add(row.toString());
    }
    return Files.write(folder.resolve("rows.jsonl"), rows);
  }

  private List<JsonNode> train(Path model, String name, String rank) throws IOException {
    Sft.Config config =
        Sft.Config.of(model, List.of(rows()), folder.resolve(name))
            .with(
                rank,
                "max-steps=10",
                "batch-size=64",
                "shuffle=false",
                "learning-rate=" + (rank.equals("lora-r=0") ? "1e-5" : "2e-4"),
                "warmup-ratio=0",
                "dtype=float32");
    new Sft().run(config, RunContext.quiet());
    List<JsonNode> steps = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve(name).resolve("metrics.jsonl"))) {
      steps.add(new ObjectMapper().readTree(line));
    }
    assertEquals(10, steps.size());
    return steps;
  }

  private static double loss(List<JsonNode> steps, int step) {
    return steps.get(step).path("loss").asDouble();
  }

  private String base(String name) throws IOException {
    Path file = folder.resolve(name).resolve("adapter_config.json");
    return new ObjectMapper().readTree(file.toFile()).path("base_model_name_or_path").asText();
  }
}
