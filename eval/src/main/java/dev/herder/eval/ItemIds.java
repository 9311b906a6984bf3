package dev.herder.eval;

import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Names the items of a suite, the same in every run on the same file. */
public final class ItemIds {
  private ItemIds() {}

  /**
   * The ids of rows: what stands under the key, else where the row stands among the rows.
   *
   * @param key a key of the rows, such as {@code id} or {@code task_id}
   * @throws UserError if two rows have the same
   */
  public static List<String> of(List<? extends Row> rows, String key) {
    Map<String, Row> seen = new LinkedHashMap<>();
    for (Row row : rows) {
      Object own = row.variables().get(key);
      String id = own == null ? "item " + (seen.size() + 1) : String.valueOf(own);
      Row other = seen.put(id, row);
      if (other != null) {
        throw new UserError(
            String.format(
                "%s: key '%s': %s is already the key of %s, expected another; comparisons find items"
                    + " by it",
                row.source(), key, id, other.source()));
      }
    }
    return new ArrayList<>(seen.keySet());
  }
}
