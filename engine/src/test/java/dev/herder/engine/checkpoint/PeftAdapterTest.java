package dev.herder.engine.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.engine.architecture.LoraConfig;
import dev.herder.engine.architecture.ModelConfig;
import dev.herder.engine.architecture.ModelConfigReader;
import dev.herder.engine.architecture.Projection;
import dev.herder.engine.json.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PeftAdapterTest {
  @TempDir Path folder;

  @Test
  void readsWhatPeftWrote() throws IOException {
    ModelConfig base = config("llama-tied");
    try (PeftAdapter adapter = PeftAdapter.open(Goldens.adapter("plain"), base);
        SafetensorsFile file =
            SafetensorsFile.open(Goldens.adapter("plain").resolve(PeftAdapter.WEIGHTS))) {
      assertEquals(
          new LoraConfig(3, 5, EnumSet.of(Projection.QUERY, Projection.VALUE), false, 0),
          adapter.config());
      assertEquals(5.0 / 3, adapter.config().scale());
      assertEquals(
          List.of(
              new LoraTarget(0, Projection.QUERY),
              new LoraTarget(0, Projection.VALUE),
              new LoraTarget(1, Projection.QUERY),
              new LoraTarget(1, Projection.VALUE)),
          List.copyOf(adapter.targets()));
      LoraTarget target = new LoraTarget(1, Projection.VALUE);
      float[] expected = new float[8 * 3];
      String name = "base_model.model.model.layers.1.self_attn.v_proj.lora_B.weight";
      file.copyToFloat(name, 0, FloatBuffer.wrap(expected));
      assertArrayEquals(expected, adapter.read(target, LoraMatrix.B));
      assertEquals(3 * 16, adapter.read(target, LoraMatrix.A).length);
      assertEquals(OptionalInt.empty(), adapter.scoreLabels());
      assertThrows(
          IllegalArgumentException.class,
          () -> adapter.read(new LoraTarget(0, Projection.UP), LoraMatrix.A));
    }
  }

  @Test
  void readsFullNamesRankStabilisedScaleAndScoreHead() throws IOException {
    try (PeftAdapter adapter = PeftAdapter.open(Goldens.adapter("rslora-all"), config("qwen3"))) {
      assertEquals(EnumSet.allOf(Projection.class), adapter.config().targetModules());
      assertEquals(14, adapter.targets().size());
      assertEquals(4 / Math.sqrt(2), adapter.config().scale());
    }
    try (PeftAdapter adapter = PeftAdapter.open(Goldens.adapter("score"), config("llama-score"))) {
      assertEquals(Set.of(Projection.OUTPUT, Projection.DOWN), adapter.config().targetModules());
      assertEquals(OptionalInt.of(1), adapter.scoreLabels());
      assertEquals(16, adapter.readScore().length);
    }
    assertTrue(PeftAdapter.isAdapter(Goldens.adapter("score")));
    assertFalse(PeftAdapter.isAdapter(Goldens.checkpoint("qwen3")));
  }

  @Test
  void writesWhatItReadsAndTheBytesOfPeft() throws IOException {
    for (String name : List.of("plain", "score")) {
      String model = name.equals("plain") ? "llama-tied" : "llama-score";
      try (Checkpoint base = Checkpoint.open(Goldens.checkpoint(model));
          PeftAdapter adapter = PeftAdapter.open(Goldens.adapter(name), base.config())) {
        Path out = folder.resolve(name);
        Optional<FloatSource> score =
            adapter.scoreLabels().isPresent()
                ? Optional.of(FloatSource.of(adapter.readScore()))
                : Optional.empty();
        PeftAdapterWriter.write(
            out, base.layout(), adapter.config(), factors(adapter), score, Dtype.F32);
        assertArrayEquals(
            Files.readAllBytes(Goldens.adapter(name).resolve(PeftAdapter.WEIGHTS)),
            Files.readAllBytes(out.resolve(PeftAdapter.WEIGHTS)));
        assertEquals(
            List.of("adapter_config.json", "adapter_model.safetensors"), Goldens.names(out));
        try (PeftAdapter written = PeftAdapter.open(out, base.config())) {
          assertEquals(adapter.config(), written.config());
          assertEquals(adapter.targets(), written.targets());
          assertEquals(adapter.scoreLabels(), written.scoreLabels());
        }
      }
    }
  }

  @Test
  void listsWhatDoesNotFitTheModel() {
    Refusal.saying(
        () -> PeftAdapter.open(Goldens.adapter("plain"), config("mistral")).close(),
        "4 of another shape (base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight is"
            + " [16, 3], expected [32, 3]");
    Refusal.saying(
        () -> open("{'target_modules':['q_proj','k_proj']}"),
        "4 missing (base_model.model.model.layers.0.self_attn.k_proj.lora_A.weight, ",
        "4 that do not belong to it (base_model.model.model.layers.0.self_attn.v_proj.lora_A");
    Refusal.saying(() -> open("{'modules_to_save':['score']}"), "1 missing (", "score.weight)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'peft_type':'IA3'}|peft_type is 'IA3', only LORA",
        "{'peft_type':null}|peft_type is 'missing', only LORA",
        "{'r':0}|r is 0, expected an integer of 1 to",
        "{'r':null}|r is missing",
        "{'r':100000000}|r is 100000000",
        "{'lora_alpha':0}|lora_alpha is 0",
        "{'lora_alpha':'16'}|lora_alpha is the text",
        "{'lora_dropout':1}|lora_dropout is 1",
        "{'use_dora':true}|use_dora is set, which is not supported",
        "{'rank_pattern':{'q_proj':4}}|rank_pattern is set",
        "{'alpha_pattern':{'q_proj':4}}|alpha_pattern is set",
        "{'layers_to_transform':[0]}|layers_to_transform is set",
        "{'lora_bias':true}|lora_bias is set",
        "{'fan_in_fan_out':true}|fan_in_fan_out is set",
        "{'something_new':{'a':1}}|something_new is set",
        "{'bias':'all'}|bias trained along",
        "{'task_type':'TOKEN_CLS'}|task_type 'TOKEN_CLS' is not supported",
        "{'init_lora_weights':'pissa'}|init_lora_weights 'pissa' changes the base",
        "{'modules_to_save':['embed_tokens']}|modules_to_save holds 'embed_tokens'",
        "{'target_modules':'.*[qv]_proj'}|patterns are not supported",
        "{'target_modules':['lm_head']}|target_modules names no linear layer",
        "{'target_modules':null}|target_modules names no linear layer",
        "{'target_modules':[3]}|target_modules holds 3, expected texts",
      })
  void refusesByName(String change, String reason) {
    Refusal.saying(() -> open(change), "adapter_config.json: ", reason);
  }

  @Test
  void acceptsNamesThatMatchNothingAndGaussianStart() throws IOException {
    open("{'target_modules':['q_proj','v_proj','query_key_value'],'init_lora_weights':'gaussian'}");
  }

  @Test
  void refusesDirectoriesThatAreNoAdapters() throws IOException {
    ModelConfig base = config("llama-tied");
    Refusal.saying(() -> PeftAdapter.open(folder, base).close(), "not a PEFT adapter");
    Path copy = Goldens.copy(Goldens.adapter("plain"), folder.resolve("a"));
    Files.delete(copy.resolve(PeftAdapter.WEIGHTS));
    Refusal.saying(() -> PeftAdapter.open(copy, base).close(), "no such file");
    Files.writeString(copy.resolve("adapter_model.bin"), "x");
    Refusal.saying(() -> PeftAdapter.open(copy, base).close(), "PyTorch pickle");
  }

  private static PeftAdapterWriter.Factors factors(PeftAdapter adapter) {
    return (target, matrix) -> {
      try {
        return FloatSource.of(adapter.read(target, matrix));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  private void open(String change) throws IOException {
    Path copy = folder.resolve("changed");
    if (!Files.exists(copy)) {
      Goldens.copy(Goldens.adapter("plain"), copy);
    }
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode json =
        (ObjectNode) Goldens.json(Goldens.adapter("plain").resolve("adapter_config.json"));
    json.setAll((ObjectNode) mapper.readTree(change.replace('\'', '"')));
    Files.writeString(copy.resolve("adapter_config.json"), json.toString());
    PeftAdapter.open(copy, config("llama-tied")).close();
  }

  private static ModelConfig config(String name) throws IOException {
    return ModelConfigReader.read(Goldens.checkpoint(name).resolve("config.json"));
  }
}
