package dev.herder.core.report;

import dev.herder.core.run.MetricSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Writes the numeric metrics as TensorBoard scalars, one event per step.
 *
 * <p>The file is {@code events.out.tfevents.SECONDS.HOST.herder}; its seconds are the clock's, or
 * more if the folder has an event file as late, because TensorBoard reads a folder's files in the
 * order of their names. Tags are the metrics' names as given; values become float32, as the format
 * has it; texts are left out.
 *
 * <p>Every file opens with a session start at its first step. Readers then forget what older files
 * in the folder hold from that step on, so that a killed and resumed run shows each step once.
 */
public final class TensorBoardWriter implements MetricSink, AutoCloseable {
  private static final Pattern NAME = Pattern.compile("events\\.out\\.tfevents\\.(\\d{1,15})\\..*");

  // Field numbers of Event, Summary, Summary.Value and SessionLog in event.proto, summary.proto.
  private static final int EVENT_WALL_TIME = 1;
  private static final int EVENT_STEP = 2;
  private static final int EVENT_FILE_VERSION = 3;
  private static final int EVENT_SUMMARY = 5;
  private static final int EVENT_SESSION_LOG = 7;
  private static final int SUMMARY_VALUE = 1;
  private static final int VALUE_TAG = 1;
  private static final int VALUE_SIMPLE_VALUE = 2;
  private static final int SESSION_STATUS = 1;
  private static final int STATUS_START = 1;

  private final Path file;
  private final FileChannel channel;
  private final Clock clock;

  private TensorBoardWriter(Path file, FileChannel channel, Clock clock) {
    this.file = file;
    this.channel = channel;
    this.clock = clock;
  }

  /**
   * Starts an event file after a step.
   *
   * @param directory is made if missing
   * @param clock gives events their wall time
   * @param host names the machine in the file's name; characters other than letters, digits, dots
   *     and hyphens become underscores
   * @param lastStep the step that the run resumes from, 0 for a new run; older files lose what they
   *     have after it
   */
  public static TensorBoardWriter open(Path directory, Clock clock, String host, long lastStep)
      throws IOException {
    Files.createDirectories(directory);
    long seconds = Math.max(clock.millis() / 1000, latest(directory) + 1);
    String safeHost = host.isEmpty() ? "_" : host.replaceAll("[^A-Za-z0-9.-]", "_");
    Path file = directory.resolve("events.out.tfevents." + seconds + "." + safeHost + ".herder");
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    TensorBoardWriter writer = new TensorBoardWriter(file, channel, clock);
    try {
      writer.write(writer.event().string(EVENT_FILE_VERSION, "brain.Event:2"));
      Protobuf start = new Protobuf().int64(SESSION_STATUS, STATUS_START);
      writer.write(
          writer.event().int64(EVENT_STEP, lastStep + 1).message(EVENT_SESSION_LOG, start));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    return writer;
  }

  private static long latest(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(path -> NAME.matcher(path.getFileName().toString()))
          .filter(Matcher::matches)
          .mapToLong(matcher -> Long.parseLong(matcher.group(1)))
          .max()
          .orElse(-1);
    }
  }

  /** The file that is being written. */
  public Path file() {
    return file;
  }

  /**
   * Appends the step's numbers as one event.
   *
   * @throws UncheckedIOException if the event cannot be written
   */
  @Override
  public void accept(long step, Map<String, Object> metrics) {
    Protobuf summary = new Protobuf();
    boolean empty = true;
    for (Map.Entry<String, Object> metric : metrics.entrySet()) {
      if (metric.getValue() instanceof Number number) {
        empty = false;
        summary.message(
            SUMMARY_VALUE,
            new Protobuf()
                .string(VALUE_TAG, metric.getKey())
                .float32(VALUE_SIMPLE_VALUE, number.floatValue()));
      }
    }
    if (empty) {
      return;
    }
    try {
      write(event().int64(EVENT_STEP, step).message(EVENT_SUMMARY, summary));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Protobuf event() {
    return new Protobuf().float64(EVENT_WALL_TIME, clock.millis() / 1000.0);
  }

  private void write(Protobuf event) throws IOException {
    ByteBuffer record = TfRecord.frame(event.toByteArray());
    long start = channel.position();
    try {
      while (record.hasRemaining()) {
        channel.write(record);
      }
    } catch (IOException e) {
      // Readers stop at a torn record for good, so it must not stay in the middle.
      channel.truncate(start);
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
