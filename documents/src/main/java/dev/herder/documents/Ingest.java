package dev.herder.documents;

import dev.herder.core.UserError;
import dev.herder.core.data.JsonlWriter;
import dev.herder.core.run.RunContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

/** Reads documents and writes their chunks to a file, one JSON object a line. */
public final class Ingest {
  private final Limits limits;
  private final Chunker chunker;

  public Ingest(Limits limits, Chunker chunker) {
    this.limits = limits;
    this.chunker = chunker;
  }

  /**
   * What came of it.
   *
   * @param documents documents found
   * @param read those that were read
   * @param refused why each of the others was not, by name
   * @param chunks chunks written
   * @param tokens tokens in them, overlaps counted twice
   */
  public record Result(
      int documents, int read, Map<String, String> refused, long chunks, long tokens) {
    public Result {
      refused = Collections.unmodifiableMap(new LinkedHashMap<>(refused));
    }
  }

  /**
   * Writes the chunks of all documents in order; the file appears when it is whole.
   *
   * @throws UserError if there are no documents, or none can be read
   * @throws CancellationException if a stop is requested between two documents
   */
  public Result run(List<DocumentFiles.Found> files, Path out, RunContext context)
      throws IOException {
    Map<String, String> refused = new LinkedHashMap<>();
    long[] counts = new long[2];
    int read = 0;
    context.metrics().begin("documents", 0, files.size());
    try (DocumentReader reader = new DocumentReader(limits);
        JsonlWriter writer = JsonlWriter.create(out)) {
      int done = 0;
      for (DocumentFiles.Found file : files) {
        if (context.stopRequested().getAsBoolean()) {
          throw new CancellationException("stop requested");
        }
        Reading reading = reader.read(file);
        if (reading instanceof Reading.Read ok) {
          read++;
          chunker.cut(ok.document(), chunk -> write(writer, chunk, counts));
        } else if (reading instanceof Reading.Refused no) {
          refused.put(no.name(), no.reason());
          context.talk().accept(no.name() + ": refused: " + no.reason());
        }
        context.metrics().accept(++done, Map.of());
      }
      if (read == 0) {
        Map.Entry<String, String> first = refused.entrySet().iterator().next();
        throw new UserError(
            "none of "
                + files.size()
                + " documents can be read; the first, "
                + first.getKey()
                + ", "
                + first.getValue());
      }
      writer.commit();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return new Result(files.size(), read, refused, counts[0], counts[1]);
  }

  private static void write(JsonlWriter writer, Chunk chunk, long[] counts) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("text", chunk.text());
    row.put("id", chunk.id());
    row.put("document", chunk.document());
    row.put("document_sha256", chunk.documentSha256());
    row.put("index", chunk.index());
    row.put("start", chunk.start());
    row.put("end", chunk.end());
    row.put("tokens", chunk.tokens());
    try {
      writer.write(row);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    counts[0]++;
    counts[1] += chunk.tokens();
  }
}
