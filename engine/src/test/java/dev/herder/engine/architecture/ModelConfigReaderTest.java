package dev.herder.engine.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.engine.architecture.ModelConfig.Scaling;
import dev.herder.engine.checkpoint.ExpectedTensors;
import dev.herder.engine.checkpoint.Head;
import dev.herder.engine.json.Refusal;
import dev.herder.engine.json.StrictJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class ModelConfigReaderTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/checkpoint/configs.json");

  static List<JsonNode> goldens() throws IOException {
    List<JsonNode> cases = new ArrayList<>();
    new ObjectMapper().readTree(GOLDEN.toFile()).forEach(cases::add);
    return cases;
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void readsAsTransformersDoes(JsonNode golden) {
    byte[] given = golden.get("given").toString().getBytes(StandardCharsets.UTF_8);
    ModelConfig config =
        ModelConfigReader.parse(StrictJson.parseObject(given, "config.json"), "config.json");
    JsonNode expected = golden.get("expected");
    ObjectMapper mapper = new ObjectMapper();
    JsonNode read = mapper.valueToTree(config);
    for (Map.Entry<String, JsonNode> entry : expected.properties()) {
      if (!List.of("rope", "shapes").contains(entry.getKey())) {
        assertEquals(entry.getValue(), read.get(entry.getKey()), entry.getKey());
      }
    }
    assertEquals(golden.get("given").get("hidden_size").intValue(), config.hiddenSize());
    assertEquals(golden.get("given").get("vocab_size").intValue(), config.vocabSize());
    assertEquals(
        golden.get("given").get("intermediate_size").intValue(), config.intermediateSize());
    assertEquals(golden.get("given").get("num_hidden_layers").intValue(), config.layers());
    assertEquals(golden.get("given").get("num_attention_heads").intValue(), config.heads());
    assertEquals(golden.get("given").get("model_type").textValue(), config.modelType());

    JsonNode rope = expected.get("rope");
    assertEquals(rope.get("rope_theta").doubleValue(), config.rope().theta());
    assertEquals(scaling(rope), config.rope().scaling());

    Map<String, List<Long>> shapes = ExpectedTensors.of(config, new Head.LanguageModel());
    for (Map.Entry<String, JsonNode> shape : expected.get("shapes").properties()) {
      List<Long> sizes = new ArrayList<>();
      shape.getValue().forEach(size -> sizes.add(size.longValue()));
      assertEquals(sizes, shapes.get(shape.getKey()), shape.getKey());
    }
    long inLayer = shapes.keySet().stream().filter(n -> n.contains("model.layers.1.")).count();
    assertEquals(expected.get("shapes").size(), inLayer);
  }

  private static Scaling scaling(JsonNode rope) {
    return switch (rope.get("rope_type").textValue()) {
      case "default" -> new Scaling.None();
      case "linear" -> new Scaling.Linear(rope.get("factor").doubleValue());
      case "llama3" ->
          new Scaling.Llama3(
              rope.get("factor").doubleValue(),
              rope.get("low_freq_factor").doubleValue(),
              rope.get("high_freq_factor").doubleValue(),
              rope.get("original_max_position_embeddings").intValue());
      default -> throw new IllegalArgumentException(rope.toString());
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'model_type':null}|model_type is missing, expected one of llama, mistral, qwen2, qwen3",
        "{'model_type':'qwen2_moe'}|'qwen2_moe' is not supported; supported are llama, mistral,"
            + " qwen2, qwen3 (nearest: qwen2)",
        "{'model_type':'bert'}|'bert' is not supported; supported are",
        "{'model_type':7}|model_type is 7, expected a text",
        "{'vocab_size':0}|vocab_size is 0, expected an integer of 1 to 16777216",
        "{'vocab_size':2000000000}|vocab_size is 2000000000",
        "{'hidden_size':null}|hidden_size is missing",
        "{'hidden_size':64.0}|hidden_size is 64.0",
        "{'hidden_size':'64'}|hidden_size is the text '64'",
        "{'hidden_size':66}|hidden_size 66 is not a multiple of num_attention_heads 8",
        "{'hidden_size':66,'head_dim':8}|hidden_size 66 is not a multiple",
        "{'hidden_size':72}|head_dim (hidden_size / num_attention_heads) is 9, expected an even",
        "{'head_dim':7}|head_dim is 7, expected an even number",
        "{'head_dim':100000}|head_dim is 100000",
        "{'num_hidden_layers':1000000}|num_hidden_layers is 1000000",
        "{'num_key_value_heads':3}|num_key_value_heads is 3, which does not divide",
        "{'rms_norm_eps':0}|rms_norm_eps is 0",
        "{'rms_norm_eps':'1e-5'}|rms_norm_eps is the text",
        "{'initializer_range':-1}|initializer_range is -1",
        "{'tie_word_embeddings':'yes'}|tie_word_embeddings is the text 'yes', expected true or false",
        "{'eos_token_id':[1,-1]}|eos_token_id holds -1",
        "{'eos_token_id':'</s>'}|eos_token_id holds the text",
        "{'bos_token_id':-1}|bos_token_id is -1",
        "{'torch_dtype':'float64'}|torch_dtype 'float64' is not supported",
        "{'dtype':'int8'}|dtype 'int8' is not supported",
        "{'hidden_act':'gelu'}|hidden_act 'gelu' is not supported, only silu",
        "{'quantization_config':{'bits':4}}|quantization_config is given",
        "{'num_local_experts':8}|num_local_experts is given: mixtures of experts",
        "{'num_experts':8}|num_experts is given",
        "{'vision_config':{}}|vision_config is given and not supported",
        "{'pretraining_tp':2}|pretraining_tp above 1",
        "{'attention_dropout':0.1}|attention_dropout is not supported; set it to 0.0",
        "{'partial_rotary_factor':0.5}|partial_rotary_factor below 1",
        "{'is_encoder_decoder':true}|is_encoder_decoder is true",
        "{'rope_theta':0}|rope_theta is 0",
        "{'rope_scaling':'linear'}|rope_scaling is the text",
        "{'rope_scaling':{'type':'linear'}}|rope_scaling.factor is missing",
        "{'rope_scaling':{'type':'linear','factor':0.5}}|rope_scaling.factor is 0.5",
        "{'rope_scaling':{'type':'dynamic','factor':2}}|rope_scaling.type 'dynamic' is not supported",
        "{'rope_parameters':{'rope_type':'yarn','factor':2}}|rope_parameters.rope_type 'yarn' is not",
        "{'rope_parameters':{'rope_type':'longrope'}}|'longrope' is not supported",
        "{'rope_parameters':{'partial_rotary_factor':0.25}}|rope_parameters.partial_rotary_factor",
        "{'rope_parameters':{'full_attention':{}}}|full_attention (a rotary embedding per layer",
        "{'rope_parameters':{'rope_theta':2},'rope_scaling':{'rope_theta':3}}|both given and differ",
        "{'rope_scaling':{'rope_type':'llama3','factor':8,'low_freq_factor':4,'high_freq_factor':4}}"
            + "|high_freq_factor must be above low_freq_factor",
        "{'model_type':'mistral'}|sliding_window is absent, which means 4096, below"
            + " max_position_embeddings 131072",
        "{'model_type':'mistral','sliding_window':100,'max_position_embeddings':101}"
            + "|sliding_window is 100, below",
        "{'model_type':'qwen2','num_key_value_heads':8,'use_sliding_window':true}"
            + "|use_sliding_window is true",
        "{'layer_types':['full_attention','sliding_attention']}|holds 'sliding_attention'",
        "{'layer_types':['full_attention']}|layer_types must be a list of 2",
      })
  void refusesByName(String change, String reason) throws IOException {
    Refusal.saying(() -> parse(change), "config.json: ", reason);
  }

  @Test
  void saysAllAtOnce() {
    Refusal.saying(
        () -> parse("{'vocab_size':0,'hidden_act':'relu','rope_theta':-1,'mlp_bias':2}"),
        "vocab_size is 0",
        "hidden_act 'relu'",
        "rope_theta is -1",
        "mlp_bias is 2");
  }

  @Test
  void ignoresKeysThatMeanNothingHere() throws IOException {
    ModelConfig plain = parse("{}");
    assertEquals(plain, parse("{'use_cache':false,'sliding_window':5,'auto_map':{},'x':[1]}"));
    assertEquals(
        plain, parse("{'num_experts':null,'quantization_config':null,'hidden_act':'swish'}"));
    assertEquals(plain, parse("{'torch_dtype':'torch.float32','pretraining_tp':1}"));
    assertTrue(parse("{'model_type':'mistral','sliding_window':null}").heads() == 8);
  }

  private static ModelConfig parse(String change) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode json =
        (ObjectNode)
            mapper.readTree(
                "{\"model_type\":\"llama\",\"vocab_size\":100,\"hidden_size\":64,"
                    + "\"intermediate_size\":96,\"num_hidden_layers\":2,"
                    + "\"num_attention_heads\":8}");
    json.setAll((ObjectNode) mapper.readTree(change.replace('\'', '"')));
    byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
    return ModelConfigReader.parse(StrictJson.parseObject(bytes, "config.json"), "config.json");
  }
}
