package dev.herder.core.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.UserError;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads {@code metrics.jsonl} line by line; a last line without its newline is left out. */
final class MetricLines implements AutoCloseable {
  private static final JsonMapper MAPPER = new JsonMapper();

  private final Path file;
  private final InputStream in;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);
  private long number;
  private long end;
  private long step;

  MetricLines(Path file) throws IOException {
    this.file = file;
    this.in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
  }

  /** The step of the line last read. */
  long step() {
    return step;
  }

  /** The offset in the file just behind the line last read, in bytes. */
  long end() {
    return end;
  }

  /**
   * The next whole line, or null at the end.
   *
   * @throws UserError if the line is no JSON object with a step greater than the one before
   */
  @Nullable ObjectNode next() throws IOException {
    line.reset();
    int c;
    while ((c = in.read()) != '\n') {
      if (c < 0) {
        return null;
      }
      if (line.size() == MetricLine.MAX_BYTES) {
        throw wrong("longer than " + MetricLine.MAX_BYTES + " bytes");
      }
      line.write(c);
    }
    ObjectNode node = parse();
    JsonNode value = node.path(MetricLine.STEP);
    if (!value.canConvertToLong() || !value.isIntegralNumber()) {
      throw wrong("no whole number under \"step\"");
    }
    if (number > 0 && value.asLong() <= step) {
      throw wrong("step " + value.asLong() + " after step " + step);
    }
    step = value.asLong();
    number++;
    end += line.size() + 1;
    return node;
  }

  private ObjectNode parse() throws IOException {
    try {
      if (MAPPER.readTree(line.toByteArray()) instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw wrong("not JSON (" + e.getOriginalMessage() + ")");
    }
    throw wrong("not a JSON object");
  }

  private UserError wrong(String what) {
    return new UserError(
        file
            + ":"
            + (number + 1)
            + ": "
            + what
            + "; expected one object a step, as training wrote"
            + " it. Mend the line, or move the file away");
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
