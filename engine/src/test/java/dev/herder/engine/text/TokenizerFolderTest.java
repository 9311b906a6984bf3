package dev.herder.engine.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenizerFolderTest {
  @TempDir Path folder;

  @BeforeEach
  void byteTokenizer() throws IOException {
    Files.copy(Golden.folder("bytes").resolve("tokenizer.json"), folder.resolve("tokenizer.json"));
  }

  private Tokenizer with(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text);
    return Tokenizer.load(folder);
  }

  @Test
  void tokenizerJsonIsEnough() {
    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      assertEquals(-1, tokenizer.bosId());
      assertEquals(-1, tokenizer.eosId());
      assertEquals(Set.of(), tokenizer.stopIds());
      assertEquals(Optional.empty(), tokenizer.chatTemplate());
    }
  }

  @Test
  void tokensMayBeObjectsAndComeFromTheMap() throws IOException {
    Files.writeString(
        folder.resolve("special_tokens_map.json"),
        """
        {"eos_token": "<|endoftext|>", "bos_token": {"content": "<|im_start|>", "lstrip": false}}
        """);
    try (Tokenizer tokenizer =
        with("tokenizer_config.json", "{\"eos_token\": {\"content\": \"<|im_end|>\"}}")) {
      assertEquals(2, tokenizer.eosId(), "the configuration goes before the map");
      assertEquals(1, tokenizer.bosId());
      assertEquals("<|im_end|>", tokenizer.namedTokens().get("eos_token"));
    }
  }

  @Test
  void generationConfigNamesTheStopIds() throws IOException {
    Files.writeString(folder.resolve("config.json"), "{\"eos_token_id\": 5, \"bos_token_id\": 1}");
    Files.writeString(folder.resolve("tokenizer_config.json"), "{\"eos_token\":\"<|im_end|>\"}");
    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      assertEquals(Set.of(2, 5), tokenizer.stopIds());
      assertEquals(1, tokenizer.bosId());
    }
    try (Tokenizer tokenizer = with("generation_config.json", "{\"eos_token_id\": [0, 2, 400]}")) {
      assertEquals(Set.of(2, 0, 400), tokenizer.stopIds());
    }
  }

  @Test
  void templatesByPrecedence() throws IOException {
    try (Tokenizer tokenizer = with("tokenizer_config.json", "{\"chat_template\": \"one\"}")) {
      assertEquals(Optional.of("one"), tokenizer.chatTemplate());
    }
    String list =
        """
        {"chat_template": [{"name": "rag", "template": "no"}, {"name": "default", "template": "two"}]}
        """;
    String hash;
    try (Tokenizer tokenizer = with("tokenizer_config.json", list)) {
      assertEquals(Optional.of("two"), tokenizer.chatTemplate());
      hash = tokenizer.sha256();
    }
    try (Tokenizer tokenizer = with("chat_template.jinja", "three\n")) {
      assertEquals(Optional.of("three\n"), tokenizer.chatTemplate());
      assertNotEquals(hash, tokenizer.sha256());
      assertEquals(64, tokenizer.sha256().length());
    }
  }

  @Test
  void configurationMayAddBosAndEos() throws IOException {
    String config = "\"bos_token\":\"<|im_start|>\",\"eos_token\":\"<|im_end|>\"";
    try (Tokenizer tokenizer =
        with("tokenizer_config.json", "{" + config + ",\"add_bos_token\":true}")) {
      int letter = tokenizer.encode("a")[0];
      assertArrayEquals(new int[] {1, letter}, tokenizer.tokens("a", true).ids());
      assertArrayEquals(new int[] {letter}, tokenizer.tokens("a", false).ids());
    }
    try (Tokenizer tokenizer =
        with(
            "tokenizer_config.json",
            "{" + config + ",\"add_bos_token\":true,\"add_eos_token\":true}")) {
      int letter = tokenizer.encode("a")[0];
      assertArrayEquals(new int[] {1, letter, 2}, tokenizer.tokens("a", true).ids());
    }
  }

  @Test
  void aNamedTokenOfTheVocabularyBecomesAControlToken() throws IOException {
    try (Tokenizer tokenizer = with("tokenizer_config.json", "{\"eos_token\": \"Z\"}")) {
      assertTrue(tokenizer.isSpecial(tokenizer.eosId()));
      assertEquals("ab", tokenizer.decode(tokenizer.encode("aZb"), true));
      String message = Refusal.of(() -> tokenizer.encodePlain("aZb"));
      assertTrue(message.contains("one character, \"Z\""), message);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "tokenizer.json|{\"model\":{}}|model.vocab: is missing",
        "tokenizer.json|{\"model\":{\"vocab\":{\"a\":0,\"b\":0}}}|the id 0 of \"b\" is taken",
        "tokenizer.json|{\"model\":{\"vocab\":{\"a\":9999999}}}|the largest id is 9999999",
        "tokenizer.json|{\"model\":{\"vocab\":{\"a\":99999999999}}}|out of range",
        "tokenizer.json|{\"model\":{\"dropout\":0.1,\"vocab\":{\"a\":0}}}|model.dropout: 0.1",
        "tokenizer.json|{\"decoder\":null,\"decoder\":null}|decoder: is there twice",
        "tokenizer.json|[]|not an object",
        "tokenizer.json|{\"model\"|not valid JSON",
        "tokenizer.json|{\"model\":{\"vocab\":{\"a\":0}}} x|not valid JSON",
        "tokenizer_config.json|{\"eos_token\": 7}|eos_token: expected a token's text",
        "tokenizer_config.json|{\"eos_token\": \"<none>\"}|has no token \"<none>\"",
        "tokenizer_config.json|{\"chat_template\": 7}|chat_template: expected text, or a list",
        "tokenizer_config.json|{\"chat_template\": []}|no template is named \"default\"",
        "tokenizer_config.json|{\"add_bos_token\": 1}|add_bos_token: expected true or false",
        "tokenizer_config.json|[]|not a JSON object",
        "generation_config.json|{\"eos_token_id\": [-1]}|eos_token_id: expected a token id",
      })
  void damagedFilesAreNamed(String file, String text, String reason) {
    String message = Refusal.of(() -> with(file, text).close());
    assertTrue(message.contains(reason), message);
    assertTrue(message.contains("tokenizer.json") || message.contains(file), message);
  }

  @Test
  void foldersWithoutATokenizerSayWhatToDo() throws IOException {
    Path file = folder.resolve("tokenizer.json");
    assertTrue(Refusal.of(() -> Tokenizer.load(file).close()).contains("not a folder"));
    Files.delete(file);
    assertTrue(Refusal.of(() -> Tokenizer.load(folder).close()).contains("no tokenizer.json"));
    Files.writeString(folder.resolve("tokenizer.model"), "x");
    String message = Refusal.of(() -> Tokenizer.load(folder).close());
    assertTrue(message.contains("SentencePiece") && message.contains("save_pretrained"), message);
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() throws IOException {
    Files.write(folder.resolve("tokenizer.json"), new byte[] {'{', (byte) 0xff, '}'});
    assertTrue(Refusal.of(() -> Tokenizer.load(folder).close()).contains("not UTF-8"));
  }

  @Test
  void filesThatWouldEndTheProcessAreRefused() throws IOException {
    String original = Files.readString(folder.resolve("tokenizer.json"));
    String[][] damages = {
      {
        "\"post_processor\":null",
        "\"post_processor\":{\"type\":\"TemplateProcessing\",\"single\":[{\"SpecialToken\":"
            + "{\"id\":\"<s>\",\"type_id\":0}}],\"pair\":[],\"special_tokens\":{}}",
        "\"<s>\" is not among special_tokens"
      },
      {
        "\"normalizer\":null",
        "\"normalizer\":{\"type\":\"Precompiled\"}",
        "Precompiled are not supported"
      },
      {
        "\"decoder\":{",
        "\"decoder\":{\"type\":\"Strip\",\"content\":\"x\",\"start\":1,\"stop\":1,\"old\":0,",
        "strips both ends"
      },
      {"\"Z\":", "\"" + "Z".repeat(5_000) + "\":", "5000 characters"},
    };
    for (String[] damage : damages) {
      String text = original.replace(damage[0], damage[1]);
      assertNotEquals(original, text, damage[0]);
      String message = Refusal.of(() -> with("tokenizer.json", text).close());
      assertTrue(message.contains(damage[2]), message);
    }
  }
}
