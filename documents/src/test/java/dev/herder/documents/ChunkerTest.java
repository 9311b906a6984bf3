package dev.herder.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import dev.herder.core.run.RunContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChunkerTest {
  @TempDir private Path folder;

  @Test
  void fillsChunksWithWholeSentencesAndRepeatsTheLast() {
    String text = "One two three four. Five six seven. Eight nine ten eleven.\n\nTwelve.";
    List<Chunk> chunks = cut(text, 8, 3);
    assertEquals(
        List.of(
            "One two three four. Five six seven.",
            "Five six seven. Eight nine ten eleven.\n\nTwelve."),
        chunks.stream().map(Chunk::text).toList());
    assertEquals(List.of(7, 8), chunks.stream().map(Chunk::tokens).toList());
    assertEquals(List.of(0, 1), chunks.stream().map(Chunk::index).toList());
    assertNotEquals(chunks.get(0).id(), chunks.get(1).id());
  }

  @Test
  void everyCharacterIsInSomeChunkAndNoneIsTooLong() {
    Random random = new Random(3);
    for (int round = 0; round < 50; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 200; i++) {
        text.append("\u00e9x\ud83d\ude00".repeat(1 + random.nextInt(6)));
        text.append(List.of(" ", " ", ". ", "\n", "\n\n", "! ").get(random.nextInt(6)));
      }
      BitSet covered = new BitSet();
      Set<String> ids = new HashSet<>();
      int last = -1;
      for (Chunk chunk : cut(text.toString(), 12, 4)) {
        assertTrue(chunk.tokens() <= 12, chunk.toString());
        assertEquals(text.substring(chunk.start(), chunk.end()), chunk.text());
        assertTrue(chunk.end() > last, "each chunk has something new");
        last = chunk.end();
        covered.set(chunk.start(), chunk.end());
        ids.add(chunk.id());
      }
      assertTrue(ids.size() > 5);
      for (int i = 0; i < text.length(); i++) {
        assertTrue(covered.get(i) || Character.isWhitespace(text.charAt(i)), "char " + i);
      }
    }
  }

  @Test
  void cutsASentenceWithoutSpacesInsideAWordAndNeverInsideACharacter() {
    String text = "\ud83d\ude00".repeat(30_000);
    List<Chunk> chunks = new ArrayList<>();
    new Chunker(8, 0, piece -> (piece.length() + 2) / 3)
        .cut(new Document("d", "", "text", text), chunks::add);
    assertEquals(text, String.join("", chunks.stream().map(Chunk::text).toList()));
    assertTrue(chunks.stream().allMatch(c -> c.text().codePoints().allMatch(p -> p == 0x1f600)));
    assertTrue(chunks.stream().allMatch(c -> c.tokens() <= 8 + 1));
  }

  @Test
  void refusesSettingsThatCannotWork() {
    assertThrows(UserError.class, () -> new Chunker(4, 0, TokenCounter.words()));
    assertThrows(UserError.class, () -> new Chunker(100, 51, TokenCounter.words()));
  }

  @Test
  void writesTheChunksOfAllReadableDocumentsAndCountsTheOthers() throws IOException {
    Files.writeString(folder.resolve("a.txt"), "One two. Three four.");
    Files.writeString(folder.resolve("b.pdf"), "nothing");
    Path out = folder.resolve("out/chunks.jsonl");
    Ingest ingest = new Ingest(Limits.DEFAULT, new Chunker(100, 0, TokenCounter.words()));
    List<DocumentFiles.Found> files = DocumentFiles.of(List.of(folder));
    Ingest.Result result = ingest.run(files, out, RunContext.quiet());
    assertEquals(2, result.documents());
    assertEquals(1, result.read());
    assertEquals(Set.of("b.pdf"), result.refused().keySet());
    assertEquals(1, result.chunks());
    assertEquals(4, result.tokens());
    assertTrue(Files.readString(out).startsWith("{\"text\":\"One two. Three four.\",\"id\":"));
    UserError none =
        assertThrows(
            UserError.class, () -> ingest.run(files.subList(1, 2), out, RunContext.quiet()));
    assertTrue(String.valueOf(none.getMessage()).contains("b.pdf"), none.toString());
  }

  private static List<Chunk> cut(String text, int tokens, int overlap) {
    List<Chunk> chunks = new ArrayList<>();
    new Chunker(tokens, overlap, TokenCounter.words())
        .cut(new Document("d", "", "text", text), chunks::add);
    return chunks;
  }
}
