package dev.herder.pipelines.step;

import dev.herder.core.data.Purpose;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where in a round a step of one's own may stand, and what it is given there. */
public enum Place {
  /** The prompts that the round asks: rows of prompts. */
  PROMPTS(Purpose.PROMPTS, "before sample"),
  /** The answers: the same prompts and samples must come out, in the same order. */
  SAMPLES(null, "after sample", "before verify"),
  /** The answers with their scores; likewise, and every answer keeps a {@code score}. */
  CANDIDATES(null, "after verify", "before select"),
  /** The kept answers: rows to imitate. */
  KEPT(Purpose.TRAINING_SFT, "after select"),
  /** The rows of fine-tuning. */
  ROWS(Purpose.TRAINING_SFT, "after mix", "before sft"),
  /** The fine-tuned model: a folder in Hugging Face layout. */
  TUNED(null, "after sft"),
  /** The pairs of DPO. */
  PAIRS(Purpose.PREFERENCE, "before dpo"),
  /** The model after DPO: a folder in Hugging Face layout. */
  ALIGNED(null, "after dpo");

  private final Optional<Purpose> purpose;
  private final String name;
  private final String otherName;

  Place(@Nullable Purpose purpose, String name) {
    this(purpose, name, "");
  }

  Place(@Nullable Purpose purpose, String name, String otherName) {
    this.purpose = Optional.ofNullable(purpose);
    this.name = name;
    this.otherName = otherName;
  }

  /** What it is called in recipes, for example {@code after mix}. */
  public List<String> names() {
    return otherName.isEmpty() ? List.of(name) : List.of(name, otherName);
  }

  /** Whether a model's folder is given and made there, or else a file. */
  public boolean isModel() {
    return this == TUNED || this == ALIGNED;
  }

  /** What rows are for there; empty where it is no file of training rows or prompts. */
  public Optional<Purpose> purpose() {
    return purpose;
  }

  /** The names of all places. */
  public static List<String> allNames() {
    return Arrays.stream(values()).flatMap(place -> place.names().stream()).toList();
  }
}
