package dev.herder.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.herder.core.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the files of a model folder say about its tokenizer.
 *
 * @param jsonFile {@code tokenizer.json} as errors name it
 * @param json the text of {@code tokenizer.json}
 * @param named control tokens by their role ({@code bos_token}, {@code eos_token}, ...)
 * @param extraSpecial further control tokens that the configuration names
 * @param framing whether BOS and EOS are added to plain texts, where the configuration says so
 *     itself instead of leaving it to {@code tokenizer.json}
 * @param chatTemplate the default chat template's source
 * @param bosId begin-of-sequence id of the model's configuration, for folders that name no token;
 *     or -1
 * @param eosIds ids that end generation by the model's configuration
 */
record TokenizerFolder(
    String jsonFile,
    String json,
    Map<String, String> named,
    Set<String> extraSpecial,
    Optional<Framing> framing,
    Optional<String> chatTemplate,
    int bosId,
    Set<Integer> eosIds) {
  static final String TOKENIZER = "tokenizer.json";
  private static final String CONFIG = "tokenizer_config.json";
  private static final String TEMPLATE = "chat_template.jinja";
  private static final List<String> ROLES =
      List.of(
          "bos_token",
          "eos_token",
          "unk_token",
          "sep_token",
          "pad_token",
          "cls_token",
          "mask_token");

  /** Whether BOS and EOS are added around a plain text. */
  record Framing(boolean bos, boolean eos) {}

  /**
   * Reads the folder.
   *
   * @throws UserError naming the file and the reason
   */
  static TokenizerFolder read(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new UserError(
          folder + ": not a folder, expected one with a model in Hugging Face layout");
    }
    Path file = folder.resolve(TOKENIZER);
    if (!Files.isRegularFile(file)) {
      throw missing(folder);
    }
    ConfigFile config = ConfigFile.readIfThere(folder.resolve(CONFIG));
    ConfigFile map = ConfigFile.readIfThere(folder.resolve("special_tokens_map.json"));
    ConfigFile generation = ConfigFile.readIfThere(folder.resolve("generation_config.json"));
    ConfigFile model = ConfigFile.readIfThere(folder.resolve("config.json"));
    Map<String, String> named = new LinkedHashMap<>();
    for (String role : ROLES) {
      config.token(role).or(() -> map.token(role)).ifPresent(token -> named.put(role, token));
    }
    Set<String> extra = new LinkedHashSet<>();
    for (ConfigFile source : List.of(config, map)) {
      extra.addAll(source.tokens("additional_special_tokens"));
      extra.addAll(source.tokens("extra_special_tokens"));
    }
    Set<Integer> eosIds = new LinkedHashSet<>(generation.ids("eos_token_id"));
    if (eosIds.isEmpty()) {
      eosIds.addAll(model.ids("eos_token_id"));
    }
    int bosId = model.ids("bos_token_id").stream().findFirst().orElse(-1);
    return new TokenizerFolder(
        file.toString(),
        ConfigFile.text(file),
        named,
        extra,
        framing(config),
        template(folder.resolve(TEMPLATE), config),
        bosId,
        eosIds);
  }

  private static Optional<Framing> framing(ConfigFile config) {
    Optional<Boolean> bos = config.flag("add_bos_token");
    Optional<Boolean> eos = config.flag("add_eos_token");
    return bos.isEmpty() && eos.isEmpty()
        ? Optional.empty()
        : Optional.of(new Framing(bos.orElse(false), eos.orElse(false)));
  }

  private static Optional<String> template(Path file, ConfigFile config) {
    if (Files.isRegularFile(file)) {
      return Optional.of(ConfigFile.text(file));
    }
    JsonNode value = config.value("chat_template");
    if (value.isTextual()) {
      return Optional.of(value.textValue());
    }
    if (value.isNull() || value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.isArray()) {
      throw config.wrong("chat_template", "expected text, or a list of {name, template}");
    }
    JsonNode found = MissingNode.getInstance();
    for (JsonNode each : value) {
      if (!each.path("name").isTextual() || !each.path("template").isTextual()) {
        throw config.wrong("chat_template", "expected a list of {name, template}, both texts");
      }
      if (each.path("name").textValue().equals("default")) {
        found = each.path("template");
      }
    }
    if (!found.isTextual()) {
      throw config.wrong(
          "chat_template", "no template is named \"default\", which is the one to use");
    }
    return Optional.of(found.textValue());
  }

  private static UserError missing(Path folder) {
    boolean sentencePiece =
        Files.exists(folder.resolve("tokenizer.model"))
            || Files.exists(folder.resolve("spiece.model"));
    return new UserError(
        folder
            + ": no "
            + TOKENIZER
            + (sentencePiece
                ? ", only a SentencePiece or tiktoken model, which is not read; in Python,"
                    + " AutoTokenizer.from_pretrained(folder).save_pretrained(folder) of"
                    + " transformers writes one"
                : ", expected a model in Hugging Face layout; fetch the tokenizer's files too"));
  }
}
