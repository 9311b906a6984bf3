package dev.herder.engine.text;

import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import dev.herder.core.run.RowCounts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All rows of a file as ids, and what became of each.
 *
 * @param rows those that are used, in the order of the file
 * @param counts rows used, dropped and truncated by reason
 * @param <E> an encoded row
 */
public record EncodedRows<E>(List<E> rows, RowCounts counts) {
  private static final int SHOWN = 100;
  private static final String TOO_LONG = "longer than max-length";
  private static final String CUT_AWAY = "no supervised token within max-length";

  public EncodedRows {
    rows = List.copyOf(rows);
  }

  /**
   * Encodes rows to imitate.
   *
   * @param maxLength longest row in tokens
   * @throws UserError with every row that cannot be encoded or, under {@link Overlong#ERROR}, is
   *     too long
   */
  public static EncodedRows<EncodedRow> rows(
      RowEncoder encoder, List<Row> rows, LossOn lossOn, int maxLength, Overlong overlong) {
    Collector<EncodedRow> collector = new Collector<>();
    for (Row row : rows) {
      collector.add(
          () -> {
            EncodedRow encoded = encoder.encode(row, lossOn);
            int length = encoded.ids().length;
            if (length <= maxLength) {
              return encoded;
            }
            if (overlong == Overlong.TRUNCATE) {
              EncodedRow cut =
                  new EncodedRow(
                      row.source(),
                      Arrays.copyOf(encoded.ids(), maxLength),
                      Arrays.copyOf(encoded.targets(), maxLength));
              return collector.truncated(cut, cut.targetCount() > 0);
            }
            return collector.tooLong(row, length, maxLength, overlong);
          });
    }
    return collector.done(rows.size());
  }

  /**
   * Encodes preferences; a pair that is too long is never cut, because its answers would no longer
   * be what was compared.
   *
   * @param maxLength longest prompt with its longer answer, in tokens
   * @throws UserError with every row that cannot be encoded or, under {@link Overlong#ERROR}, is
   *     too long
   */
  public static EncodedRows<EncodedPair> pairs(
      RowEncoder encoder, List<Row.Preference> rows, int maxLength, Overlong overlong) {
    Collector<EncodedPair> collector = new Collector<>();
    for (Row.Preference row : rows) {
      collector.add(
          () -> {
            EncodedPair encoded = encoder.encode(row);
            return encoded.longest() <= maxLength
                ? encoded
                : collector.tooLong(row, encoded.longest(), maxLength, overlong);
          });
    }
    return collector.done(rows.size());
  }

  /** One row's encoding; null for a row that was counted and left out. */
  private interface Encoding<E> {
    @Nullable E get();
  }

  private static final class Collector<E> {
    private final List<E> used = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Map<String, Long> dropped = new LinkedHashMap<>();
    private final Map<String, Long> truncated = new LinkedHashMap<>();
    private long failed;

    void add(Encoding<E> encoding) {
      try {
        E encoded = encoding.get();
        if (encoded != null) {
          used.add(encoded);
        }
      } catch (UserError e) {
        if (failed++ < SHOWN) {
          problems.add(String.valueOf(e.getMessage()));
        }
      }
    }

    @Nullable E truncated(E cut, boolean supervised) {
      if (supervised) {
        truncated.merge(TOO_LONG, 1L, Long::sum);
        return cut;
      }
      dropped.merge(CUT_AWAY, 1L, Long::sum);
      return null;
    }

    @Nullable E tooLong(Row row, int length, int maxLength, Overlong overlong) {
      if (overlong == Overlong.ERROR) {
        throw new UserError(
            "%s: has %d tokens, more than max-length %d; raise --max-length, or set --overlong drop or truncate"
                .formatted(row.source(), length, maxLength));
      }
      dropped.merge(TOO_LONG, 1L, Long::sum);
      return null;
    }

    EncodedRows<E> done(long read) {
      if (failed > 0) {
        String more = failed > SHOWN ? "\n... and " + (failed - SHOWN) + " more rows" : "";
        throw new UserError(String.join("\n", problems) + more);
      }
      return new EncodedRows<>(used, new RowCounts(read, used.size(), dropped, truncated));
    }
  }
}
