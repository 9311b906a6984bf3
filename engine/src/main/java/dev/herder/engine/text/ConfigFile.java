package dev.herder.engine.text;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.herder.core.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** One of the small JSON files beside a tokenizer; empty if there is none. */
final class ConfigFile {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** No tokenizer or template is near this size; a larger file is something else. */
  private static final long MAX_BYTES = 512L << 20;

  private final String name;
  private final JsonNode root;

  private ConfigFile(String name, JsonNode root) {
    this.name = name;
    this.root = root;
  }

  /**
   * Reads the file.
   *
   * @throws UserError if it is there and is not a JSON object
   */
  static ConfigFile readIfThere(Path file) {
    if (!Files.isRegularFile(file)) {
      return new ConfigFile(file.toString(), JsonNodeFactory.instance.objectNode());
    }
    try {
      JsonNode root = JSON.readTree(text(file));
      if (!root.isObject()) {
        throw new UserError(file + ": not a JSON object; fetch the file again");
      }
      return new ConfigFile(file.toString(), root);
    } catch (JsonProcessingException e) {
      throw notJson(file.toString(), e);
    }
  }

  /** What is told about a file that is not JSON. */
  static UserError notJson(String file, JsonProcessingException e) {
    JsonLocation place = e.getLocation();
    String reason = e.getOriginalMessage();
    return new UserError(
        file
            + (place == null ? "" : ":" + place.getLineNr())
            + ": not valid JSON: "
            + (reason == null ? "" : reason.lines().findFirst().orElse(""))
            + "; fetch the file again",
        e);
  }

  /**
   * A file's text.
   *
   * @throws UserError if it cannot be read or is not UTF-8
   */
  static String text(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new UserError(
            file + ": " + Files.size(file) + " bytes, expected at most " + MAX_BYTES);
      }
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
          .toString();
    } catch (CharacterCodingException e) {
      throw new UserError(file + ": not UTF-8; fetch the file again", e);
    } catch (IOException e) {
      throw new UserError(file + ": cannot be read (" + e.getMessage() + ")", e);
    }
  }

  JsonNode value(String key) {
    return root.path(key);
  }

  Optional<Boolean> flag(String key) {
    JsonNode value = root.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isBoolean()) {
      throw wrong(key, "expected true or false");
    }
    return Optional.of(value.booleanValue());
  }

  /** A token given as text or as an object with {@code content}. */
  Optional<String> token(String key) {
    JsonNode value = root.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    return Optional.of(content(key, value));
  }

  /** Tokens in a list, or as the values of an object. */
  Set<String> tokens(String key) {
    JsonNode list = root.path(key);
    if (!list.isMissingNode() && !list.isNull() && !list.isContainerNode()) {
      throw wrong(key, "expected a list of tokens");
    }
    Set<String> tokens = new LinkedHashSet<>();
    for (JsonNode each : list) {
      tokens.add(content(key, each));
    }
    return tokens;
  }

  private String content(String key, JsonNode value) {
    JsonNode content = value.isObject() ? value.path("content") : value;
    if (!content.isTextual() || content.textValue().isEmpty()) {
      throw wrong(key, "expected a token's text, or an object with its content");
    }
    return content.textValue();
  }

  /** One id or a list of ids. */
  Set<Integer> ids(String key) {
    JsonNode value = root.path(key);
    Set<Integer> ids = new LinkedHashSet<>();
    if (value.isArray()) {
      value.forEach(each -> ids.add(id(key, each)));
    } else if (!value.isMissingNode() && !value.isNull()) {
      ids.add(id(key, value));
    }
    return ids;
  }

  private int id(String key, JsonNode value) {
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0) {
      throw wrong(key, "expected a token id, a whole number from 0");
    }
    return value.intValue();
  }

  UserError wrong(String key, String expected) {
    return new UserError(name + ": " + key + ": " + expected);
  }
}
