package dev.herder.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the example on rows with one of each fault. */
final class DataQualityFromJavaTest {
  @TempDir Path folder;

  private static String row(String prompt, String completion) {
    return "{\"prompt\": \"" + prompt + "\", \"completion\": \"" + completion + "\"}";
  }

  @Test
  void eachStepDropsItsOwnAndTheMixHasTheRatio() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      lines.add(row("Name " + i + " of the harbours of country " + i * i, "It is town " + i + "."));
    }
    lines.add(lines.get(4));
    lines.add(row("Whom may I write to?", "To anna.meier@firma.de, please."));
    String item = "How many boats lie in the harbour when seven have left it by noon?";
    lines.add(row(item, "Four."));
    Path rows = Files.write(folder.resolve("rows.jsonl"), lines);
    Path evaluation =
        Files.write(folder.resolve("test.jsonl"), List.of("{\"question\": \"" + item + "\"}"));
    Path others =
        Files.write(folder.resolve("others.jsonl"), List.of(row("One?", "1"), row("Two?", "2")));
    Path out = folder.resolve("out");

    PrintStream before = System.out;
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    System.setOut(new PrintStream(shown, true, StandardCharsets.UTF_8));
    try {
      DataQualityFromJava.main(
          new String[] {rows.toString(), evaluation.toString(), others.toString(), out.toString()});
    } finally {
      System.setOut(before);
    }
    List<String> said = shown.toString(StandardCharsets.UTF_8).lines().toList();
    assertEquals("clean 11 of 12 {email=1}", said.get(0));
    assertEquals("dedup 10 of 11 {exact-duplicate=1}", said.get(1));
    assertTrue(said.get(2).startsWith("decontaminate 9 of 10 {"), said.get(2));
    assertTrue(said.get(3).startsWith("mix 9 of "), said.get(3));
    assertTrue(said.get(4).startsWith("mix 3 of "), said.get(4));
    assertEquals(12, Files.readAllLines(out.resolve("mix").resolve("mixed.jsonl")).size());
  }
}
