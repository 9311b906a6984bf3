package dev.herder.pipelines.forecast;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.pipelines.journal.Step;
import java.util.Map;
import java.util.TreeMap;

/**
 * How much a step has to do, by its inputs and settings, and what it leaves.
 *
 * @param kind what limits it
 * @param amount floating-point operations of models, bytes of texts
 * @param result of what it makes
 * @param bytes on the disk when it is done
 */
record Work(Kind kind, double amount, Volume result, double bytes) {
  /** What limits a step. */
  enum Kind {
    /** Forward and backward passes. */
    TRAINING,
    /** A model that answers, a token at a time. */
    ANSWERING,
    /** Reading and writing of texts. */
    TEXT
  }

  /** A rough mean of English and of code; digits have more tokens. */
  private static final double BYTES_PER_TOKEN = 4;

  /** A row's own keys beside its texts. */
  private static final double BYTES_PER_ROW = 200;

  /** Operations for each weight and token: a forward pass has 2, a backward pass twice that. */
  private static final double TRAINING_OPERATIONS = 6;

  private static final double ANSWERING_OPERATIONS = 2;

  /** The optimiser's two moments and the weights that it trains, in float32. */
  private static final double STATE_BYTES = 12;

  private static final double TEXT_START = 1e6;

  /**
   * Estimates.
   *
   * @param inputs the volume of each input by role
   */
  static Work of(Step step, Map<String, Volume> inputs) {
    Volume model = inputs.getOrDefault("model", Volume.none());
    Volume texts = Volume.none();
    for (Map.Entry<String, Volume> input : new TreeMap<>(inputs).entrySet()) {
      if (input.getValue().parameters() == 0) {
        texts = texts.and(input.getValue());
      }
    }
    JsonNode settings = step.settings();
    if (model.parameters() > 0 && settings.has("learning-rate")) {
      return training(settings, model, texts);
    }
    if (model.parameters() > 0 && texts.rows() > 0) {
      return answering(settings, model, texts);
    }
    return text(step, inputs, texts);
  }

  private static Work training(JsonNode settings, Volume model, Volume rows) {
    double batch = number(settings, "batch-size", 1);
    double most = number(settings, "max-steps", 0) * batch;
    double trained = most > 0 ? most : rows.rows() * number(settings, "num-train-epochs", 1);
    double tokens = trained * rows.bytes() / Math.max(1, rows.rows()) / BYTES_PER_TOKEN;
    // With a reference model, each row is also read once without gradients.
    double reference = settings.has("beta") ? ANSWERING_OPERATIONS : 0;
    boolean adapter = number(settings, "lora-r", 0) > 0;
    double bytes =
        adapter ? model.bytes() / 5 : 2 * model.bytes() + STATE_BYTES * model.parameters();
    double amount = (TRAINING_OPERATIONS + reference) * model.parameters() * tokens;
    return new Work(Kind.TRAINING, amount, new Volume(0, model.bytes(), model.parameters()), bytes);
  }

  /** Answers are taken to be half as long as they may be. */
  private static Work answering(JsonNode settings, Volume model, Volume prompts) {
    JsonNode suite = settings.path("options");
    double answers = number(settings, "k", number(suite, "n", 1));
    double most = number(settings, "max-new-tokens", number(suite, "max-new-tokens", 256));
    double length = number(settings, "maxNewTokens", most) / 2;
    double read = prompts.bytes() / BYTES_PER_TOKEN;
    double drawn = prompts.rows() * answers * length;
    double rows = prompts.rows() * answers;
    double bytes = answers * prompts.bytes() + rows * (BYTES_PER_ROW + length * BYTES_PER_TOKEN);
    double amount = ANSWERING_OPERATIONS * model.parameters() * (read + drawn);
    return new Work(Kind.ANSWERING, amount, new Volume(rows, bytes, 0), bytes);
  }

  /**
   * Rows come out as they go in. Of K answers to a prompt a selection keeps one at most, or pairs
   * two; it reads both the answers and the prompts, so the prompts are the smaller input. A
   * curriculum chooses among the prompts, however much it knows of earlier rounds.
   */
  private static Work text(Step step, Map<String, Volume> inputs, Volume texts) {
    Volume result = texts;
    Volume prompts = inputs.getOrDefault("prompts", Volume.none());
    if (step.settings().has("perRound") && prompts.rows() > 0) {
      result = prompts.first(number(step.settings(), "perRound", 0));
    } else if (step.settings().has("k")) {
      Volume least = texts;
      for (Volume input : inputs.values()) {
        least = input.rows() > 0 && input.rows() < least.rows() ? input : least;
      }
      boolean keepsAll = step.settings().has("scorer");
      double rows = least.rows() * (keepsAll ? number(step.settings(), "k", 1) : 1);
      double each = texts.bytes() / Math.max(1, texts.rows());
      result = new Volume(rows, rows * each, 0);
    }
    return new Work(Kind.TEXT, TEXT_START + texts.bytes(), result, result.bytes());
  }

  private static double number(JsonNode settings, String key, double otherwise) {
    return settings.path(key).isNumber() ? settings.path(key).asDouble() : otherwise;
  }
}
