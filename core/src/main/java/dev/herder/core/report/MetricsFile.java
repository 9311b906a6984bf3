package dev.herder.core.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.run.MetricSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes {@code metrics.jsonl}: one JSON object per step, there to read as soon as the step ends.
 *
 * <p>An object holds {@code step}, then the metrics in the order given. Floating-point values are
 * printed with the fewest digits that read back to the same value. JSON has no NaN and no infinity:
 * such a metric is {@code null}, and a last key {@code nonfinite} maps its name to {@code NaN},
 * {@code Infinity} or {@code -Infinity}.
 *
 * <p>The resume law: lines up to a checkpoint's step survive a kill if {@link #accept} for that
 * step comes before the checkpoint is saved; {@link #resume} drops the rest. The finished file then
 * equals that of an uninterrupted run in everything but what depends on the machine's speed, which
 * {@link #deterministicView} leaves out.
 */
public final class MetricsFile implements MetricSink, AutoCloseable {
  private final FileChannel channel;
  private long length;
  private long lastStep;

  private MetricsFile(FileChannel channel, long length, long lastStep) {
    this.channel = channel;
    this.length = length;
    this.lastStep = lastStep;
  }

  /** Starts an empty file, emptying one that is there. */
  public static MetricsFile create(Path file) throws IOException {
    return new MetricsFile(
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING),
        0,
        Long.MIN_VALUE);
  }

  /**
   * Continues a file after a step: later lines and a torn last line are cut off.
   *
   * <p>A missing file starts empty; {@link #lastStep} then differs from the one asked for.
   *
   * @param lastStep the step of the checkpoint that training resumes from
   * @throws dev.herder.core.UserError if a line up to that step is damaged
   */
  public static MetricsFile resume(Path file, long lastStep) throws IOException {
    if (!Files.exists(file)) {
      return create(file);
    }
    long kept = 0;
    long step = Long.MIN_VALUE;
    try (MetricLines lines = new MetricLines(file)) {
      while (lines.next() != null && lines.step() <= lastStep) {
        kept = lines.end();
        step = lines.step();
      }
    }
    FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
    try {
      channel.truncate(kept);
      channel.force(true);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    return new MetricsFile(channel, kept, step);
  }

  /** The last step in the file, or {@link Long#MIN_VALUE} if it is empty. */
  public long lastStep() {
    return lastStep;
  }

  /**
   * Appends a line in one write.
   *
   * @param step greater than every step before; what an evaluation adds belongs in the same call
   * @param metrics numbers, texts and truth values by name
   * @throws IllegalArgumentException for a step out of order, or a name or value not allowed
   * @throws UncheckedIOException if the line cannot be written; the file then ends with the line
   *     before
   */
  @Override
  public void accept(long step, Map<String, Object> metrics) {
    if (step <= lastStep) {
      throw new IllegalArgumentException("step " + step + " after step " + lastStep);
    }
    ByteBuffer line = ByteBuffer.wrap(MetricLine.encode(step, metrics));
    int size = line.remaining();
    try {
      while (line.hasRemaining()) {
        channel.write(line, length + line.position());
      }
    } catch (IOException e) {
      throw cutBack(e);
    }
    length += size;
    lastStep = step;
  }

  private UncheckedIOException cutBack(IOException failure) {
    try {
      channel.truncate(length);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
    return new UncheckedIOException(failure);
  }

  /**
   * Brings the lines to the disk, so that they outlive a power cut; call it before a checkpoint.
   */
  public void sync() throws IOException {
    channel.force(true);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /**
   * Whether a metric depends on the machine's speed or memory, so that two equal runs differ in it.
   *
   * <p>These are the names that end in {@code per_second}, {@code seconds}, {@code runtime}, {@code
   * mfu}, {@code _mib} or {@code _time}.
   */
  public static boolean isMachineDependent(String name) {
    return name.endsWith("per_second")
        || name.endsWith("seconds")
        || name.endsWith("runtime")
        || name.endsWith("mfu")
        || name.endsWith("_mib")
        || name.endsWith("_time");
  }

  /**
   * The file's text without the metrics that depend on the machine, for comparing two runs.
   *
   * @throws dev.herder.core.UserError if a line is damaged
   */
  public static String deterministicView(Path file) throws IOException {
    StringBuilder text = new StringBuilder();
    try (MetricLines lines = new MetricLines(file)) {
      for (ObjectNode line = lines.next(); line != null; line = lines.next()) {
        List<String> names = new ArrayList<>();
        line.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
          if (isMachineDependent(name)) {
            line.remove(name);
          }
        }
        if (line.get(MetricLine.NONFINITE) instanceof ObjectNode note) {
          note.properties().removeIf(entry -> isMachineDependent(entry.getKey()));
          if (note.isEmpty()) {
            line.remove(MetricLine.NONFINITE);
          }
        }
        text.append(MetricLine.print(line));
      }
    }
    return text.toString();
  }
}
