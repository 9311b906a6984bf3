package dev.herder.synthdata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.data.RawRows;
import dev.herder.core.run.AtomicFiles;
import dev.herder.core.run.RunContext;
import dev.herder.documents.DocumentFiles;
import dev.herder.documents.Ingest;
import dev.herder.synthdata.ask.Unit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The chunks of a run's documents, read from the file that they are written to first. */
final class DocumentUnits implements UnitStream {
  static final String CHUNKS = "chunks.jsonl";
  static final String DOCUMENTS = "documents.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final RawRows chunks;
  private final boolean whole;
  private @Nullable Map<String, Object> ahead;
  private long index;

  private DocumentUnits(Path file, boolean whole) throws IOException {
    chunks = RawRows.open(file);
    this.whole = whole;
    ahead = read();
  }

  /** Reads the documents, unless a run before this one did. */
  static UnitSource.Prepared prepare(UnitSource.Documents source, Path out, RunContext context)
      throws IOException {
    Path chunks = out.resolve(CHUNKS);
    Path record = out.resolve(DOCUMENTS);
    if (!Files.exists(record) || !Files.exists(chunks)) {
      Ingest.Result result =
          new Ingest(source.limits(), source.chunker())
              .run(DocumentFiles.of(source.documents()), chunks, context);
      ObjectNode json = JSON.createObjectNode();
      json.put("documents", result.documents());
      json.put("read", result.read());
      json.put("chunks", result.chunks());
      json.put("tokens", result.tokens());
      json.set("refused", JSON.valueToTree(result.refused()));
      AtomicFiles.writeString(record, json.toPrettyString() + "\n");
    }
    JsonNode json = JSON.readTree(Files.readString(record));
    Map<String, String> refused = new LinkedHashMap<>();
    json.path("refused").properties().forEach(e -> refused.put(e.getKey(), e.getValue().asText()));
    return new UnitSource.Prepared(
        source.whole() ? "documents" : "chunks",
        source.whole() ? json.path("read").asLong() : json.path("chunks").asLong(),
        refused,
        () -> new DocumentUnits(chunks, source.whole()));
  }

  private @Nullable Map<String, Object> read() throws IOException {
    RawRows.RawRow row = chunks.next();
    return row == null ? null : row.object();
  }

  @Override
  public @Nullable Unit next() throws IOException {
    Map<String, Object> first = ahead;
    if (first == null) {
      return null;
    }
    ahead = read();
    if (!whole) {
      String id = first.get("document") + "#" + first.get("index") + "/" + first.get("id");
      return new Unit(index++, id, first);
    }
    return document(first);
  }

  private Unit document(Map<String, Object> first) throws IOException {
    List<Object> texts = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    long tokens = 0;
    long end = 0;
    Object name = first.get("document");
    Map<String, Object> chunk = first;
    while (true) {
      String piece = String.valueOf(chunk.get("text"));
      texts.add(piece);
      tokens += number(chunk, "tokens");
      // What the chunk before has already is not told twice.
      long shared = Math.max(0, end - number(chunk, "start"));
      text.append(text.isEmpty() || shared > 0 ? "" : "\n\n").append(piece.substring((int) shared));
      end = number(chunk, "end");
      Map<String, Object> next = ahead;
      if (next == null || number(next, "index") == 0) {
        break;
      }
      chunk = next;
      ahead = read();
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("document", name == null ? "" : name);
    fields.put("text", text.toString());
    fields.put("chunks", texts);
    fields.put("tokens", tokens);
    String hash = Objects.toString(first.get("document_sha256"), "");
    String id = name + "/" + hash.substring(0, Math.min(16, hash.length()));
    return new Unit(index++, id, fields);
  }

  private static long number(Map<String, Object> chunk, String key) {
    return chunk.get(key) instanceof Number number ? number.longValue() : 0;
  }

  @Override
  public void close() throws IOException {
    chunks.close();
  }
}
