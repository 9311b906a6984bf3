package dev.herder.synthdata.rows;

import dev.herder.core.UserError;
import dev.herder.core.data.InputFiles;
import dev.herder.core.data.RawRows;
import dev.herder.core.data.Refusals;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads what generators start from. */
public final class Seeds {
  private Seeds() {}

  /**
   * What the rows of a file ask, each once.
   *
   * @throws UserError naming every row that asks nothing
   */
  public static List<String> read(Path file) throws IOException {
    List<String> tasks = new ArrayList<>();
    InputFiles.requireRegular(file);
    Refusals refusals = new Refusals();
    try (RawRows rows = RawRows.open(file)) {
      for (RawRows.RawRow row = rows.next(); row != null; row = rows.next()) {
        RawRows.RawRow each = row;
        refusals.ask(() -> tasks.add(task(each)));
      }
    }
    refusals.end();
    return tasks.stream().distinct().toList();
  }

  private static String task(RawRows.RawRow row) {
    Map<String, Object> object = row.object();
    if (object == null) {
      throw new UserError(String.valueOf(row.problem()));
    }
    String task = Chats.asked(object);
    if (task.isEmpty()) {
      throw new UserError(
          row.source() + ": asks nothing; a seed task has a prompt, messages or an instruction");
    }
    return task;
  }

  /**
   * The lines of a file that are not blank.
   *
   * @throws UserError if there are none
   */
  public static List<String> lines(Path file) throws IOException {
    try {
      List<String> lines =
          Files.readAllLines(file).stream().map(String::strip).filter(s -> !s.isEmpty()).toList();
      if (lines.isEmpty()) {
        throw new UserError(file + ": has no lines, expected one text a line");
      }
      return lines;
    } catch (NoSuchFileException e) {
      throw new UserError(file + ": no such file; check the name", e);
    } catch (MalformedInputException e) {
      throw new UserError(file + ": is not UTF-8; convert the file", e);
    }
  }
}
