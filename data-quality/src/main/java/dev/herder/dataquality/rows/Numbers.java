package dev.herder.dataquality.rows;

import dev.herder.core.data.WholeRows.WholeRow;
import java.util.Map;

/** Labels that rows carry as numbers. */
public final class Numbers {
  private Numbers() {}

  /** The number under a key of a row; NaN if there is none. */
  public static double of(WholeRow row, String key) {
    Map<String, Object> object = row.object();
    return object != null && object.get(key) instanceof Number number
        ? number.doubleValue()
        : Double.NaN;
  }
}
