package dev.herder.cli.console;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.Locale;

/**
 * Standard output that speaks up when it cannot be written.
 *
 * <p>A {@code PrintWriter} swallows every {@code IOException}: a result written to a full disk
 * would be cut short and the program would still report success.
 */
final class StandardOutput extends FilterOutputStream {
  StandardOutput(OutputStream target) {
    super(target);
  }

  /**
   * Writes.
   *
   * @throws ClosedOutputException if the reader has gone
   * @throws UncheckedIOException if the output cannot be written for another reason
   */
  @Override
  public void write(byte[] bytes, int offset, int length) {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  @Override
  public void write(int value) {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void flush() {
    try {
      out.flush();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private static RuntimeException failure(IOException cause) {
    String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    // Windows says "The pipe is being closed".
    return message.contains("broken pipe") || message.contains("pipe is being closed")
        ? new ClosedOutputException(cause)
        : new UncheckedIOException(
            new FileSystemException("standard output", null, cause.getMessage()));
  }
}
