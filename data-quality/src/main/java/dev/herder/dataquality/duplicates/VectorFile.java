package dev.herder.dataquality.duplicates;

import dev.herder.core.UserError;
import dev.herder.core.data.RawRows;
import dev.herder.core.generate.Embedder;
import dev.herder.core.run.Hashes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Vectors from a file, one JSON object {@code {"embedding": [0.1, ...]}} a line, in the order of
 * the rows that can be read.
 */
public final class VectorFile implements Embedder, AutoCloseable {
  private final Path file;
  private final RawRows rows;
  private final String id;
  private long line;

  /** Opens a file. */
  public VectorFile(Path file) throws IOException {
    this.file = file;
    this.rows = RawRows.open(file);
    this.id = "vectors:" + Hashes.ofFile(file);
  }

  /**
   * The next vectors, one for each text.
   *
   * @throws UserError if the file has no more, or one that is none
   */
  @Override
  public List<float[]> embed(List<String> texts) {
    List<float[]> vectors = new ArrayList<>();
    try {
      for (int i = 0; i < texts.size(); i++) {
        RawRows.RawRow row = rows.next();
        line++;
        if (row == null) {
          throw new UserError(
              file + ": has " + (line - 1) + " vectors, expected one for each row that is read");
        }
        vectors.add(vector(row.object()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return vectors;
  }

  private float[] vector(@Nullable Map<String, Object> object) {
    if (object == null || !(object.get("embedding") instanceof List<?> list) || list.isEmpty()) {
      throw new UserError(file + ":" + line + ": expected {\"embedding\": [numbers]}");
    }
    float[] vector = new float[list.size()];
    for (int i = 0; i < vector.length; i++) {
      if (!(list.get(i) instanceof Number number) || !Float.isFinite(number.floatValue())) {
        throw new UserError(
            file + ":" + line + ": embedding[" + i + "] is no number of 32-bit range");
      }
      vector[i] = number.floatValue();
    }
    return vector;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
