package dev.herder.core.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpilledListTest {
  private static final SpilledList.Form<String> UTF8 =
      new SpilledList.Form<>() {
        @Override
        public int size(String element) {
          return element.getBytes(StandardCharsets.UTF_8).length;
        }

        @Override
        public void write(String element, ByteBuffer into) {
          into.put(element.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String read(ByteBuffer from) {
          return StandardCharsets.UTF_8.decode(from).toString();
        }
      };

  @TempDir Path folder;

  private static List<String> strings(int count, int longest) {
    Random random = new Random(7);
    return IntStream.range(0, count)
        .mapToObj(i -> i + "ä".repeat(random.nextInt(longest)))
        .toList();
  }

  @Test
  void isTheListThatItWasFilledWithWhateverLiesInMemory() throws IOException {
    List<String> wanted = strings(3000, 900);
    for (long inMemory : new long[] {0, 1, 40_000, 1L << 30}) {
      try (SpilledList<String> list = new SpilledList<>(UTF8, folder, inMemory)) {
        wanted.forEach(list::add);
        assertEquals(wanted, list);
        assertEquals(wanted.get(2999), list.get(2999));
        assertEquals(wanted.subList(7, 2000), list.subList(7, 2000));
      }
    }
  }

  @Test
  void canBeReadWhileItGrows() throws IOException {
    List<String> wanted = strings(500, 50);
    List<String> so = new ArrayList<>();
    try (SpilledList<String> list = new SpilledList<>(UTF8, folder, 1000)) {
      for (String each : wanted) {
        list.add(each);
        so.add(each);
        assertEquals(each, list.get(list.size() - 1));
        assertEquals(so.get(so.size() / 2), list.get(list.size() / 2));
      }
    }
  }

  @Test
  void takesElementsThatAreLargerThanItsBuffer() throws IOException {
    List<String> wanted = List.of("a", "b".repeat(3_000_000), "", "c");
    try (SpilledList<String> list = new SpilledList<>(UTF8, folder, 0)) {
      wanted.forEach(list::add);
      assertEquals(wanted, list);
    }
  }

  @Test
  void severalThreadsMayRead() throws IOException {
    List<String> wanted = strings(2000, 100);
    try (SpilledList<String> list = new SpilledList<>(UTF8, folder, 5000)) {
      wanted.forEach(list::add);
      assertTrue(
          IntStream.range(0, 20_000)
              .parallel()
              .allMatch(i -> list.get(i * 31 % 2000).equals(wanted.get(i * 31 % 2000))));
    }
  }

  @Test
  void leavesNothingInItsFolderNotEvenWhileItIsOpen() throws IOException {
    Path later = folder.resolve("not/there/yet");
    try (SpilledList<String> list = new SpilledList<>(UTF8, later, 0)) {
      strings(100, 100).forEach(list::add);
      assertEquals(100, list.size());
      assertEquals(List.of(), entries());
    }
    assertEquals(List.of(), entries());
  }

  @Test
  void aClosedListSaysWhereItWas() throws IOException {
    SpilledList<String> list = new SpilledList<>(UTF8, folder, 0);
    list.add("one");
    list.close();
    UncheckedIOException thrown = assertThrows(UncheckedIOException.class, () -> list.get(0));
    String said = String.valueOf(thrown.getMessage());
    assertTrue(said.contains(folder.toString()), said);
  }

  @Test
  void tellsWhatLiesInTheFile() throws IOException {
    try (SpilledList<String> list = new SpilledList<>(UTF8, Path.of("runs", "one"), 3)) {
      list.add("abc");
      assertEquals(Optional.empty(), list.remark());
    }
    try (SpilledList<String> list = new SpilledList<>(UTF8, folder, 3)) {
      List.of("abc", "de", "f").forEach(list::add);
      assertEquals(
          Optional.of(
              "2 of 3 rows are kept in a file on the disk of " + folder + " until the end, 3 B"),
          list.remark());
    }
  }

  @Test
  void knowsItsBounds() throws IOException {
    try (SpilledList<String> list = new SpilledList<>(UTF8, folder, 1)) {
      list.add("a");
      list.add("b");
      assertThrows(IndexOutOfBoundsException.class, () -> list.get(2));
      assertThrows(IndexOutOfBoundsException.class, () -> list.get(-1));
    }
  }

  private List<Path> entries() throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }
}
