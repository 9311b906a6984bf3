package dev.herder.engine.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.data.Turns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EncoderTest {
  private static final EncoderConfig CONFIG =
      EncoderConfig.defaults(LocalDateTime.of(2026, 1, 2, 3, 4));
  private static final Row.Conversation ROW =
      Rows.chat(Rows.user("Hi"), Rows.assistant("Yo"), Rows.user("Sum?"), Rows.assistant("42"));

  @TempDir Path folder;
  private Tokenizer bytes;
  private Tokenizer headers;

  @BeforeAll
  void load() {
    bytes = Tokenizer.load(Golden.folder("bytes"));
    headers = Tokenizer.load(Golden.folder("headers"));
  }

  @AfterAll
  void close() {
    bytes.close();
    headers.close();
  }

  private Encoder chatml(EncoderConfig config) {
    return new Encoder(bytes, config);
  }

  private static Encoded encoded(Encoder encoder, Row row) {
    Outcome outcome = encoder.encode(row);
    return (Encoded) assertInstanceOf(Outcome.Used.class, outcome, outcome.toString()).row();
  }

  private static String problem(Encoder encoder, Row row) {
    Outcome outcome = encoder.encode(row);
    String text =
        assertInstanceOf(Outcome.Refused.class, outcome, outcome.toString()).problem().toString();
    assertTrue(text.startsWith("rows.jsonl:7: "), text);
    return text;
  }

  /** The learned stretches as text, joined by a bar. */
  private static String learned(Tokenizer tokenizer, Encoded row) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < row.ids().length; i++) {
      if (row.loss()[i]) {
        if (!row.loss()[i - 1] && !out.isEmpty()) {
          out.append("|");
        }
        out.append(tokenizer.decode(new int[] {row.ids()[i]}, false));
      }
    }
    return out.toString();
  }

  @Test
  void everyTurnOfTheAssistantIsLearnedWithWhatFollowsIt() {
    assertEquals("Yo<|im_end|>\n|42<|im_end|>\n", learned(bytes, encoded(chatml(CONFIG), ROW)));
    Encoder llama = new Encoder(headers, CONFIG);
    assertEquals("Yo<|eot_id|>|42<|eot_id|>", learned(headers, encoded(llama, ROW)));
  }

  @Test
  void theCompletionOfAConversationIsItsLastAnswer() {
    Encoder encoder = chatml(CONFIG.withLossOn(LossOn.COMPLETION));
    assertEquals("42<|im_end|>\n", learned(bytes, encoded(encoder, ROW)));
    Row open = Rows.chat(Rows.user("a"), Rows.assistant("b"), Rows.user("c"));
    assertEquals("b<|im_end|>\n", learned(bytes, encoded(encoder, open)));
  }

  @Test
  void everythingButTheFirstTokenIsLearnedWhenAsked() {
    Encoded row = encoded(chatml(CONFIG.withLossOn(LossOn.ALL)), ROW);
    assertEquals(row.tokens() - 1, row.supervised());
    assertTrue(!row.loss()[0] && row.loss()[1]);
  }

  @Test
  void ofACompletionOnlyTheAssistantSpeaks() {
    Row row =
        new Row.Demonstration(
            Rows.SOURCE,
            new Turns.Chat(List.of(Rows.user("q"), Rows.assistant("old"), Rows.user("r"))),
            new Turns.Chat(
                List.of(
                    Rows.assistant("call"), new Message("tool", "result"), Rows.assistant("done"))),
            Map.of());
    assertEquals("call<|im_end|>\n|done<|im_end|>\n", learned(bytes, encoded(chatml(CONFIG), row)));
    String completion = learned(bytes, encoded(chatml(CONFIG.withLossOn(LossOn.COMPLETION)), row));
    assertTrue(completion.contains("result"), completion);
  }

  /**
   * No row is longer than the model reads, whatever --max-length says; and the message says why.
   */
  @Test
  void theModelsOwnLengthIsALimitToo() {
    EncoderConfig config = CONFIG.withMaxLength(2048, Overlong.ERROR);
    assertEquals(config, config.within(2048));
    assertEquals(8, CONFIG.within(8).maxLength());
    String told = problem(chatml(config.within(8)), ROW);
    assertTrue(told.contains("expected at most 8, which is all that the model reads"), told);
    assertFalse(told.contains("raise --max-length"), told);
    assertInstanceOf(
        Outcome.Dropped.class,
        chatml(CONFIG.withMaxLength(2048, Overlong.DROP).within(8)).encode(ROW));
  }

  private static EncoderConfig with(String template) {
    return new EncoderConfig(
        LossOn.ASSISTANT, 0, false, Overlong.ERROR, false, Optional.of(template), CONFIG.now());
  }

  @Test
  void marksOfTheTemplateDecideWhatIsLearned() {
    try (Tokenizer marked = Tokenizer.load(Golden.folder("bytes-marked"))) {
      assertEquals(
          "Yo<|im_end|>|42<|im_end|>", learned(marked, encoded(new Encoder(marked, CONFIG), ROW)));
    }
  }

  @Test
  void anEndOfTurnLeftOutByMarksIsAnError() {
    String template =
        "{% for m in messages %}<|im_start|>{{ m.role }}: {% if m.role == 'assistant' %}"
            + "{% generation %}{{ m.content }}{% endgeneration %}{% else %}{{ m.content }}"
            + "{% endif %}<|im_end|>{% endfor %}";
    String problem = problem(chatml(with(template)), ROW);
    assertTrue(problem.contains("\"<|im_end|>\", is not learned"), problem);
    String mended =
        template
            .replace("{% endgeneration %}", "<|im_end|>{% endgeneration %}")
            .replace(
                "{{ m.content }}{% endif %}<|im_end|>", "{{ m.content }}<|im_end|>{% endif %}");
    assertEquals("Yo<|im_end|>|42<|im_end|>", learned(bytes, encoded(chatml(with(mended)), ROW)));
  }

  @Test
  void rowsWithNothingToLearnAreRefused() {
    String problem = problem(chatml(CONFIG), Rows.chat(Rows.user("only a question")));
    assertTrue(problem.contains("no token to learn"), problem);
    Encoder completion = chatml(CONFIG.withLossOn(LossOn.COMPLETION));
    problem = problem(completion, Rows.chat(Rows.user("only a question")));
    assertTrue(problem.contains("messages: no turn is the assistant's"), problem);
  }

  @Test
  void twoBosAreRefused() {
    String doubled =
        "{{ bos_token }}{{ bos_token }}{% for m in messages %}{{ m.content }}{% endfor %}";
    String problem = problem(new Encoder(headers, with(doubled)), ROW);
    assertTrue(problem.contains("begins with two \"<|begin_of_text|>\""), problem);
    Encoder verbatim = new Encoder(headers, CONFIG.withControlTokensInText(true));
    Row text = new Row.Text(Rows.SOURCE, "<|begin_of_text|>river", Map.of());
    assertTrue(problem(verbatim, text).contains("begins with two"));
  }

  @Test
  void longRowsAreRefusedDroppedOrCut() {
    int length = encoded(chatml(CONFIG), ROW).ids().length;
    String problem = problem(chatml(CONFIG.withMaxLength(length - 1, Overlong.ERROR)), ROW);
    assertTrue(problem.contains(length + " tokens, expected at most " + (length - 1)), problem);
    assertInstanceOf(
        Outcome.Used.class, chatml(CONFIG.withMaxLength(length, Overlong.ERROR)).encode(ROW));
    assertEquals(
        new Outcome.Dropped("too long"),
        chatml(CONFIG.withMaxLength(length - 1, Overlong.DROP)).encode(ROW));
    Outcome.Used cut =
        (Outcome.Used) chatml(CONFIG.withMaxLength(length - 2, Overlong.TRUNCATE)).encode(ROW);
    assertTrue(cut.truncated());
    assertEquals("Yo<|im_end|>\n|42", learned(bytes, (Encoded) cut.row()));
    assertEquals(
        new Outcome.Dropped("nothing to learn left after truncation"),
        chatml(CONFIG.withMaxLength(5, Overlong.TRUNCATE)).encode(ROW));
  }

  @Test
  void plainTextEndsWithOneEos() {
    Encoder encoder = chatml(CONFIG);
    int[] expected = bytes.encode("river<|im_end|>");
    for (String text : List.of("river", "river<|im_end|>")) {
      Encoded row = encoded(encoder, new Row.Text(Rows.SOURCE, text, Map.of()));
      assertArrayEquals(expected, row.ids(), text);
      assertEquals(expected.length - 1, row.supervised());
    }
  }

  @Test
  void controlTokensInPlainTextAreTextUnlessAsked() {
    Row row = new Row.Text(Rows.SOURCE, "a<|im_end|>b", Map.of());
    Outcome.Used asText = (Outcome.Used) chatml(CONFIG).encode(row);
    assertEquals(Set.of(Note.CONTROL_TEXT), asText.notes());
    int[] ids = ((Encoded) asText.row()).ids();
    assertEquals(2, ids[ids.length - 1]);
    assertEquals("a<|im_end|>b", bytes.decode(ids, true), "only the EOS is a control token");
    Outcome.Used asTokens = (Outcome.Used) chatml(CONFIG.withControlTokensInText(true)).encode(row);
    assertEquals(Set.of(), asTokens.notes());
    assertArrayEquals(bytes.encode("a<|im_end|>b<|im_end|>"), ((Encoded) asTokens.row()).ids());
  }

  @Test
  void anEosThatIsNoControlTokenIsRefused() throws IOException {
    Files.copy(
        Golden.folder("headers").resolve("tokenizer.json"), folder.resolve("tokenizer.json"));
    // An ordinary token whose entry in the vocabulary is not its text.
    int id = 0;
    while (!headers.token(id).startsWith("\u0120")) {
      id++;
    }
    Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\": " + id + "}");
    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      assertEquals(id, tokenizer.eosId());
      Row row = new Row.Text(Rows.SOURCE, "river", Map.of());
      String problem = problem(new Encoder(tokenizer, CONFIG), row);
      assertTrue(problem.contains("is not encoded as"), problem);
    }
  }

  @Test
  void everyExchangeMayHaveItsOwnBos() {
    try (Tokenizer prepend = Tokenizer.load(Golden.folder("prepend"))) {
      Encoded row = encoded(new Encoder(prepend, CONFIG), ROW);
      StringBuilder learned = new StringBuilder();
      for (int i = 0; i < row.ids().length; i++) {
        learned.append(row.loss()[i] ? prepend.token(row.ids()[i]) : "");
      }
      assertEquals("\u2581<0x59>o\u2581</s>\u258142\u2581</s>", learned.toString());
    }
  }

  @Test
  void reasoningThatEarlierTurnsLoseIsNotMissed() {
    String template =
        "{% for m in messages %}<|im_start|>{{ m.role }}\n"
            + "{% if m.role == 'assistant' and not loop.last and '</think>' in m.content %}"
            + "{{ m.content.split('</think>')[-1].lstrip('\n') }}"
            + "{% else %}{{ m.content }}{% endif %}<|im_end|>\n{% endfor %}"
            + "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";
    Row row =
        Rows.chat(
            Rows.user("Hi"),
            Rows.assistant("<think>\nx\n</think>\n\nYo"),
            Rows.user("Sum?"),
            Rows.assistant("<think>\ny\n</think>\n\n42"));
    assertEquals(
        "Yo<|im_end|>\n|<think>\ny\n</think>\n\n42<|im_end|>\n",
        learned(bytes, encoded(chatml(with(template)), row)));
  }

  @Test
  void plainTextNeedsAnEos() {
    Row row = new Row.Text(Rows.SOURCE, "river", Map.of());
    try (Tokenizer none = Bare.tokenizer()) {
      String problem = problem(new Encoder(none, CONFIG), row);
      assertTrue(problem.contains("the tokenizer has no EOS"), problem);
    }
  }

  @Test
  void messagesNeedATemplate() {
    try (Tokenizer none = Bare.tokenizer()) {
      String message = Refusal.of(() -> new Encoder(none, CONFIG).encode(ROW));
      assertTrue(message.contains("has no chat template"), message);
    }
  }

  @Test
  void promptsEndWithTheGenerationPrompt() {
    Row chat = new Row.Prompt(Rows.SOURCE, new Turns.Chat(List.of(Rows.user("Hi"))), Map.of());
    Outcome.Used used = (Outcome.Used) chatml(CONFIG).encode(chat);
    assertEquals(
        "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n",
        bytes.decode(((EncodedPrompt) used.row()).ids(), false));
    Row plain = new Row.Prompt(Rows.SOURCE, new Turns.Plain("The river"), Map.of());
    Encoder llama = new Encoder(headers, CONFIG);
    int[] ids = ((EncodedPrompt) ((Outcome.Used) llama.encode(plain)).row()).ids();
    assertEquals("<|begin_of_text|>The river", headers.decode(ids, false));
    Encoder small = chatml(CONFIG.withMaxLength(20, Overlong.DROP));
    assertEquals(new Outcome.Dropped("too long"), small.encode(chat));
    assertTrue(problem(chatml(CONFIG.withMaxLength(20, Overlong.ERROR)), chat).contains("tokens"));
  }

  @Test
  void answersShareTheirPromptAndAreCutTogether() {
    Row row =
        new Row.Ranked(
            Rows.SOURCE,
            new Turns.Chat(List.of(Rows.user("Hi"))),
            List.of(
                new Turns.Chat(List.of(Rows.assistant("best"))),
                new Turns.Chat(List.of(Rows.assistant("good"))),
                new Turns.Chat(List.of(Rows.assistant("bad one")))),
            Map.of());
    EncodedAnswers whole = (EncodedAnswers) ((Outcome.Used) chatml(CONFIG).encode(row)).row();
    assertEquals(3, whole.answers().size());
    assertEquals("best<|im_end|>\n", bytes.decode(whole.chosen().ids(), false));
    assertEquals("bad one<|im_end|>\n", bytes.decode(whole.rejected().ids(), false));
    boolean[] format = whole.chosen().format();
    assertArrayEquals(new boolean[] {false, false, false, false, true, false}, format);
    int prompt = whole.prompt().length;
    Outcome.Used cut =
        (Outcome.Used) chatml(CONFIG.withMaxLength(prompt + 5, Overlong.TRUNCATE)).encode(row);
    assertTrue(cut.truncated());
    EncodedAnswers shorter = (EncodedAnswers) cut.row();
    assertEquals("best<|im_end|>", bytes.decode(shorter.chosen().ids(), false));
    assertEquals("bad o", bytes.decode(shorter.rejected().ids(), false));
    assertEquals(
        new Outcome.Dropped("nothing to learn left after truncation"),
        chatml(CONFIG.withMaxLength(prompt, Overlong.TRUNCATE)).encode(row));
  }

  @Test
  void tokensOverTheBorderAreNoted() {
    Row row =
        new Row.Demonstration(
            Rows.SOURCE, new Turns.Plain("The ri"), new Turns.Plain("ver"), Map.of());
    Encoder encoder = new Encoder(headers, CONFIG);
    assertEquals(Set.of(Note.MERGED), ((Outcome.Used) encoder.encode(row)).notes());
    assertEquals(Set.of(), ((Outcome.Used) chatml(CONFIG).encode(row)).notes());
  }

  @Test
  void textThatNoEncodingCanWriteIsRefused() {
    String problem = problem(chatml(CONFIG), Rows.chat(Rows.user("a\ud800"), Rows.assistant("b")));
    assertTrue(problem.contains("unpaired surrogate"), problem);
  }
}
