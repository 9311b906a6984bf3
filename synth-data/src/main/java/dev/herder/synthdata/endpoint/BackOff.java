package dev.herder.synthdata.endpoint;

import java.time.Clock;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** How long to wait before a request is sent again. */
final class BackOff {
  private static final long FIRST_MILLIS = 500;
  private static final long LONGEST_MILLIS = 60_000;

  /** A server may ask for so much patience and no more. */
  private static final long LONGEST_ASKED_MILLIS = 300_000;

  private BackOff() {}

  /**
   * Milliseconds to wait.
   *
   * @param attempt which attempt failed, from 0; each waits twice as long as the one before
   * @param retryAfter the server's wish: seconds or a date
   */
  static long millis(int attempt, Optional<String> retryAfter, Clock clock) {
    long own = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(attempt, 20));
    return retryAfter.map(wish -> asked(wish.strip(), clock, own)).orElse(own);
  }

  private static long asked(String wish, Clock clock, long own) {
    long millis;
    if (wish.matches("[0-9]{1,9}")) {
      millis = Long.parseLong(wish) * 1000;
    } else {
      try {
        ZonedDateTime at = ZonedDateTime.parse(wish, DateTimeFormatter.RFC_1123_DATE_TIME);
        millis = Duration.between(clock.instant(), at.toInstant()).toMillis();
      } catch (DateTimeParseException e) {
        // A wish that nobody can read is none.
        return own;
      }
    }
    return Math.max(0, Math.min(LONGEST_ASKED_MILLIS, millis));
  }
}
