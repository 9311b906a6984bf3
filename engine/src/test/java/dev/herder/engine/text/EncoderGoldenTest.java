package dev.herder.engine.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.core.data.Row;
import java.time.LocalDateTime;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncoderGoldenTest {
  private static final EncoderConfig CONFIG =
      EncoderConfig.defaults(LocalDateTime.of(2026, 1, 2, 3, 4));

  @ParameterizedTest
  @ValueSource(strings = {"bytes", "bytes-marked", "headers", "joined", "prepend", "unigram"})
  void idsAndLossAreThoseOfTrl(String name) {
    try (Tokenizer tokenizer = Tokenizer.load(Golden.folder(name))) {
      int compared = 0;
      for (JsonNode each : Golden.cases(name).path("rows")) {
        LossOn lossOn = LossOn.valueOf(each.path("loss").textValue().toUpperCase(Locale.ROOT));
        Encoded encoded = encode(tokenizer, lossOn, Rows.of(each.path("row")));
        assertArrayEquals(Golden.ints(each.path("input_ids")), encoded.ids(), each.toString());
        assertArrayEquals(
            learned(Golden.ints(each.path("labels"))), learned(encoded), each.toString());
        compared++;
      }
      assertTrue(compared >= 30, "compared " + compared);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes", "bytes-marked", "headers", "joined", "prepend", "unigram"})
  void preferencesAreThoseOfTrl(String name) {
    try (Tokenizer tokenizer = Tokenizer.load(Golden.folder(name))) {
      for (JsonNode each : Golden.cases(name).path("preference")) {
        Encoder encoder = new Encoder(tokenizer, CONFIG);
        EncodedAnswers row = (EncodedAnswers) used(encoder.encode(Rows.of(each.path("row")))).row();
        assertArrayEquals(Golden.ints(each.path("prompt_ids")), row.prompt(), each.toString());
        assertArrayEquals(Golden.ints(each.path("chosen_ids")), row.chosen().ids());
        assertArrayEquals(Golden.ints(each.path("rejected_ids")), row.rejected().ids());
        for (int i = 0; i < row.chosen().ids().length; i++) {
          assertEquals(
              tokenizer.token(row.chosen().ids()[i]).matches("<(\\|.*\\||/?s)>"),
              row.chosen().format()[i]);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes", "headers", "joined", "prepend", "unigram"})
  void theAssistantOfOneTurnIsTheCompletion(String name) {
    try (Tokenizer tokenizer = Tokenizer.load(Golden.folder(name))) {
      for (JsonNode each : Golden.cases(name).path("rows")) {
        if (each.path("loss").textValue().equals("completion")) {
          Row row = Rows.of(each.path("row"));
          assertArrayEquals(
              learned(encode(tokenizer, LossOn.COMPLETION, row)),
              learned(encode(tokenizer, LossOn.ASSISTANT, row)));
        }
      }
    }
  }

  private static Encoded encode(Tokenizer tokenizer, LossOn lossOn, Row row) {
    Encoder encoder = new Encoder(tokenizer, CONFIG.withLossOn(lossOn));
    return (Encoded) used(encoder.encode(row)).row();
  }

  private static Outcome.Used used(Outcome outcome) {
    return assertInstanceOf(Outcome.Used.class, outcome, outcome.toString());
  }

  /** Indices of learned tokens. */
  private static int[] learned(Encoded row) {
    return IntStream.range(0, row.ids().length).filter(i -> row.loss()[i]).toArray();
  }

  /** The first label is never used: it has no prediction. */
  private static int[] learned(int[] labels) {
    return IntStream.range(1, labels.length).filter(i -> labels[i] != -100).toArray();
  }
}
