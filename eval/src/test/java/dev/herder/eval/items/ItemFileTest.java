package dev.herder.eval.items;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.herder.core.data.DataException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ItemFileTest {
  @TempDir Path folder;

  @Test
  void readsEveryRow() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("a.jsonl"),
            "{\"q\":\"one\",\"deep\":{\"n\":7}}\n\n{\"q\":\"two\",\"deep\":{\"n\":\" x \"}}\n");
    List<String> items =
        ItemFile.read(file, row -> row.text("q") + row.object("deep").label("n") + row.source());
    assertEquals(List.of("one7" + file + ":1", "twox" + file + ":3"), items);
  }

  @Test
  void namesEveryBadRowWithLineAndKey() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("b.jsonl"),
            """
            {"q":"fine","list":[{"t":"x"}]}
            {"q":" ","list":[{"t":"x"}]}
            {"q":3,"list":[{"t":"x"}]}
            {"list":[{"t":"x"}]}
            {"q":"fine","list":[{"t":"x"},{"t":null}]}
            {"q":"fine","list":[4]}
            {"q":"fine","list":"no"}
            not json
            """);
    DataException e =
        assertThrows(
            DataException.class,
            () ->
                ItemFile.read(
                    file,
                    row -> {
                      row.objects("list").forEach(each -> each.text("t"));
                      return row.text("q");
                    }));
    assertEquals(7, e.problems().total());
    List<String> told =
        e.problems().first().stream()
            .map(each -> each.source().line() + " " + each.key() + " " + each.message())
            .toList();
    assertEquals(
        List.of(
            "2 q is empty, expected text",
            "3 q is a number, expected a string",
            "4 q missing, expected a string",
            "5 list[1].t missing, expected a string",
            "6 list[0] is a number, expected an object",
            "7 list is a string, expected a list of objects"),
        told.subList(0, 6));
    assertEquals(8, e.problems().first().get(6).source().line());
  }

  @Test
  void listsOfTextsHaveALeastSize() throws Exception {
    Path file =
        Files.writeString(folder.resolve("c.jsonl"), "{\"l\":[\"a\"]}\n{\"l\":[\"a\",\"\"]}\n");
    DataException e =
        assertThrows(DataException.class, () -> ItemFile.read(file, row -> row.texts("l", 2)));
    assertEquals("l", e.problems().first().get(0).key());
    assertEquals("l[1]", e.problems().first().get(1).key());
  }
}
