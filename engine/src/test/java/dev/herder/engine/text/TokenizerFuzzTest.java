package dev.herder.engine.text;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerFuzzTest {
  private static final List<String> TEXTS =
      List.of("", "The lantern 12 </s><|im_end|>", " \u00e9\ud83d\ude00\n\n\u0000x");

  /** Mutations of each tokenizer. */
  private static final int MUTATIONS = 260;

  @ParameterizedTest
  @ValueSource(strings = {"bytes", "headers", "prepend", "unigram"})
  void damagedFilesWorkOrAreRefusedInOneLine(String name, @TempDir Path folder) throws IOException {
    for (String each : List.of("tokenizer.json", "tokenizer_config.json")) {
      Files.copy(Golden.folder(name).resolve(each), folder.resolve(each));
    }
    int refused = 0;
    for (String victim : List.of("tokenizer.json", "tokenizer_config.json")) {
      JsonNode original = Golden.JSON.readTree(folder.resolve(victim).toFile());
      int mutations = victim.equals("tokenizer.json") ? MUTATIONS : MUTATIONS / 4;
      for (int seed = 0; seed < mutations; seed++) {
        Path file = folder.resolve(victim);
        Files.writeString(file, new Mutation(seed).apply(original).replace('\ud800', '?'));
        refused += refuses(folder) ? 1 : 0;
      }
      Files.writeString(folder.resolve(victim), original.toString());
    }
    assertTrue(refused > MUTATIONS / 4, refused + " of " + MUTATIONS + " refused");
  }

  private static boolean refuses(Path folder) {
    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      for (String text : TEXTS) {
        tokenizer.decode(tokenizer.tokens(text, true).ids(), false);
        for (int id : tokenizer.encodePlain(text)) {
          assertTrue(!tokenizer.isSpecial(id) || id == tokenizer.unknownId());
        }
      }
      return false;
    } catch (UserError e) {
      String message = String.valueOf(e.getMessage());
      assertFalse(message.isBlank() || message.contains("\n") || message.length() > 600, message);
      return true;
    }
  }
}
