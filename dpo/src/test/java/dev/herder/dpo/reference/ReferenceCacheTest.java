package dev.herder.dpo.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReferenceCacheTest {
  private static final ReferenceId ID = new ReferenceId("ab".repeat(32), "float32 on cpu", "1");
  private static final int[] PROMPT = {1, 2};
  private static final int[] ANSWER = {3, 4};
  private static final String KEY = ReferenceCache.key(PROMPT, ANSWER, new boolean[] {true, false});

  @TempDir Path folder;

  private final List<String> said = new ArrayList<>();

  private ReferenceCache open(ReferenceId id) throws IOException {
    return ReferenceCache.open(folder, id, said::add);
  }

  private Path saved() throws IOException {
    ReferenceCache cache = open(ID);
    cache.put(KEY, -12.345678901234567);
    cache.put(ReferenceCache.key(PROMPT, PROMPT, new boolean[2]), -1.5);
    cache.save();
    return cache.file();
  }

  @Test
  void comesBackBitForBit() throws IOException {
    saved();
    assertEquals(OptionalDouble.of(-12.345678901234567), open(ID).get(KEY));
    assertEquals(2, open(ID).size());
    assertTrue(said.isEmpty());
    try (var files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void everyPartOfTheRowCounts() {
    boolean[] mask = {true, true};
    Set<String> keys = new HashSet<>();
    keys.add(KEY);
    keys.add(ReferenceCache.key(PROMPT, ANSWER, mask));
    keys.add(ReferenceCache.key(new int[] {1, 5}, ANSWER, mask));
    keys.add(ReferenceCache.key(PROMPT, new int[] {3, 5}, mask));
    keys.add(ReferenceCache.key(new int[] {1}, new int[] {2, 3, 4}, new boolean[] {true, true}));
    assertEquals(5, keys.size());
  }

  @Test
  void anotherReferenceHasAnotherFile() throws IOException {
    saved();
    for (ReferenceId other :
        List.of(
            new ReferenceId("cd".repeat(32), ID.compute(), ID.version()),
            new ReferenceId(ID.weights(), "bfloat16 on cpu", ID.version()),
            new ReferenceId(ID.weights(), ID.compute(), "2"))) {
      assertNotEquals(ID.fileName(), other.fileName());
      assertEquals(OptionalDouble.empty(), open(other).get(KEY));
    }
  }

  @Test
  void everyDamagedByteIsNoticed() throws IOException {
    Path file = saved();
    byte[] good = Files.readAllBytes(file);
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 0x10;
      Files.write(file, bad);
      assertEquals(0, open(ID).size(), "byte " + i);
      assertEquals(i + 1, said.size());
    }
    assertTrue(said.get(20).contains("computed again"), said.get(20));
  }

  @Test
  void everyTornFileIsNoticed() throws IOException {
    Path file = saved();
    byte[] good = Files.readAllBytes(file);
    for (int length = 0; length < good.length; length++) {
      Files.write(file, Arrays.copyOf(good, length));
      assertEquals(0, open(ID).size(), "length " + length);
    }
    assertEquals(good.length, said.size());
  }

  @Test
  void aFileOfAnotherReferenceUnderThisNameIsRefused() throws IOException {
    Path file = saved();
    ReferenceId other = new ReferenceId("cd".repeat(32), ID.compute(), ID.version());
    Files.move(file, folder.resolve(other.fileName()));
    UserError error = assertThrows(UserError.class, () -> open(other));
    assertTrue(String.valueOf(error.getMessage()).contains("abab"), error.getMessage());
    assertFalse(String.valueOf(error.getMessage()).isEmpty());
  }
}
