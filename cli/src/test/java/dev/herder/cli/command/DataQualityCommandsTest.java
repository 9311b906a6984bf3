package dev.herder.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.cli.HerderRun;
import dev.herder.engine.lm.LocalEmbedder;
import dev.herder.engine.machine.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataQualityCommandsTest {
  private static final Path MODEL = Path.of("..", "examples", "quickstart", "model");

  @TempDir Path folder;

  @Test
  void stepsFollowEachOther() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      lines.add(row("How much is " + i + " sheep and one more sheep", "It is " + i + " and one."));
    }
    lines.add(lines.get(3));
    lines.add(row("Can you do it", "I'm sorry, I cannot."));
    lines.add("{\"prompt\": ");
    write("raw.jsonl", lines);
    write("test.jsonl", List.of("{\"question\": \"How much is 7 sheep and one more sheep?\"}"));

    JsonNode clean =
        json("data", "clean", "--data", at("raw.jsonl"), "--out", at("1"), "--apology-share", "0");
    assertEquals(23, clean.get("rows").asInt());
    assertEquals(21, clean.get("kept").asInt());
    assertEquals("{\"apology\":1,\"unreadable\":1}", clean.get("dropped").toString());

    JsonNode unique =
        json("data", "dedup", "--data", at("1/kept.jsonl"), "--out", at("2"), "--threshold", "1");
    assertEquals("{\"exact-duplicate\":1}", unique.get("dropped").toString());

    JsonNode apart =
        json(
            "data",
            "decontaminate",
            "--data",
            at("2/kept.jsonl"),
            "--against",
            at("test.jsonl"),
            "--out",
            at("3"));
    assertEquals(19, apart.get("kept").asInt());
    assertEquals(1, apart.get("evaluation_texts_found").asInt());

    JsonNode mix =
        json(
            "data",
            "mix",
            "--source",
            at("3/kept.jsonl") + ":weight=1,cap=10",
            "--source",
            at("1/kept.jsonl") + ":weight=3",
            "--out",
            at("4"));
    assertEquals(28, mix.get("rows").asInt());
    assertEquals(28, Files.readAllLines(folder.resolve("4/mixed.jsonl")).size());
  }

  @Test
  void labelsPruneRows() throws IOException {
    List<String> lines = new ArrayList<>();
    List<String> vectors = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      int rating = i == 5 ? 1 : 4;
      lines.add("{\"text\": \"t" + i + "\", \"score\": " + i + ", \"rating\": " + rating + "}");
      vectors.add("{\"embedding\": [" + i % 2 + ", 1]}");
    }
    write("rows.jsonl", lines);
    write("vectors.jsonl", vectors);
    assertEquals(
        2, json("data", "prune", "--data", at("rows.jsonl"), "--out", at("p")).get("kept").asInt());
    assertEquals(
        7,
        json("data", "ratings", "--data", at("rows.jsonl"), "--out", at("r")).get("kept").asInt());
    JsonNode semantic =
        json(
            "data",
            "dedup-semantic",
            "--data",
            at("rows.jsonl"),
            "--embeddings",
            at("vectors.jsonl"),
            "--out",
            at("s"));
    assertEquals(2, semantic.get("kept").asInt());
  }

  @Test
  void aModelsVectorsFindRowsThatSayTheSame() throws IOException {
    List<String> texts = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 36; i++) {
      int group = i % 12;
      String text = "What is " + group * 7 + " + " + (group + i / 24) + "?";
      texts.add(text);
      lines.add("{\"text\": \"" + text + "\", \"number\": " + i + "}");
    }
    write("rows.jsonl", lines);
    double threshold = 0.995;
    JsonNode figures = semantic("s", threshold);
    List<Integer> kept = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("s/kept.jsonl"))) {
      kept.add(new ObjectMapper().readTree(line).path("number").asInt());
    }
    assertTrue(kept.size() > 1 && kept.size() < 24, kept.toString());
    assertEquals(
        36,
        figures.path("kept").asInt() + figures.path("dropped").path("semantic-duplicate").asInt());
    List<float[]> vectors;
    try (LocalEmbedder embedder =
        LocalEmbedder.open(MODEL, new Machine.Wish("cpu", "float32", 1, 0), () -> false)) {
      vectors = embedder.embed(texts);
    }
    for (int i = 0; i < 36; i++) {
      double most = -1;
      for (int other : kept) {
        most = other < i ? Math.max(most, cosine(vectors.get(i), vectors.get(other))) : most;
      }
      assertEquals(kept.contains(i), most < threshold, "row " + i + ", cosine " + most);
    }

    HerderRun again = semantic("s", 0.9999, "--model", MODEL.toString());
    assertEquals(0, again.exit(), again.err());
    assertTrue(again.err().contains("36 vectors were here already"), again.err());
    HerderRun both = semantic("t", 0.9, "--model", "m", "--embeddings", "v.jsonl");
    assertEquals(2, both.exit());
    assertTrue(both.err().contains("expected one of --model DIR, --endpoint URL"), both.err());
    HerderRun nothing = semantic("t", 0.9, "--model", at("nowhere"));
    assertEquals(2, nothing.exit());
    assertTrue(nothing.err().contains("nowhere"), nothing.err());
  }

  private JsonNode semantic(String out, double threshold) throws IOException {
    HerderRun run = semantic(out, threshold, "--model", MODEL.toString(), "--json");
    assertEquals(0, run.exit(), run.err());
    return new ObjectMapper().readTree(run.out());
  }

  private HerderRun semantic(String out, double threshold, String... more) {
    List<String> all = new ArrayList<>(List.of("data", "dedup-semantic", "--dtype", "float32"));
    all.addAll(List.of("--data", at("rows.jsonl"), "--out", at(out), "--clusters", "1"));
    all.addAll(List.of("--threads", "1", "--device", "cpu", "--threshold", "" + threshold));
    all.addAll(List.of(more));
    return run(all.toArray(String[]::new));
  }

  private static double cosine(float[] a, float[] b) {
    double dot = 0;
    double first = 0;
    double second = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      first += (double) a[i] * a[i];
      second += (double) b[i] * b[i];
    }
    return dot / Math.sqrt(first * second);
  }

  @Test
  void mistakesAreToldWithTheirKey() throws IOException {
    write("raw.jsonl", List.of(row("a", "b")));
    HerderRun rule =
        run("data", "clean", "--data", at("raw.jsonl"), "--out", at("o"), "--restore", "nothing");
    assertEquals(2, rule.exit());
    assertTrue(rule.err().contains("\"nothing\" is no rule and no row"), rule.err());
    HerderRun range =
        run("data", "dedup", "--data", at("raw.jsonl"), "--out", at("o"), "--threshold", "1.5");
    assertEquals(2, range.exit());
    assertTrue(range.err().contains("threshold: 1.5 is out of range"), range.err());
    HerderRun source =
        run("data", "mix", "--source", at("raw.jsonl") + ":wait=3", "--out", at("o"));
    assertEquals(2, source.exit());
    assertTrue(source.err().contains("unknown key \"wait\""), source.err());
  }

  @Test
  void aKilledStepEndsWithTheSameBytes() throws Exception {
    Random random = new Random(5);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 4_000; i++) {
      StringBuilder text = new StringBuilder();
      random.ints(20, 0, 300).forEach(word -> text.append(" w").append(word));
      lines.add(row("Number " + i % 1800, text.toString()));
    }
    write("rows.jsonl", lines);
    assertEquals(0, start("whole").waitFor());
    int kills = 0;
    for (int attempt = 0; attempt < 3; attempt++) {
      Process process = start("parts");
      long bytes = random.nextInt(500_000);
      while (process.isAlive() && written() < bytes) {
        process.waitFor(2, TimeUnit.MILLISECONDS);
      }
      if (process.isAlive()) {
        process.destroyForcibly().waitFor();
        kills++;
      }
    }
    assertTrue(kills > 0, "no process was killed");
    assertEquals(0, start("parts").waitFor());
    for (String file : List.of("kept.jsonl", "dropped.jsonl", "summary.json", "report.html")) {
      Path whole = folder.resolve("whole").resolve(file);
      assertEquals(-1, Files.mismatch(whole, folder.resolve("parts").resolve(file)), file);
    }
    try (var files = Files.list(folder.resolve("parts"))) {
      assertTrue(files.noneMatch(file -> file.getFileName().toString().contains("tmp")));
    }
  }

  /** Bytes of unfinished files. */
  private long written() throws IOException {
    Path out = folder.resolve("parts");
    if (!Files.exists(out)) {
      return 0;
    }
    long sum = 0;
    try (var files = Files.list(out)) {
      for (Path file : files.filter(each -> each.toString().contains(".jsonl.tmp")).toList()) {
        sum += Files.exists(file) ? Files.size(file) : 0;
      }
    }
    return sum;
  }

  private Process start(String out) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.herder.cli.Main"));
    command.addAll(List.of("data", "dedup", "--quiet", "--shingle", "1", "--threshold", "0.5"));
    command.addAll(List.of("--data", at("rows.jsonl"), "--out", at(out)));
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(folder.resolve("errors.txt").toFile())
        .start();
  }

  private static String row(String prompt, String completion) {
    return "{\"prompt\": \"" + prompt + "\", \"completion\": \"" + completion + "\"}";
  }

  private void write(String name, List<String> lines) throws IOException {
    Files.write(folder.resolve(name), lines);
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private HerderRun run(String... arguments) {
    return HerderRun.herder(folder, arguments);
  }

  private JsonNode json(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--json");
    HerderRun run = run(all.toArray(String[]::new));
    assertEquals(0, run.exit(), run.err());
    return new ObjectMapper().readTree(run.out());
  }
}
