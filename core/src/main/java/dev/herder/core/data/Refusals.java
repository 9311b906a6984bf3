package dev.herder.core.data;

import dev.herder.core.UserError;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What single rows are refused for, collected so that all of it is told together.
 *
 * <p>The first {@link Problems#KEPT} are kept in full, every one is counted. The same words said of
 * several rows are about something else than the row, and are told once.
 */
public final class Refusals {
  private final Set<String> first = new LinkedHashSet<>();
  private long total;

  /**
   * Asks every row, then refuses them together.
   *
   * @param check throws a {@link UserError} for a row that is not fit
   * @param <R> a row
   * @throws UserError naming every row that is not fit
   */
  public static <R> void none(Iterable<R> rows, Consumer<? super R> check) {
    Refusals refusals = new Refusals();
    for (R row : rows) {
      refusals.ask(() -> check.accept(row));
    }
    refusals.end();
  }

  /** Asks whether a row is fit; if a {@link UserError} says no, keeps what it says. */
  public void ask(Runnable check) {
    try {
      check.run();
    } catch (UserError e) {
      String message = String.valueOf(e.getMessage());
      if (!first.contains(message)) {
        total++;
        if (first.size() < Problems.KEPT) {
          first.add(message);
        }
      }
    }
  }

  /**
   * Ends the asking.
   *
   * @throws UserError if anything was refused, with all of it
   */
  public void end() {
    if (total == 0) {
      return;
    }
    String all = String.join("\n", first);
    String more = total == first.size() ? "" : "\nand " + (total - first.size()) + " more";
    throw new UserError(total == 1 ? all : total + " problems in the data:\n" + all + more);
  }
}
