package dev.herder.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

public class StandardOutputTest {
  /** What a command throws whose reader has gone. */
  public static ClosedOutputException closedOutput() {
    return new ClosedOutputException(new IOException("Broken pipe"));
  }

  @Test
  void closedPipeIsNotSwallowed() {
    PrintWriter out = failing("Broken pipe");

    out.println("5");
    assertThrows(ClosedOutputException.class, out::flush);
  }

  @Test
  void fullDiskIsNotSwallowed() {
    PrintWriter out = failing("No space left on device");

    out.println("6");
    Exception failure = assertThrows(UncheckedIOException.class, out::flush);
    assertEquals(
        "java.nio.file.FileSystemException: standard output: No space left on device",
        failure.getMessage());
  }

  /** Standard output of which no byte can be written, for the reason that the system gives. */
  public static PrintWriter failing(String message) {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException(message);
          }
        };
    return new PrintWriter(
        new OutputStreamWriter(new StandardOutput(broken), StandardCharsets.UTF_8));
  }
}
