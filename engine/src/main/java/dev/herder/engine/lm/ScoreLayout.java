package dev.herder.engine.lm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.herder.core.UserError;
import dev.herder.engine.checkpoint.CheckpointLayout;
import dev.herder.engine.checkpoint.Head;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What becomes of a checkpoint's head when a model is opened as a language or a reward model. */
final class ScoreLayout {
  private ScoreLayout() {}

  /**
   * The layout of the opened model.
   *
   * @param scoring null for a language model
   * @param mayLackScore whether a language model may become a reward model
   * @throws UserError if the checkpoint is of the other kind, or has several labels
   */
  static CheckpointLayout of(
      CheckpointLayout stored, CausalLm.@Nullable Scoring scoring, boolean mayLackScore) {
    if (scoring == null) {
      if (stored.head() instanceof Head.Score) {
        throw notLanguage(stored.directory());
      }
      return stored;
    }
    if (stored.head() instanceof Head.Score head) {
      requireOne(stored.directory(), head.labels());
    } else if (!mayLackScore) {
      throw noHead(stored.directory());
    }
    CheckpointLayout layout =
        stored.head() instanceof Head.Score ? stored : stored.withHead(new Head.Score(1));
    if (scoring.padTokenId() < 0 || scoring.padTokenId() == layout.config().padTokenId()) {
      return layout;
    }
    JsonNode pad = JsonNodeFactory.instance.numberNode(scoring.padTokenId());
    return layout.withConfig(Map.of("pad_token_id", pad));
  }

  static void requireOne(Path directory, int labels) {
    if (labels != 1) {
      throw new UserError(
          directory
              + ": a classifier with "
              + labels
              + " labels (id2label in config.json), expected 1: a reward model gives one number");
    }
  }

  static UserError noHead(Path directory) {
    return new UserError(
        directory
            + ": is a language model without score.weight, expected a reward model"
            + " (...ForSequenceClassification); train one with 'herder reward'");
  }

  static UserError notLanguage(Path directory) {
    return new UserError(
        directory
            + ": is a reward model (...ForSequenceClassification), expected a language model; use"
            + " it with 'herder score' or --reward");
  }
}
