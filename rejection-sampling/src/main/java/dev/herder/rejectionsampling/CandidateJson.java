package dev.herder.rejectionsampling;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.data.RowJson;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.FinishReason;
import dev.herder.core.select.Pairing;
import dev.herder.core.select.Scored;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Answers and chosen rows as JSON. */
final class CandidateJson {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ASSISTANT = "assistant";
  private static final Set<String> ANSWER_KEYS =
      Set.of(
          "prompt",
          "sample",
          "completion",
          "finish_reason",
          "tokens",
          "logprob",
          "score",
          "unscored");

  private CandidateJson() {}

  /**
   * One row of the file of answers.
   *
   * @param score null if there is none yet, or none can be given
   * @param unscored why none can be given; else null
   */
  static Map<String, Object> answer(
      Completion answer, @Nullable Double score, @Nullable String unscored) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("prompt", RowJson.turns(answer.prompt().prompt()));
    row.put("sample", answer.sample());
    row.put("completion", answer.text());
    row.put("finish_reason", answer.finishReason().id());
    row.put("tokens", answer.tokens());
    row.put("logprob", answer.logprob());
    if (score != null) {
      row.put("score", score);
    }
    if (unscored != null) {
      row.put("unscored", unscored);
    }
    // The prompt's own keys go along, but a row that was an answer once is now a prompt alone.
    RowJson.toMap(answer.prompt())
        .forEach(
            (key, value) -> {
              if (!ANSWER_KEYS.contains(key)) {
                row.put(key, value);
              }
            });
    return row;
  }

  static JsonNode parse(byte[] line) throws IOException {
    return JSON.readTree(line);
  }

  /**
   * Reads one row of the file of answers.
   *
   * @param prompt the prompt that it must be an answer to
   * @throws IOException if it is not, or is no such row, saying why
   */
  static Completion completion(JsonNode node, Row.Prompt prompt, int sample) throws IOException {
    if (!node.path("completion").isTextual()
        || !node.path("tokens").isInt()
        || !node.path("logprob").isNumber()) {
      throw new IOException("not a row with completion, tokens and logprob");
    }
    Completion answer =
        new Completion(
            prompt,
            sample,
            node.path("completion").asText(),
            finishReason(node.path("finish_reason").asText()),
            node.path("tokens").asInt(),
            node.path("logprob").asDouble());
    Map<String, Object> expected =
        answer(
            answer,
            node.has("score") ? node.path("score").asDouble() : null,
            isUnscored(node) ? node.path("unscored").asText() : null);
    if (!JSON.valueToTree(expected).toString().equals(node.toString())) {
      throw new IOException(
          "not sample " + sample + " of the prompt of " + prompt.source() + " as it is now");
    }
    return answer;
  }

  /** Whether the scorer could give the row no score. */
  static boolean isUnscored(JsonNode node) {
    return node.has("unscored");
  }

  /** The score of a row of the file of answers. */
  static double score(JsonNode node) throws IOException {
    double score = node.path("score").asDouble(Double.NaN);
    if (!Double.isFinite(score)) {
      throw new IOException("key 'score': expected a finite number");
    }
    return score;
  }

  /** A row to imitate. */
  static Map<String, Object> demonstration(Scored kept) {
    Row.Prompt prompt = kept.answer().prompt();
    Map<String, Object> variables = new LinkedHashMap<>(prompt.variables());
    variables.put("score", kept.score());
    if (prompt.prompt() instanceof Turns.Chat chat) {
      List<Message> messages = new ArrayList<>(chat.messages());
      messages.add(new Message(ASSISTANT, kept.answer().text()));
      return RowJson.toMap(new Row.Conversation(prompt.source(), messages, variables));
    }
    return RowJson.toMap(
        new Row.Demonstration(prompt.source(), prompt.prompt(), kept.side(), variables));
  }

  /** A better and a worse answer. */
  static Map<String, Object> preference(Pairing.Pair pair) {
    return RowJson.toMap(pair.row());
  }

  private static FinishReason finishReason(String id) throws IOException {
    for (FinishReason reason : FinishReason.values()) {
      if (reason.id().equals(id)) {
        return reason;
      }
    }
    throw new IOException("key 'finish_reason': '" + id + "' is neither stop nor length");
  }
}
