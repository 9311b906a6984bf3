package dev.herder.eval.items;

import dev.herder.core.UserError;
import dev.herder.core.data.DataException;
import dev.herder.core.data.Problem;
import dev.herder.core.data.Problems;
import dev.herder.core.data.RawRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reads a suite's file row by row: JSON Lines or one JSON list, plain or packed by gzip. */
public final class ItemFile {
  private ItemFile() {}

  /**
   * Reads all items of several files.
   *
   * @throws UserError if there is no file
   * @throws DataException with every bad row of a file
   */
  public static <T> List<T> read(List<Path> files, Function<ItemRow, T> parser) throws IOException {
    if (files.isEmpty()) {
      throw new UserError("--prompts: is missing, expected the suite's file of items");
    }
    List<T> items = new ArrayList<>();
    for (Path file : files) {
      items.addAll(read(file, parser));
    }
    return items;
  }

  /**
   * Reads all items.
   *
   * @param parser makes an item of a row, or throws {@link BadItem}
   * @throws DataException with every bad row, each with file, line and key
   */
  public static <T> List<T> read(Path file, Function<ItemRow, T> parser) throws IOException {
    List<T> items = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    long total = 0;
    try (RawRows rows = RawRows.open(file)) {
      for (RawRows.RawRow raw = rows.next(); raw != null; raw = rows.next()) {
        Problem problem = raw.problem();
        if (raw.object() != null) {
          try {
            items.add(parser.apply(new ItemRow(raw.source(), "", raw.object())));
          } catch (BadItem bad) {
            problem = new Problem(raw.source(), bad.key(), bad.message(), bad.hint());
          }
        }
        if (problem != null) {
          total++;
          if (problems.size() < Problems.KEPT) {
            problems.add(problem);
          }
        }
      }
    }
    if (total > 0) {
      throw new DataException(new Problems(problems, total, Map.of("unfit for the suite", total)));
    }
    return items;
  }
}
