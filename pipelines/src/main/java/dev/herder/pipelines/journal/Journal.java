package dev.herder.pipelines.journal;

import dev.herder.core.UserError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The file {@code journal.jsonl}: what happened to every step, in the order it happened.
 *
 * <p>It only grows. An event is on the disk when {@link #append} returns. A kill in the middle of
 * an append leaves a line without its end; opening the journal again removes that line. Only the
 * holder of the folder's lock may open it for writing.
 */
public final class Journal implements AutoCloseable {
  /** The file's name. */
  public static final String FILE = "journal.jsonl";

  private final FileChannel channel;
  private final List<JournalEvent> events;

  private Journal(FileChannel channel, List<JournalEvent> events) {
    this.channel = channel;
    this.events = events;
  }

  /**
   * Opens the journal of a folder for writing, starting one if there is none.
   *
   * @throws UserError if a line other than a torn last one is damaged
   */
  public static Journal open(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    List<JournalEvent> events = new ArrayList<>();
    long end = Files.exists(file) ? read(file, events) : 0;
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (channel.size() > end) {
      channel.truncate(end);
      channel.force(true);
    }
    channel.position(end);
    return new Journal(channel, events);
  }

  /**
   * The events of a folder's journal, without touching it; none if there is no journal.
   *
   * @throws UserError if a line other than a torn last one is damaged
   */
  public static List<JournalEvent> read(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    List<JournalEvent> events = new ArrayList<>();
    if (Files.exists(file)) {
      read(file, events);
    }
    return events;
  }

  /** Reads the whole lines and returns where the last of them ends, in bytes. */
  private static long read(Path file, List<JournalEvent> events) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        try {
          events.add(EventJson.read(new String(bytes, start, i - start, StandardCharsets.UTF_8)));
        } catch (IOException e) {
          throw new UserError(
              String.format(
                  "%s:%d: damaged: %s; restore the file, or delete this line and those after it"
                      + " (steps that they finished will be done again)",
                  file, events.size() + 1, String.valueOf(e.getMessage()).split("\n", 2)[0]),
              e);
        }
        start = i + 1;
      }
    }
    return start;
  }

  /** Adds an event and waits until it is on the disk. */
  public void append(JournalEvent event) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    line.writeBytes(EventJson.print(event).getBytes(StandardCharsets.UTF_8));
    line.write('\n');
    ByteBuffer bytes = ByteBuffer.wrap(line.toByteArray());
    long before = channel.position();
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    } catch (IOException e) {
      // A full disk may have taken half a line; the next event must not be glued to it.
      channel.truncate(before);
      throw e;
    }
    events.add(event);
  }

  /** All events so far, oldest first. */
  public List<JournalEvent> events() {
    return List.copyOf(events);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
