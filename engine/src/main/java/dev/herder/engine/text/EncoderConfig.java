package dev.herder.engine.text;

import dev.herder.core.UserError;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * How rows become ids.
 *
 * @param lossOn which tokens are learned
 * @param maxLength the longest row in tokens; 0 is without a limit
 * @param ofModel whether {@code maxLength} is as much as the model reads, and cannot be raised
 * @param overlong what happens to longer rows
 * @param controlTokensInText whether control tokens spelled out in plain (not chat) text count as
 *     such, for rows that were rendered before; otherwise they are text
 * @param chatTemplate used instead of the model folder's
 * @param now the time that templates may ask for
 */
public record EncoderConfig(
    LossOn lossOn,
    int maxLength,
    boolean ofModel,
    Overlong overlong,
    boolean controlTokensInText,
    Optional<String> chatTemplate,
    LocalDateTime now) {
  public EncoderConfig {
    if (maxLength < 0 || maxLength == 1) {
      throw new UserError(
          "max-length: " + maxLength + " is out of range, expected 0 (no limit) or at least 2");
    }
  }

  /**
   * The date that templates are told unless another is asked for: a fixed one, so that the same run
   * gives the same ids on every day. It is the one that Llama 3's own templates fall back to.
   */
  public static final String DEFAULT_NOW = "2024-07-26";

  /**
   * Reads a date or a date with a time, as in ISO 8601: {@code 2024-07-26} or {@code
   * 2024-07-26T12:00:00}.
   *
   * @throws UserError if it is neither
   */
  public static LocalDateTime now(String text) {
    try {
      return text.contains("T") ? LocalDateTime.parse(text) : LocalDate.parse(text).atStartOfDay();
    } catch (DateTimeParseException e) {
      throw new UserError(
          "now: '%s' is no date, expected 2024-07-26 or 2024-07-26T12:00:00".formatted(text), e);
    }
  }

  /** Loss on the assistant, no limit of length, the folder's template. */
  public static EncoderConfig defaults(LocalDateTime now) {
    return new EncoderConfig(
        LossOn.ASSISTANT, 0, false, Overlong.ERROR, false, Optional.empty(), now);
  }

  /** The same with another choice of learned tokens. */
  public EncoderConfig withLossOn(LossOn other) {
    return new EncoderConfig(
        other, maxLength, ofModel, overlong, controlTokensInText, chatTemplate, now);
  }

  /** The same with another limit of length. */
  public EncoderConfig withMaxLength(int tokens, Overlong policy) {
    return new EncoderConfig(lossOn, tokens, false, policy, controlTokensInText, chatTemplate, now);
  }

  /**
   * The same with no row longer than a model reads.
   *
   * @param positions its {@code max_position_embeddings}
   */
  public EncoderConfig within(int positions) {
    return maxLength > 0 && maxLength <= positions
        ? this
        : new EncoderConfig(
            lossOn, positions, true, overlong, controlTokensInText, chatTemplate, now);
  }

  /** Says that a row is longer than {@link #maxLength}. */
  RowFault tooLong(long tokens) {
    return ofModel
        ? new RowFault(
            "",
            tokens
                + " tokens, expected at most "
                + maxLength
                + ", which is all that the model reads (max_position_embeddings)",
            "shorten the row, or let longer ones be dropped or truncated (--overlong)")
        : new RowFault(
            "",
            tokens + " tokens, expected at most " + maxLength,
            "raise --max-length, or let longer rows be dropped or truncated (--overlong)");
  }

  /** The same with control tokens in plain text recognised or not. */
  public EncoderConfig withControlTokensInText(boolean recognised) {
    return new EncoderConfig(lossOn, maxLength, ofModel, overlong, recognised, chatTemplate, now);
  }
}
