package dev.herder.eval.perplexity;

import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import dev.herder.core.data.Source;
import dev.herder.core.data.Turns;
import dev.herder.eval.items.ItemFile;
import dev.herder.eval.items.ItemRow;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads texts: rows with {@code text} or {@code content}, or a whole file of plain text. */
final class PerplexityTexts {
  private static final List<String> ROWS = List.of(".jsonl", ".json", ".jsonl.gz", ".json.gz");
  private static final long MOST_BYTES = 64L << 20;

  private PerplexityTexts() {}

  /**
   * Reads every text.
   *
   * @throws UserError for a file without text, or a plain one beyond 64 MiB
   */
  static List<Row.Text> read(List<Path> files) throws IOException {
    if (files.isEmpty()) {
      throw new UserError("--prompts: is missing, expected a file of texts");
    }
    List<Row.Text> texts = new ArrayList<>();
    for (Path file : files) {
      String name = file.toString().toLowerCase(Locale.ROOT);
      if (ROWS.stream().anyMatch(name::endsWith)) {
        texts.addAll(ItemFile.read(file, PerplexityTexts::parse));
      } else {
        texts.add(new Row.Text(new Source(file.toString(), 1), plain(file), Map.of()));
      }
    }
    return texts;
  }

  private static Row.Text parse(ItemRow row) {
    String key = row.has("content") && !row.has("text") ? "content" : "text";
    return new Row.Text(row.source(), row.text(key), Map.of());
  }

  private static String plain(Path file) throws IOException {
    try {
      long bytes = Files.size(file);
      if (bytes > MOST_BYTES) {
        throw new UserError(
            file
                + ": "
                + bytes
                + " bytes, expected at most 64 MiB of plain text; split it, or write rows with"
                + " \"text\"");
      }
      String text = Files.readString(file);
      if (text.isBlank()) {
        throw new UserError(file + ": is empty, expected text");
      }
      return text;
    } catch (NoSuchFileException e) {
      throw new UserError(file + ": no such file; check the name", e);
    } catch (CharacterCodingException e) {
      throw new UserError(file + ": is not UTF-8; convert it", e);
    }
  }

  /** A prompt before which nothing stands. */
  static Row.Prompt nothing(Row.Text text) {
    return new Row.Prompt(text.source(), new Turns.Plain(""), Map.of());
  }
}
