package dev.herder.engine.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.UserError;
import dev.herder.engine.architecture.LoraConfig;
import dev.herder.engine.architecture.Projection;
import dev.herder.engine.json.Excerpt;
import dev.herder.engine.json.JsonFields;
import dev.herder.engine.json.StrictJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads PEFT's {@code adapter_config.json}.
 *
 * <p>PEFT adds variants of LoRA as new keys, so a key that is not known here must be off (null,
 * false, zero or empty); otherwise it is refused by its name.
 *
 * @param config the adapter's settings
 * @param targets the adapted weights of the model
 * @param score whether a score head was trained along and is saved with the adapter
 */
record LoraConfigReader(LoraConfig config, SortedSet<LoraTarget> targets, boolean score) {
  static final String FILE = "adapter_config.json";
  private static final long MOST_BYTES = 16L << 20;

  /** Keys read below. */
  private static final Set<String> READ =
      Set.of(
          "peft_type",
          "task_type",
          "r",
          "lora_alpha",
          "lora_dropout",
          "target_modules",
          "use_rslora",
          "bias",
          "modules_to_save",
          "init_lora_weights");

  /**
   * Keys that do not change what the adapter computes, or only together with one that is refused.
   */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "auto_mapping",
          "base_model_name_or_path",
          "revision",
          "inference_mode",
          "peft_version",
          "megatron_core",
          "qalora_group_size",
          "ensure_weight_tying",
          "layers_pattern",
          "loftq_config",
          "eva_config",
          "corda_config",
          "lora_ga_config",
          "runtime_config");

  /** Ways to start an adapter that leave the base model's weights as they are. */
  private static final Set<String> KEEPING_BASE = Set.of("gaussian", "eva", "orthogonal");

  /**
   * Reads the settings of an adapter.
   *
   * @param file an {@code adapter_config.json}
   * @param layers transformer blocks of the model that it adapts
   * @throws UserError if the file is missing, malformed, or asks for something unsupported
   */
  static LoraConfigReader read(Path file, int layers) throws IOException {
    ObjectNode json = StrictJson.readObject(file, MOST_BYTES);
    JsonFields fields = JsonFields.of(json, file.toString());
    String type = fields.textOr("peft_type", "missing");
    if (!type.equals("LORA")) {
      fields.problem("peft_type", "is " + Excerpt.quoted(type) + ", only LORA is supported");
    }
    fields.check();
    refuseUnsupported(fields);
    boolean score = score(fields);
    int r = fields.requiredInt("r", 1, LoraConfig.MOST_R);
    double alpha = fields.doubleOr("lora_alpha", 8, 1e-6, 1e9);
    double dropout = fields.doubleOr("lora_dropout", 0, 0, 0.999);
    boolean rslora = fields.boolOr("use_rslora", false);
    SortedSet<LoraTarget> targets = targets(fields, layers);
    fields.check();
    Set<Projection> projections =
        targets.stream()
            .map(LoraTarget::projection)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Projection.class)));
    return new LoraConfigReader(
        new LoraConfig(r, alpha, projections, rslora, dropout), targets, score);
  }

  private static void refuseUnsupported(JsonFields fields) {
    for (String key : fields.keys()) {
      JsonNode value = fields.get(key);
      if (value != null && !READ.contains(key) && !WITHOUT_EFFECT.contains(key) && !off(value)) {
        fields.problem(key, "is set, which is not supported");
      }
    }
    String task = fields.textOr("task_type", "CAUSAL_LM");
    if (!List.of("CAUSAL_LM", "SEQ_CLS").contains(task)) {
      fields.problem(
          "task_type", Excerpt.quoted(task) + " is not supported, only CAUSAL_LM and SEQ_CLS");
    }
    if (!fields.textOr("bias", "none").equals("none")) {
      fields.problem("bias", "trained along is not supported, only none");
    }
    JsonNode start = fields.get("init_lora_weights");
    if (start != null && !start.isBoolean() && !KEEPING_BASE.contains(start.asText())) {
      fields.problem(
          "init_lora_weights",
          Excerpt.quoted(start.asText())
              + " changes the base model's weights and is not supported");
    }
  }

  private static boolean off(JsonNode value) {
    return value.isNull()
        || (value.isBoolean() && !value.booleanValue())
        || (value.isContainerNode() && value.isEmpty())
        || (value.isTextual() && value.textValue().isEmpty())
        || (value.isNumber() && value.doubleValue() == 0);
  }

  private static boolean score(JsonFields fields) {
    List<String> saved = fields.texts("modules_to_save");
    for (String module : saved) {
      // PEFT names both for a classifier, whichever of them the model has.
      if (!module.equals("score") && !module.equals("classifier")) {
        fields.problem(
            "modules_to_save", "holds " + Excerpt.quoted(module) + "; only score is supported");
      }
    }
    return saved.contains("score");
  }

  private static SortedSet<LoraTarget> targets(JsonFields fields, int layers) {
    SortedSet<LoraTarget> all = LoraTarget.all(layers, EnumSet.allOf(Projection.class));
    JsonNode modules = fields.get("target_modules");
    if (modules != null && modules.isTextual()) {
      if (!modules.textValue().equals("all-linear")) {
        fields.problem(
            "target_modules",
            "is the pattern "
                + Excerpt.quoted(modules.textValue())
                + "; patterns are not supported, list the modules' names");
      }
      return all;
    }
    Set<String> names = new HashSet<>(fields.texts("target_modules"));
    SortedSet<LoraTarget> targets = new TreeSet<>();
    for (LoraTarget target : all) {
      if (named(target.module(), names)) {
        targets.add(target);
      }
    }
    if (targets.isEmpty() && fields.sound()) {
      fields.problem(
          "target_modules",
          "names no linear layer of the model; expected names such as q_proj, up_proj or all-linear");
    }
    return targets;
  }

  /** Whether a module goes by one of the names: its whole name, or what follows one of its dots. */
  private static boolean named(String module, Set<String> names) {
    int from = 0;
    while (!names.contains(module.substring(from))) {
      from = module.indexOf('.', from) + 1;
      if (from == 0) {
        return false;
      }
    }
    return true;
  }
}
