package dev.herder.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The same tokenizer with every control token spelled as no text spells it.
 *
 * <p>A text goes in with its true control tokens respelled and everything else as it is, and is
 * encoded in one run. So a control token's text that a user wrote is ordinary text to the library,
 * split and merged with its neighbours like any other, and a true control token takes white space
 * and prefix spaces exactly as it always does.
 */
final class PlainTokenizer implements AutoCloseable {
  private final Tokenizer owner;
  private final NativeTokenizer library;
  private final Map<Integer, String> spelling = new HashMap<>();
  private final String nonce;
  private final int unknownId;

  /**
   * Builds and loads it.
   *
   * @param added all added tokens
   * @param changes what is changed for the ordinary tokenizer
   * @param load loads the text of a {@code tokenizer.json}
   */
  PlainTokenizer(
      Tokenizer owner,
      TokenizerJson json,
      List<AddedToken> added,
      TokenizerJson.Changes changes,
      Function<String, NativeTokenizer> load) {
    this.owner = owner;
    // Lower-case letters and digits pass every normalizer as they are.
    this.nonce = "zq" + owner.sha256().substring(0, 20) + "x";
    this.unknownId = owner.unknownId();
    Map<String, String> renamed = new HashMap<>();
    for (AddedToken token : added) {
      if (token.special()) {
        String other = nonce + token.id() + "qz";
        spelling.put(token.id(), other);
        renamed.put(token.content(), other);
      }
    }
    ObjectNode tree = json.tree(changes);
    List<AddedToken> respelled =
        added.stream().map(t -> t.special() ? t.spelled(spelling(t.id())) : t).toList();
    tree.set("added_tokens", ControlTokens.list(respelled, ControlTokens.NOTHING));
    rename((ObjectNode) tree.get("model"), renamed);
    this.library = load.apply(tree.toString());
  }

  private String spelling(int id) {
    return spelling.getOrDefault(id, "");
  }

  private static void rename(ObjectNode model, Map<String, String> renamed) {
    JsonNode vocab = model.get("vocab");
    if (vocab instanceof ObjectNode byToken) {
      ObjectNode copy = JsonNodeFactory.instance.objectNode();
      byToken
          .properties()
          .forEach(e -> copy.set(renamed.getOrDefault(e.getKey(), e.getKey()), e.getValue()));
      model.set("vocab", copy);
    } else {
      for (JsonNode pair : vocab) {
        String other = renamed.get(pair.get(0).textValue());
        if (other != null) {
          ((ArrayNode) pair).set(0, TextNode.valueOf(other));
        }
      }
    }
    String unknown = renamed.get(model.path("unk_token").asText());
    if (unknown != null) {
      model.put("unk_token", unknown);
    }
    if (model.get("merges") instanceof ArrayNode merges) {
      dropMerges(merges, new HashSet<>(renamed.keySet()));
    }
  }

  /** A merge that makes or uses a control token would let plain text reach it. */
  private static void dropMerges(ArrayNode merges, Set<String> special) {
    for (int i = merges.size() - 1; i >= 0; i--) {
      JsonNode merge = merges.get(i);
      String left = merge.isArray() ? merge.path(0).asText() : before(merge.asText());
      String right = merge.isArray() ? merge.path(1).asText() : after(merge.asText());
      if (special.contains(left) || special.contains(right) || special.contains(left + right)) {
        merges.remove(i);
      }
    }
  }

  private static String before(String merge) {
    int space = merge.indexOf(' ');
    return space < 0 ? merge : merge.substring(0, space);
  }

  private static String after(String merge) {
    return merge.substring(merge.indexOf(' ') + 1);
  }

  /**
   * Text to tokens; exactly the named control tokens come out as such.
   *
   * @param text any text
   * @param hits the true control tokens in it, in order, not overlapping
   * @param addSpecial whether BOS and EOS are added as the tokenizer does for plain texts
   * @throws RowFault if the tokenizer makes a control token of other text even so
   */
  Tokens encode(String text, List<SpecialScanner.Hit> hits, boolean addSpecial) {
    if (text.contains(nonce)) {
      throw new RowFault(
          "",
          "the text contains \"" + nonce + "\", which stands for control tokens here",
          "remove it");
    }
    checkSingle(text, hits);
    Respelled respelled = respell(text, hits);
    Tokens tokens = owner.run(library, respelled.text(), addSpecial);
    int next = 0;
    for (int i = 0; i < tokens.size(); i++) {
      boolean inText = tokens.start(i) < tokens.end(i);
      if (inText && owner.isSpecial(tokens.id(i))) {
        if (next < hits.size() && hits.get(next).token().id() == tokens.id(i)) {
          next++;
        } else if (tokens.id(i) != unknownId) {
          throw fault(tokens.id(i));
        }
      }
    }
    if (next != hits.size()) {
      throw fault(hits.get(next).token().id());
    }
    return respelled.mapBack(tokens);
  }

  /** Text without its only character would be lost text, so there is no plain spelling. */
  private void checkSingle(String text, List<SpecialScanner.Hit> hits) {
    for (SpecialScanner.Hit hit : owner.scanner().find(text)) {
      if (hit.indivisible() && !hits.contains(hit)) {
        throw indivisible(hit.token());
      }
    }
  }

  /** What is told about text with a control token that is a single character. */
  static RowFault indivisible(AddedToken token) {
    return new RowFault(
        "",
        "the text has a control token of one character, "
            + ControlTokens.shown(token.content())
            + ", which cannot be written otherwise",
        "remove it");
  }

  private RowFault fault(int id) {
    return new RowFault(
        "",
        "the tokenizer cannot tell the control token "
            + ControlTokens.shown(owner.token(id))
            + " from the same text written by a user",
        "remove that text");
  }

  private Respelled respell(String text, List<SpecialScanner.Hit> hits) {
    StringBuilder out = new StringBuilder(text.length() + 40 * hits.size());
    int at = 0;
    for (SpecialScanner.Hit hit : hits) {
      out.append(text, at, hit.start()).append(spelling(hit.token().id()));
      at = hit.end();
    }
    return new Respelled(out.append(text, at, text.length()).toString(), this, hits);
  }

  /** A text with other spellings of its control tokens, and the way back. */
  private record Respelled(String text, PlainTokenizer by, List<SpecialScanner.Hit> hits) {
    Tokens mapBack(Tokens tokens) {
      int[] starts = new int[tokens.size()];
      int[] ends = new int[tokens.size()];
      int next = 0;
      int shift = 0;
      for (int i = 0; i < tokens.size(); i++) {
        // Tokens come in order, so each hit is passed once.
        while (next < hits.size() && tokens.start(i) >= respelledEnd(next, shift)) {
          shift = respelledEnd(next, shift) - hits.get(next).end();
          next++;
        }
        starts[i] = back(tokens.start(i), next, shift);
        ends[i] = backEnd(tokens.end(i), next, shift);
      }
      return new Tokens(tokens.ids(), starts, ends);
    }

    private int respelledEnd(int hit, int shift) {
      return hits.get(hit).start() + shift + by.spelling(hits.get(hit).token().id()).length();
    }

    private int back(int index, int next, int shift) {
      return next < hits.size() ? Math.min(index - shift, hits.get(next).start()) : index - shift;
    }

    /** The end of a token that may reach over hit {@code next} and white space after it. */
    private int backEnd(int index, int next, int shift) {
      if (next < hits.size() && index > hits.get(next).start() + shift) {
        int beyond = index - respelledEnd(next, shift);
        return hits.get(next).end() + Math.max(0, beyond);
      }
      return index - shift;
    }
  }

  @Override
  public void close() {
    library.close();
  }
}
