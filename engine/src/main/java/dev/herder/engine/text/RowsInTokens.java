package dev.herder.engine.text;

import dev.herder.core.data.Distribution;
import dev.herder.core.data.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows counted in tokens as one encoder sees them. For one thread. */
public final class RowsInTokens {
  private final Encoder encoder;
  private final EncodingCounts.Counter counter = new EncodingCounts.Counter();
  private final List<Long> tokens = new ArrayList<>();
  private final List<Long> supervised = new ArrayList<>();
  private final Map<String, Long> refused = new LinkedHashMap<>();

  public RowsInTokens(Encoder encoder) {
    this.encoder = encoder;
  }

  /** Counts a row and says what became of it. */
  public Outcome add(Row row) {
    Outcome outcome = encoder.encode(row);
    add(outcome);
    return outcome;
  }

  /** Counts a row that is encoded already. */
  public void add(Outcome outcome) {
    counter.add(outcome);
    if (outcome instanceof Outcome.Used used) {
      tokens.add(used.row().tokens());
      supervised.add(used.row().supervised());
    } else if (outcome instanceof Outcome.Refused row) {
      refused.merge(row.problem().message(), 1L, Long::sum);
    }
  }

  /** Tokens of each used row, in order. */
  public List<Long> lengths() {
    return Collections.unmodifiableList(tokens);
  }

  /**
   * What was counted.
   *
   * @param counts rows and tokens in all
   * @param tokens tokens of each used row
   * @param supervised learned tokens of each used row
   * @param refused rows that cannot be encoded, by reason
   */
  public record Result(
      EncodingCounts counts,
      Distribution tokens,
      Distribution supervised,
      Map<String, Long> refused) {
    public Result {
      refused = Collections.unmodifiableMap(new LinkedHashMap<>(refused));
    }
  }

  /** What was counted so far. */
  public Result result() {
    return new Result(counter.counts(), distribution(tokens), distribution(supervised), refused);
  }

  private static Distribution distribution(List<Long> numbers) {
    return Distribution.of(numbers.stream().mapToLong(Long::longValue).toArray());
  }
}
