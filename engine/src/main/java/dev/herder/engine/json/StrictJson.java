package dev.herder.engine.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads JSON as RFC 8259 has it, refusing duplicate keys, trailing text, invalid UTF-8, deep
 * nesting and oversized files.
 */
public final class StrictJson {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(64)
                  .maxNumberLength(400)
                  .maxNameLength(10_000)
                  .maxStringLength(10_000_000)
                  .build())
          .build();

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(FACTORY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          // Numbers that nobody changes go back to disk with the digits they came with.
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private StrictJson() {}

  /**
   * Reads a whole file of one JSON object.
   *
   * @param file a regular file (or a link to one)
   * @param mostBytes a longer file is refused before it is read
   * @throws UserError if the file is missing, too long, or not one JSON object
   * @throws IOException if the file cannot be read
   */
  public static ObjectNode readObject(Path file, long mostBytes) throws IOException {
    return parseObject(readBytes(file, mostBytes), file.toString());
  }

  /**
   * Reads a whole file.
   *
   * @param file a regular file (or a link to one)
   * @param mostBytes a longer file is refused before it is read
   * @throws UserError if the file is missing or too long
   * @throws IOException if the file cannot be read
   */
  public static byte[] readBytes(Path file, long mostBytes) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new UserError(
          Files.exists(file)
              ? file + ": expected a file, found something else"
              : file + ": no such file");
    }
    long size = Files.size(file);
    if (size > mostBytes) {
      throw new UserError(
          file + ": is " + size + " bytes long, more than the " + mostBytes + " that make sense");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes((int) mostBytes);
    }
  }

  /**
   * Parses one JSON object.
   *
   * @param bytes UTF-8
   * @param place how messages call the text, usually the file's name
   * @throws UserError if the text is not one JSON object
   */
  public static ObjectNode parseObject(byte[] bytes, String place) {
    JsonNode node;
    try {
      node = MAPPER.readTree(decode(bytes, place));
    } catch (JsonProcessingException e) {
      throw malformed(place, e);
    } catch (NumberFormatException e) {
      // An exponent beyond the range of BigDecimal comes through Jackson unchecked.
      throw new UserError(place + ": is not valid JSON: a number has an impossible exponent", e);
    }
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw new UserError(place + ": expected a JSON object in braces, found " + kind(node));
  }

  /**
   * A parser with the same strictness, for text too long for a tree.
   *
   * @param text JSON
   * @throws IOException never for text in memory, by Jackson's signature
   */
  public static JsonParser parser(String text) throws IOException {
    return FACTORY.createParser(text);
  }

  /**
   * Decodes UTF-8 and refuses malformed bytes, which Jackson would partly let through.
   *
   * @param bytes UTF-8
   * @param place how messages call the text
   * @throws UserError if the bytes are not UTF-8
   */
  public static String decode(byte[] bytes, String place) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new UserError(place + ": is not valid UTF-8, so it is not JSON", e);
    }
  }

  /**
   * The error for text that does not parse, with line and column.
   *
   * @param place how messages call the text
   * @param cause what the parser said
   */
  public static UserError malformed(String place, JsonProcessingException cause) {
    JsonLocation at = cause.getLocation();
    String where =
        at == null || at.getLineNr() < 1 ? "" : ":" + at.getLineNr() + ":" + at.getColumnNr();
    return new UserError(
        place + where + ": is not valid JSON: " + Excerpt.of(cause.getOriginalMessage()), cause);
  }

  /** What a node is, in words, for messages. */
  static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> "an object";
      case ARRAY -> "a list";
      case STRING -> "the text " + Excerpt.quoted(node.textValue());
      case NULL -> "null";
      case MISSING -> "nothing";
      default -> Excerpt.of(node.toString());
    };
  }
}
