package dev.herder.documents.parse;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Parses documents in a process of its own, so that none can take this one's memory or time.
 *
 * <p>The process is started for the first document and again after one that ended it. A document
 * that needs more memory or time than allowed ends the process and is refused.
 */
public final class ParserProcess implements AutoCloseable {
  /** Time to come up and to answer, beyond what a document may take. */
  private static final long GRACE_MILLIS = 20_000;

  /** The exit code of a JVM that ended for lack of memory. */
  private static final int OUT_OF_MEMORY = 3;

  private final int memoryMiB;
  private final long millis;
  private @Nullable Connection connection;

  /**
   * Makes ready; no process is started yet.
   *
   * @param memoryMiB the process's heap
   * @param millis what one document may take
   */
  public ParserProcess(int memoryMiB, long millis) {
    this.memoryMiB = memoryMiB;
    this.millis = millis;
  }

  private record Connection(Process process, DataInputStream in, DataOutputStream out) {}

  /**
   * The text of a document.
   *
   * @param maxBytes what an archive may unpack to
   * @param maxChars the longest text, in UTF-16 units
   * @throws Refusal with the reason, if it is not read
   * @throws IOException if no process can be started
   */
  public String text(Format format, Path file, long maxBytes, int maxChars)
      throws IOException, Refusal {
    Connection open = connection == null ? connect() : connection;
    connection = open;
    AtomicBoolean late = new AtomicBoolean();
    CompletableFuture<Void> watch =
        CompletableFuture.runAsync(
            () -> {
              late.set(true);
              open.process().destroyForcibly();
            },
            CompletableFuture.delayedExecutor(millis + GRACE_MILLIS, TimeUnit.MILLISECONDS));
    int kind;
    byte[] bytes;
    try {
      open.out().writeUTF(file.toAbsolutePath().toString());
      open.out().writeUTF(format.name());
      open.out().writeLong(maxBytes);
      open.out().writeInt(maxChars);
      open.out().writeLong(millis);
      open.out().flush();
      kind = open.in().readByte();
      int length = open.in().readInt();
      if (length < 0 || length / 3 > maxChars) {
        throw new IOException("an answer of " + length + " bytes");
      }
      bytes = open.in().readNBytes(length);
    } catch (IOException e) {
      throw new Refusal(ended(open.process(), late.get()));
    } finally {
      watch.cancel(false);
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (kind == ParserMain.REFUSED) {
      if (text.equals(ParserMain.TOO_SLOW)) {
        // That process has given up on itself.
        close();
      }
      throw new Refusal(text);
    }
    return text;
  }

  /** Why the process is no more. */
  private String ended(Process process, boolean late) {
    int exit = -1;
    try {
      exit = process.waitFor(1, TimeUnit.SECONDS) ? process.exitValue() : -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close();
    if (late) {
      return ParserMain.TOO_SLOW;
    }
    return exit == OUT_OF_MEMORY
        ? "needs more memory to read than allowed"
        : "ended the process that read it (exit code " + exit + ")";
  }

  private Connection connect() throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx" + memoryMiB + "m",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:-UsePerfData",
                    "-Djava.awt.headless=true",
                    "-cp",
                    System.getProperty("java.class.path"),
                    ParserMain.class.getName()))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new Connection(
        process,
        new DataInputStream(new BufferedInputStream(process.getInputStream())),
        new DataOutputStream(new BufferedOutputStream(process.getOutputStream())));
  }

  @Override
  public void close() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      open.process().destroyForcibly();
    }
  }
}
