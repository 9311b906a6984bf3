package dev.herder.engine.text;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.UserError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A {@code tokenizer.json}, read once: its vocabulary, its added tokens, and where its parts lie.
 *
 * <p>The parts' places let the text be handed to the native library with some parts replaced and
 * the megabytes of vocabulary and merges untouched.
 */
final class TokenizerJson {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_ADDED = 1000;

  private final String file;
  private final String text;
  private final Map<String, Part> parts = new LinkedHashMap<>();
  private final List<AddedToken> added = new ArrayList<>();
  private final Vocabulary vocabulary;

  /** A top-level member: its value and the text that it takes up. */
  private record Part(JsonNode value, int start, int end) {}

  /**
   * Reads the file's text.
   *
   * @throws UserError if it is not JSON of the expected shape
   */
  TokenizerJson(String file, String text) {
    this.file = file;
    this.text = text;
    this.vocabulary = new Vocabulary(file);
    try (JsonParser parser = JSON.getFactory().createParser(text)) {
      read(parser);
    } catch (JsonProcessingException e) {
      throw ConfigFile.notJson(file, e);
    } catch (IOException e) {
      throw new IllegalStateException("reading a string failed", e);
    }
    for (AddedToken token : added) {
      vocabulary.put(token.content(), token.id(), "added_tokens");
    }
  }

  /** Every token's text by id; null where no token has the id. */
  @Nullable String[] tokens() {
    return vocabulary.byId();
  }

  /** The added tokens in the order of the file. */
  List<AddedToken> added() {
    return List.copyOf(added);
  }

  /** The id of a token of the vocabulary or an added one, or -1. */
  int id(String token) {
    return vocabulary.id(token);
  }

  /** The id of the token for what the vocabulary lacks, or -1. */
  int unknownId() {
    return vocabulary.unknownId();
  }

  /** The text handed to the library when this tokenizer is to be loaded with changes. */
  String with(Changes changes) {
    StringBuilder out = new StringBuilder(text.length() + 1024);
    int at = text.indexOf('{') + 1;
    out.append(text, 0, at);
    for (String absent : List.of("added_tokens", "post_processor")) {
      JsonNode value = changes.apply(absent, ControlTokens.NOTHING);
      if (!parts.containsKey(absent) && !value.isEmpty()) {
        out.append('"').append(absent).append("\":").append(value).append(',');
      }
    }
    for (Map.Entry<String, Part> each : parts.entrySet()) {
      JsonNode value = changes.apply(each.getKey(), each.getValue().value());
      if (!value.equals(each.getValue().value())) {
        out.append(text, at, each.getValue().start()).append(value);
        at = each.getValue().end();
      }
    }
    return out.append(text, at, text.length()).toString();
  }

  /** Changes members of the top level. */
  @FunctionalInterface
  interface Changes {
    /** The new value of a member, or the old one, which is null where the file lacks it. */
    JsonNode apply(String name, JsonNode value);
  }

  /** The whole file with changed members as a tree, for more changes deep inside. */
  ObjectNode tree(Changes changes) {
    try {
      return (ObjectNode) JSON.readTree(with(changes));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the text was valid before", e);
    }
  }

  private void read(JsonParser parser) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw wrong("", "not an object");
    }
    boolean model = false;
    Set<String> names = new HashSet<>();
    PartCheck check = new PartCheck(file);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (!names.add(name)) {
        throw wrong(name, "is there twice");
      }
      if (name.equals("model")) {
        vocabulary.readModel(parser);
        model = true;
      } else {
        int start = Math.toIntExact(parser.currentTokenLocation().getCharOffset());
        JsonNode node = JSON.readTree(parser);
        int end = Math.toIntExact(parser.currentLocation().getCharOffset());
        if (value.isStructStart() || value == JsonToken.VALUE_NULL) {
          parts.put(name, new Part(node, start, end));
        }
        if (name.equals("added_tokens")) {
          readAdded(node);
        } else {
          check.check(name, node);
        }
      }
    }
    if (!model) {
      throw wrong("model", "is missing");
    }
    if (parser.nextToken() != null) {
      throw wrong("", "more text follows the JSON object");
    }
  }

  private void readAdded(JsonNode list) {
    if (!list.isArray() && !list.isNull()) {
      throw wrong("added_tokens", "is not a list");
    }
    added.clear();
    for (int i = 0; i < list.size(); i++) {
      JsonNode each = list.get(i);
      String place = "added_tokens[" + i + "]";
      JsonNode id = each.path("id");
      JsonNode content = each.path("content");
      if (!id.isIntegralNumber() || !content.isTextual()) {
        throw wrong(place, "expected an object with an id (whole number) and content (text)");
      }
      int length = content.textValue().length();
      if (length == 0 || length > LONGEST_ADDED) {
        throw wrong(place + ".content", length + " characters, expected 1 to " + LONGEST_ADDED);
      }
      added.add(
          new AddedToken(
              vocabulary.checkedId(id.longValue(), place),
              content.textValue(),
              flag(each, "special", place),
              flag(each, "single_word", place),
              flag(each, "lstrip", place),
              flag(each, "rstrip", place),
              flag(each, "normalized", place)));
    }
  }

  private boolean flag(JsonNode token, String name, String place) {
    JsonNode value = token.path(name);
    if (!value.isBoolean()) {
      throw wrong(place + "." + name, "expected true or false");
    }
    return value.booleanValue();
  }

  private UserError wrong(String place, String message) {
    return new UserError(
        file + ": " + (place.isEmpty() ? "" : place + ": ") + message + "; fetch the file again");
  }

  /** The post-processor without the trimming of offsets, which loses the place of white space. */
  static JsonNode untrimmed(JsonNode postProcessor) {
    if (!(postProcessor instanceof ObjectNode)) {
      return postProcessor;
    }
    ObjectNode copy = postProcessor.deepCopy();
    if (copy.has("trim_offsets")) {
      copy.put("trim_offsets", false);
    }
    for (JsonNode each : copy.path("processors")) {
      if (each instanceof ObjectNode inner && inner.has("trim_offsets")) {
        inner.put("trim_offsets", false);
      }
    }
    return copy;
  }

  /** A post-processor that adds at most one token before and one after the text. */
  static JsonNode framing(@Nullable String bos, int bosId, @Nullable String eos, int eosId) {
    JsonNodeFactory make = JsonNodeFactory.instance;
    ObjectNode out = make.objectNode().put("type", "TemplateProcessing");
    for (String sequences : List.of("single", "pair")) {
      var list = out.putArray(sequences);
      for (int i = 0; i < (sequences.equals("pair") ? 2 : 1); i++) {
        if (bos != null) {
          list.addObject().putObject("SpecialToken").put("id", bos).put("type_id", i);
        }
        list.addObject().putObject("Sequence").put("id", i == 0 ? "A" : "B").put("type_id", i);
        if (eos != null) {
          list.addObject().putObject("SpecialToken").put("id", eos).put("type_id", i);
        }
      }
    }
    ObjectNode special = out.putObject("special_tokens");
    if (bos != null) {
      frame(special, bos, bosId);
    }
    if (eos != null) {
      frame(special, eos, eosId);
    }
    return out;
  }

  private static void frame(ObjectNode special, String token, int id) {
    ObjectNode entry = special.putObject(token).put("id", token);
    entry.putArray("ids").add(id);
    entry.putArray("tokens").add(token);
  }
}
