package dev.herder.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which tokens control the conversation, by all files of a folder together. */
final class ControlTokens {
  static final JsonNode NOTHING = NullNode.getInstance();

  private ControlTokens() {}

  /**
   * The added tokens, those that the configuration gives a role marked special.
   *
   * <p>A token with a role that is only in the vocabulary becomes an added one, as in Python.
   */
  static List<AddedToken> all(TokenizerJson json, TokenizerFolder folder) {
    Set<String> special = new LinkedHashSet<>(folder.named().values());
    special.addAll(folder.extraSpecial());
    List<AddedToken> all = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (AddedToken token : json.added()) {
      seen.add(token.content());
      all.add(special.contains(token.content()) ? token.asSpecial() : token);
    }
    for (String content : special) {
      if (seen.add(content) && json.id(content) >= 0) {
        all.add(new AddedToken(json.id(content), content, true, false, false, false, false));
      }
    }
    return all;
  }

  /** The member {@code added_tokens}: the old one if it says the same. */
  static JsonNode list(List<AddedToken> tokens, JsonNode old) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (AddedToken token : tokens) {
      list.addObject()
          .put("id", token.id())
          .put("content", token.content())
          .put("single_word", token.singleWord())
          .put("lstrip", token.lstrip())
          .put("rstrip", token.rstrip())
          .put("normalized", token.normalized())
          .put("special", token.special());
    }
    return list.equals(old) ? old : list;
  }

  /** Hash of {@code tokenizer.json} and, after a zero byte, the chat template. */
  static String sha256(TokenizerFolder folder) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(folder.json().getBytes(StandardCharsets.UTF_8));
      folder
          .chatTemplate()
          .ifPresent(
              template -> {
                digest.update((byte) 0);
                digest.update(template.getBytes(StandardCharsets.UTF_8));
              });
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** A token in a message: quoted, on one line, not too long. */
  static String shown(String token) {
    String line = token.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    return '"' + (line.length() <= 60 ? line : line.substring(0, 57) + "...") + '"';
  }
}
