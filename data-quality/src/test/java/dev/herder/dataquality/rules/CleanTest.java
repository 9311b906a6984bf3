package dev.herder.dataquality.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.core.UserError;
import dev.herder.core.run.MetricSink;
import dev.herder.core.run.RunContext;
import dev.herder.dataquality.rows.Lines;
import dev.herder.dataquality.rows.Step;
import dev.herder.dataquality.rows.StepResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CleanTest {
  private static final String GOOD = "The capital of France is Paris, on the river Seine.";

  @TempDir Path folder;

  @Test
  void eachRuleFindsItsRowsAndLeavesTheOthers() throws IOException {
    List<String> answers = new ArrayList<>();
    answers.add(GOOD);
    answers.add("   ");
    answers.add("Look <|eot_id|> here");
    answers.add("-----BEGIN " + "RSA PRIVATE KEY-----\nabc");
    answers.add("my key is AK" + "IAIOSFODNN7EXAMPLE ok");
    answers.add("pay with 4111 1111 1111 1111 now");
    answers.add("write to jane.doe@somewhere.io please");
    answers.add("call +49 30 901820 today or (212) 736-5000");
    answers.add("buffalo ".repeat(60));
    answers.add("Great 😀 stuff 😀 here 🎉");
    answers.add("Wow!!!! That is it.");
    answers.add("I’m so sorry, I cannot do that.");
    answers.add("word ".repeat(30) + "x".repeat(200));
    answers.add("mail a@example.com, call 212-555-0123, order 4111 1111 1111 1112, 2019 2020 2021");
    answers.add(
        "if (a != b && !c) { return !d; } // not spam: words carry it all, more of them here");
    List<String> lines = new ArrayList<>();
    answers.forEach(answer -> lines.add(Lines.chat("What is it?", answer)));
    lines.add("{\"broken\": ");
    lines.add(
        "{\"prompt\": \"q\", \"completion\": \"\", \"sample\": 0, \"finish_reason\": \"stop\"}");
    lines.add("{\"nothing\": 1}");

    StepResult result = clean(Clean.Settings.defaults(), lines);

    assertEquals(
        Map.ofEntries(
            Map.entry(2L, "unreadable"),
            Map.entry(3L, "control-token"),
            Map.entry(4L, "private-key"),
            Map.entry(5L, "secret"),
            Map.entry(6L, "card-number"),
            Map.entry(7L, "email"),
            Map.entry(8L, "phone"),
            Map.entry(9L, "repetition"),
            Map.entry(10L, "emoji"),
            Map.entry(11L, "exclamation"),
            Map.entry(12L, "apology"),
            Map.entry(13L, "repetition"),
            Map.entry(16L, "unreadable"),
            Map.entry(17L, "empty"),
            Map.entry(18L, "unreadable")),
        Lines.rules(out()));
    assertEquals(18, result.read());
    assertEquals(3, result.kept());
    assertEquals(3L, result.dropped().get("unreadable"));
  }

  @Test
  void lengthsAndLanguagesAreSetByTheUser() throws IOException {
    Clean.Settings d = Clean.Settings.defaults();
    Clean.Settings settings =
        new Clean.Settings(3, 40, 5, 5, 0, 0, 0, 0.5, List.of("en", "de"), 20, true, true, true);
    StepResult result =
        clean(
            settings,
            List.of(
                Lines.chat("Hi there", "Too short"),
                Lines.chat("And this", "w ".repeat(45)),
                Lines.chat("Question of mine", "Der schnelle Fuchs springt über den faulen Hund."),
                Lines.chat(
                    "Question of mine", "Le renard brun saute par-dessus le chien paresseux."),
                Lines.chat("Question of mine", GOOD)));
    assertEquals(Map.of(1L, "too-short", 2L, "too-long", 4L, "language"), Lines.rules(out()));
    assertEquals(2, result.kept());
    assertThrows(
        UserError.class,
        () -> new Clean.Settings(0, 9, 5, 5, 0, 0, 0, 0.5, List.of("tlh"), 20, true, true, true));
    assertEquals(0.01, d.apologyShare());
  }

  @Test
  void habitsAreCutBackToTheirShareOfWhatIsKept() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      lines.add(Lines.chat("Ask " + i, i % 4 == 0 ? "I apologize for number " + i : GOOD + i));
    }
    Clean.Settings settings =
        new Clean.Settings(0, 99, 5, 5, 0, 0, 0.1, 0.5, List.of(), 50, true, true, true);

    StepResult result = clean(settings, lines);

    // 75 others; 8 of 83 are below a tenth, 9 of 84 above.
    assertEquals(83, result.kept());
    assertEquals(Map.of("apology", 17L), result.dropped());
    assertEquals(25, result.figures().get("rows with apology"));
    String first = Files.readString(out().resolve(Step.KEPT));
    clean(settings, lines);
    assertEquals(first, Files.readString(out().resolve(Step.KEPT)));
  }

  @Test
  void balanceKeepsEveryHabitWithinItsShare() {
    for (double share : new double[] {0, 0.01, 0.1, 0.25, 0.5, 0.9, 1}) {
      Balance balance = new Balance(3, share, 0.2);
      for (int i = 0; i < 300; i++) {
        balance.add(i % 3 == 0 ? 1 : 0, i);
      }
      balance.settle(50);
      int[] stays = new int[2];
      for (int i = 0; i < 300; i++) {
        int habit = i % 3 == 0 ? 1 : 0;
        stays[habit] += balance.stays(habit, i) ? 1 : 0;
      }
      double total = 50 + stays[0] + stays[1];
      assertTrue(stays[0] <= share * total + 1e-6, share + " " + stays[0]);
      assertTrue(stays[1] <= 0.2 * total + 1e-6);
      // One more of either would be too many.
      assertTrue(stays[0] == 200 || stays[0] + 1 > share * (total + 1));
      assertTrue(stays[1] == 100 || stays[1] + 1 > 0.2 * (total + 1));
    }
  }

  @Test
  void dropsAreWholeAndCanBeUndone() throws IOException {
    String spam = Lines.chat("Hello", "So sorry for the delay in \uD83D\uDE00 this");
    List<String> lines =
        List.of(Lines.chat("a", GOOD), spam, Lines.chat("b", "My apologies again"), "nonsense");
    Clean.Settings none =
        new Clean.Settings(0, 99, 5, 5, 0, 0, 0, 0.5, List.of(), 50, true, true, true);
    Path file = Lines.write(folder.resolve("data.jsonl"), lines);
    clean(none, lines);
    JsonNode dropped = Lines.read(out().resolve(Step.DROPPED)).get(0);
    assertEquals("apology", dropped.get("rule").asText());
    assertEquals(file + ":2", dropped.get("id").asText());
    assertEquals(spam, dropped.get("row").toString());
    assertTrue(dropped.get("why").asText().startsWith("messages[1]: \"sorry for the\""));

    StepResult one = clean(none, lines, file + ":2");
    assertEquals(
        List.of(1L, 1L, 2L),
        List.of(one.dropped().get("apology"), one.dropped().get("unreadable"), one.kept()));
    assertEquals(Map.of("apology", 1L), one.restored());

    StepResult rule = clean(none, lines, "apology");
    assertEquals(3, rule.kept());
    assertEquals(spam, Files.readAllLines(out().resolve(Step.KEPT)).get(1));

    // A row that is none cannot come back.
    assertEquals(1, clean(none, lines, "unreadable").dropped().get("unreadable"));
    assertThrows(UserError.class, () -> clean(none, lines, "apologies"));
  }

  @Test
  void finishedWorkIsReusedAndDamagedWorkIsNot() throws IOException {
    List<String> lines = List.of(Lines.chat("a", GOOD), Lines.chat("b", "Mine!!!!"));
    StepResult first = clean(Clean.Settings.defaults(), lines);
    assertFalse(first.reused());
    StepResult again = clean(Clean.Settings.defaults(), lines);
    assertTrue(again.reused());
    assertEquals(first.dropped(), again.dropped());
    assertEquals(first.figures(), again.figures());
    Files.writeString(out().resolve(Step.KEPT), "\n", StandardOpenOption.APPEND);
    assertFalse(clean(Clean.Settings.defaults(), lines).reused());
  }

  @Test
  void reportTellsRulesButNoSecrets() throws IOException {
    String secret = "AK" + "IAIOSFODNN7EXAMPLE";
    clean(
        Clean.Settings.defaults(),
        List.of(Lines.chat("<script>alert(1)</script>", "Yes!!!!"), Lines.chat("b", secret)));
    String html = Files.readString(out().resolve(Step.REPORT));
    assertFalse(html.contains(secret));
    assertFalse(html.contains("<script>alert"));
    assertTrue(html.contains("exclamation"));
    assertTrue(html.contains("an AWS access key at character 1"));
  }

  @Test
  void damagedBytesAreCountedWithTheirPlace() throws IOException {
    Path file = folder.resolve("data.jsonl");
    Files.writeString(file, Lines.chat("a", GOOD) + "\n");
    Files.write(file, new byte[] {'"', (byte) 0xc3, '(', '\n'}, StandardOpenOption.APPEND);
    StepResult result = new Clean().run(config(Clean.Settings.defaults()), RunContext.quiet());
    assertEquals(Map.of("unreadable", 1L), result.dropped());
    String why = Lines.read(out().resolve(Step.DROPPED)).get(0).get("why").asText();
    assertTrue(why.contains("data.jsonl:2: not UTF-8 at byte 2"), why);
  }

  @Test
  void aStopLeavesNothing() throws IOException {
    Lines.write(folder.resolve("data.jsonl"), List.of(Lines.chat("a", GOOD)));
    RunContext stopped =
        new RunContext(1, Clock.systemUTC(), line -> {}, MetricSink.none(), () -> true);
    assertFalse(new Clean().run(config(Clean.Settings.defaults()), stopped).complete());
    assertFalse(Files.exists(out().resolve(Step.KEPT)));
  }

  @Test
  void refusesToWriteOverItsInput() throws IOException {
    clean(Clean.Settings.defaults(), List.of(Lines.chat("a", GOOD)));
    Clean.Config again =
        new Clean.Config(
            List.of(out().resolve(Step.KEPT)), out(), Clean.Settings.defaults(), List.of());
    assertThrows(UserError.class, () -> new Clean().run(again, RunContext.quiet()));
  }

  @Test
  void luhnAndEntropyAreThoseOfTheBooks() {
    assertTrue(PersonalData.checks("79927398713"));
    assertFalse(PersonalData.checks("79927398710"));
    assertEquals(2.0, Secrets.entropy("abcd"));
    assertEquals(0.0, Secrets.entropy("aaaa"));
  }

  private Path out() {
    return folder.resolve("out");
  }

  private Clean.Config config(Clean.Settings settings, String... restore) {
    return new Clean.Config(
        List.of(folder.resolve("data.jsonl")), out(), settings, List.of(restore));
  }

  private StepResult clean(Clean.Settings settings, List<String> lines, String... restore)
      throws IOException {
    Files.write(folder.resolve("data.jsonl"), lines, StandardCharsets.UTF_8);
    return new Clean().run(config(settings, restore), RunContext.quiet());
  }
}
