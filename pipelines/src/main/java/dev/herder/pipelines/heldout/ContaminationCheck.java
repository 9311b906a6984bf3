package dev.herder.pipelines.heldout;

import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import dev.herder.core.data.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds rows whose prompt is held out, by exact match of the question.
 *
 * <p>White space and Unicode composition do not count. A row of plain text matches where it is or
 * begins with the question. Paraphrases are not found.
 */
public final class ContaminationCheck {
  private static final int SHOWN = 20;

  private final Map<String, Source> heldOut = new HashMap<>();
  private final TreeSet<Integer> lengths = new TreeSet<>();
  private final boolean drop;
  private final List<String> found = new ArrayList<>();
  private long count;

  /**
   * Begins a check.
   *
   * @param drop whether such rows are left out, or else refused at the end
   */
  public ContaminationCheck(HeldOut heldOut, boolean drop) {
    this.drop = drop;
    for (Row.Prompt prompt : heldOut.prompts()) {
      String key = PromptKeys.of(prompt);
      if (!key.isEmpty()) {
        this.heldOut.putIfAbsent(key, prompt.source());
        lengths.add(key.length());
      }
    }
  }

  /** Whether the row may be used; if its prompt is held out, it is noted and may not. */
  public boolean mayUse(Row row) {
    for (String key : PromptKeys.all(row)) {
      Source source = row instanceof Row.Text ? beginning(key) : heldOut.get(key);
      if (source != null) {
        count++;
        if (found.size() < SHOWN) {
          found.add(row.source() + " has the prompt of " + source);
        }
        return false;
      }
    }
    return true;
  }

  private @Nullable Source beginning(String text) {
    for (int end : lengths.headSet(text.length(), true)) {
      Source source = heldOut.get(text.substring(0, end));
      if (source != null) {
        return source;
      }
    }
    return null;
  }

  /**
   * Ends the check.
   *
   * @return rows to leave out
   * @throws UserError if there are any and they are not to be dropped, naming them
   */
  public long finish() {
    if (count > 0 && !drop) {
      String more = count > found.size() ? "\nand " + (count - found.size()) + " more" : "";
      throw new UserError(
          count
              + (count == 1 ? " training row has a" : " training rows have")
              + " held-out prompt"
              + (count == 1 ? "" : "s")
              + "; remove them, or set held-out.contamination to drop:\n"
              + String.join("\n", found)
              + more);
    }
    return count;
  }
}
