package dev.herder.pipelines.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.run.Artifact;
import dev.herder.pipelines.Memory;
import dev.herder.pipelines.journal.JournalEvent.Failed;
import dev.herder.pipelines.journal.JournalEvent.Finished;
import dev.herder.pipelines.journal.JournalEvent.Reused;
import dev.herder.pipelines.journal.JournalEvent.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final Identity IDENTITY = Identities.of("sft", Map.of("lr", 0.1), 7, "rows");
  private static final Instant AT = Instant.parse("2026-03-04T05:06:07.089Z");

  private static final List<JournalEvent> EVENTS =
      List.of(
          new Started("round-1/sft", IDENTITY, AT),
          new Failed("round-1/sft", IDENTITY.fingerprint(), "disk full: \"é\"\nmore", AT),
          new Finished(
              "round-1/sft",
              IDENTITY.fingerprint(),
              List.of(new Artifact("a.jsonl", Identities.hash("a"), null)),
              Map.of("rows", 12, "loss", 0.125, "by", Map.of("x", 1)),
              3.5,
              AT.plusSeconds(4)),
          new Reused("round-1/sft", IDENTITY.fingerprint(), AT.plusSeconds(5)));

  @TempDir(factory = Memory.class)
  Path directory;

  private void write() throws IOException {
    try (Journal journal = Journal.open(directory)) {
      for (JournalEvent event : EVENTS) {
        journal.append(event);
      }
      assertEquals(EVENTS, journal.events());
    }
  }

  @Test
  void readsWhatItWrote() throws IOException {
    assertEquals(List.of(), Journal.read(directory));
    write();
    assertEquals(EVENTS, Journal.read(directory));
  }

  @Test
  void repairsATearAtEveryByteAndGoesOn() throws IOException {
    write();
    Path file = directory.resolve(Journal.FILE);
    byte[] whole = Files.readAllBytes(file);
    for (int cut = 0; cut <= whole.length; cut++) {
      Files.write(file, Arrays.copyOf(whole, cut));
      int lines = 0;
      for (int i = 0; i < cut; i++) {
        lines += whole[i] == '\n' ? 1 : 0;
      }
      try (Journal journal = Journal.open(directory)) {
        assertEquals(EVENTS.subList(0, lines), journal.events());
        for (JournalEvent event : EVENTS.subList(lines, EVENTS.size())) {
          journal.append(event);
        }
      }
      assertArrayEquals(whole, Files.readAllBytes(file));
    }
  }

  @Test
  void readingLeavesATearAlone() throws IOException {
    write();
    Path file = directory.resolve(Journal.FILE);
    byte[] torn = Arrays.copyOf(Files.readAllBytes(file), (int) Files.size(file) - 1);
    Files.write(file, torn);
    assertEquals(EVENTS.subList(0, 3), Journal.read(directory));
    assertArrayEquals(torn, Files.readAllBytes(file));
  }

  @Test
  void refusesADamagedLineByPlace() throws IOException {
    write();
    Path file = directory.resolve(Journal.FILE);
    List<String> lines = Files.readAllLines(file);
    for (String damaged :
        List.of(
            "",
            "{",
            "[]",
            "{\"event\":\"Started\"}",
            lines.get(1).replace("Failed", "Flown"),
            lines.get(0).replace("\"seed\":7", "\"seed\":8"),
            lines.get(1).replace("2026-", "2026+"),
            lines.get(2).replaceAll("\"sha256\":\"..", "\"sha256\":\""))) {
      Files.write(file, List.of(lines.get(0), damaged, lines.get(2)));
      String message = Refusal.of(() -> Journal.open(directory));
      assertTrue(message.startsWith(file + ":2: damaged: "), message);
      assertTrue(message.contains("delete this line and those after it"), message);
      assertEquals(1, message.lines().count());
    }
  }
}
