package dev.herder.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Seeded damage to a JSON file: of its text, or of its meaning. */
final class Mutation {
  private static final String[] STRINGS = {
    "",
    " ",
    "\u2581",
    "a",
    "<s>",
    "ByteLevel",
    "Metaspace",
    "Sequence",
    "BPE",
    "Unigram",
    "WordPiece",
    "WordLevel",
    "Replace",
    "Split",
    "Precompiled",
    "Strip",
    "Prepend",
    "first",
    "never",
    "isolated",
    "\u0000",
    "(",
    "[",
    "(a+)+$",
    "\\",
    "AAAA",
    "////",
    "TemplateProcessing",
    "BertProcessing",
    "RobertaProcessing",
    "Lowercase",
    "NFKC",
    "Fuse",
    "ByteFallback",
    "\ud800",
    "CTC",
    "BPEDecoder",
    "longest_first",
    "Right",
    "x".repeat(70_000),
    "Digits",
    "Punctuation",
    "CharDelimiterSplit",
    "UnicodeScripts",
    "WhitespaceSplit",
    "BertNormalizer",
    "BertPreTokenizer",
    "Nmt",
    "FixedLength"
  };
  private static final long[] NUMBERS = {
    0, 1, -1, 2, 255, 65_536, Integer.MAX_VALUE, 4_294_967_295L, 4_294_967_296L, Long.MAX_VALUE
  };

  private final Random random;

  Mutation(long seed) {
    this.random = new Random(seed);
  }

  /** The text with one to three injuries. */
  String apply(JsonNode original) {
    JsonNode tree = original.deepCopy();
    for (int i = random.nextInt(3); i >= 0; i--) {
      damage(tree);
    }
    String text = tree.toString();
    return random.nextInt(4) == 0 ? cut(text) : text;
  }

  private String cut(String text) {
    int at = random.nextInt(text.length());
    int length = 1 + random.nextInt(4);
    String rest = text.substring(Math.min(text.length(), at + length));
    return switch (random.nextInt(4)) {
      case 0 -> text.substring(0, at);
      case 1 -> text.substring(0, at) + rest;
      case 2 -> text.substring(0, at) + (char) random.nextInt(0x250) + rest;
      default -> text.substring(0, at) + text.substring(at, Math.min(text.length(), at + 9)) + rest;
    };
  }

  private void damage(JsonNode tree) {
    JsonNode chosen = anyOf(tree);
    if (chosen instanceof ObjectNode object && !object.isEmpty()) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      String name = names.get(random.nextInt(names.size()));
      switch (random.nextInt(5)) {
        case 0 -> object.remove(name);
        case 1 -> object.set(string(), object.remove(name));
        default -> object.set(name, other(tree, object.get(name)));
      }
    } else if (chosen instanceof ArrayNode array && !array.isEmpty()) {
      int at = random.nextInt(array.size());
      switch (random.nextInt(5)) {
        case 0 -> array.remove(at);
        case 1 -> array.insert(at, array.get(random.nextInt(array.size())).deepCopy());
        default -> array.set(at, other(tree, array.get(at)));
      }
    }
  }

  /** A container inside: every step down is as likely for small parts as for large ones. */
  private JsonNode anyOf(JsonNode tree) {
    JsonNode at = tree;
    while (true) {
      List<JsonNode> inner = new ArrayList<>();
      at.forEach(
          each -> {
            if (each.isContainerNode() && !each.isEmpty()) {
              inner.add(each);
            }
          });
      if (inner.isEmpty() || random.nextInt(6) == 0) {
        return at;
      }
      at = inner.get(random.nextInt(inner.size()));
    }
  }

  private JsonNode other(JsonNode tree, JsonNode old) {
    JsonNodeFactory make = JsonNodeFactory.instance;
    return switch (random.nextInt(old.isNumber() ? 14 : 9)) {
      case 0 -> make.nullNode();
      case 1 -> make.booleanNode(!old.asBoolean());
      case 2 -> make.textNode(string());
      case 3 -> make.arrayNode().add(old);
      case 4 -> make.objectNode();
      case 5 -> make.arrayNode();
      case 6 -> make.numberNode(random.nextDouble());
      case 7 -> copyOf(anyOf(tree));
      case 8 -> make.objectNode().put("type", string()).set("pattern", make.textNode(string()));
      default -> make.numberNode(NUMBERS[random.nextInt(NUMBERS.length)]);
    };
  }

  private static JsonNode copyOf(JsonNode node) {
    return node.size() > 300 ? JsonNodeFactory.instance.numberNode(7) : node.deepCopy();
  }

  private String string() {
    return STRINGS[random.nextInt(STRINGS.length)];
  }
}
