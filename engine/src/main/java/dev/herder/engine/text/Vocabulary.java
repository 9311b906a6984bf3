package dev.herder.engine.text;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.herder.core.UserError;
import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tokens of a {@code tokenizer.json} and their ids. */
final class Vocabulary {
  /** Ids may leave this many gaps; more would make tables larger than the file justifies. */
  private static final int GAPS = 1 << 20;

  /** The library descends one level of the stack for each character. */
  private static final int LONGEST = 4096;

  /** No vocabulary is near this size. */
  private static final int LARGEST = 1 << 24;

  private final String file;
  private final Map<String, Integer> ids = new HashMap<>();
  private final BitSet used = new BitSet();
  private int maxId = -1;
  private String unknown = "";
  private int unknownId = -1;

  Vocabulary(String file) {
    this.file = file;
  }

  /** Reads the {@code model} member; the parser stands on its value. */
  void readModel(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw wrong("model", "is not an object");
    }
    boolean found = false;
    boolean prefixed = false;
    boolean merged = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equals("vocab")) {
        readVocab(parser);
        found = true;
      } else if (name.equals("unk_token") && value == JsonToken.VALUE_STRING) {
        unknown = parser.getText();
      } else if (name.equals("unk_id") && value == JsonToken.VALUE_NUMBER_INT) {
        unknownId = checkedId(parser.getLongValue(), "model.unk_id");
      } else if (name.equals("dropout") && value.isNumeric() && parser.getDoubleValue() != 0) {
        throw new UserError(
            file
                + ": model.dropout: "
                + parser.getText()
                + " makes the same text give other tokens each time; set it to null");
      } else {
        prefixed |=
            name.equals("continuing_subword_prefix")
                && !parser.getText().isEmpty()
                && value == JsonToken.VALUE_STRING;
        merged |= name.equals("merges") && value == JsonToken.START_ARRAY;
        parser.skipChildren();
      }
    }
    if (prefixed && merged) {
      throw new UserError(
          file
              + ": model.continuing_subword_prefix: merges with a prefix are not supported; no"
              + " model of the Llama, Mistral or Qwen families has one");
    }
    if (!found) {
      throw wrong("model.vocab", "is missing");
    }
    if (ids.isEmpty()) {
      throw wrong("model.vocab", "is empty");
    }
  }

  private void readVocab(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String token = parser.currentName();
        if (!parser.nextToken().equals(JsonToken.VALUE_NUMBER_INT)) {
          throw wrong("model.vocab", "the id of \"" + token + "\" is not a whole number");
        }
        put(token, checkedId(parser.getLongValue(), "model.vocab"), "model.vocab");
      }
    } else if (parser.currentToken() == JsonToken.START_ARRAY) {
      for (int id = 0; parser.nextToken() != JsonToken.END_ARRAY; id++) {
        boolean pair =
            parser.currentToken() == JsonToken.START_ARRAY
                && parser.nextToken() == JsonToken.VALUE_STRING;
        String token = pair ? parser.getText() : "";
        if (!pair || !parser.nextToken().isNumeric() || parser.nextToken() != JsonToken.END_ARRAY) {
          throw wrong("model.vocab[" + id + "]", "is not a list of a text and a score");
        }
        put(token, checkedId(id, "model.vocab"), "model.vocab");
      }
    } else {
      throw wrong("model.vocab", "is neither an object nor a list");
    }
  }

  /** An id as an int. */
  int checkedId(long id, String place) {
    if (id < 0 || id >= LARGEST) {
      throw wrong(place, "the id " + id + " is out of range");
    }
    return (int) id;
  }

  /** Adds a token; an added token may repeat one of the vocabulary. */
  void put(String token, int id, String place) {
    if (token.length() > LONGEST) {
      throw wrong(
          place, "a token has " + token.length() + " characters, expected at most " + LONGEST);
    }
    Integer old = ids.put(token, id);
    if (old != null && old != id) {
      throw wrong(place, ControlTokens.shown(token) + " has two ids, " + old + " and " + id);
    }
    if (old == null && used.get(id)) {
      throw wrong(place, "the id " + id + " of " + ControlTokens.shown(token) + " is taken");
    }
    used.set(id);
    maxId = Math.max(maxId, id);
  }

  /** The id of a token, or -1. */
  int id(String token) {
    return ids.getOrDefault(token, -1);
  }

  /** The id of the token for what the vocabulary lacks, or -1. */
  int unknownId() {
    return unknownId >= 0 ? unknownId : id(unknown);
  }

  /** Every token by id; null where no token has the id. */
  @Nullable String[] byId() {
    if (maxId - ids.size() > GAPS) {
      throw wrong("model.vocab", "the largest id is " + maxId + " with " + ids.size() + " tokens");
    }
    @Nullable String[] tokens = new String[maxId + 1];
    ids.forEach((token, id) -> tokens[id] = token);
    return tokens;
  }

  private UserError wrong(String place, String message) {
    return new UserError(file + ": " + place + ": " + message + "; fetch the file again");
  }
}
