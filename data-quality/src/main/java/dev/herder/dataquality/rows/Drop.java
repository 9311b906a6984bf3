package dev.herder.dataquality.rows;

/**
 * Why a row is dropped.
 *
 * @param rule the rule's id, for example {@code exact-duplicate}
 * @param why what the rule found in this row, without the row's own secrets
 * @param sensitive whether the row's texts must not be shown in a report
 */
public record Drop(String rule, String why, boolean sensitive) {
  /** The rule of rows that cannot be read: not JSON, not UTF-8, too long, of no known schema. */
  public static final String UNREADABLE = "unreadable";

  /** A drop whose row may be shown. */
  public Drop(String rule, String why) {
    this(rule, why, false);
  }
}
