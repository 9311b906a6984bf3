package dev.herder.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.cli.HerderRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code eval --judge-endpoint}: verdicts of a server that finds the longer answer better. */
class EvalJudgeEndpointTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern ANSWERS =
      Pattern.compile(
          "<answer_A>\n(.*)\n</answer_A>.*<answer_B>\n(.*)\n</answer_B>", Pattern.DOTALL);

  @TempDir private Path folder;

  private volatile int refuseFrom = Integer.MAX_VALUE;
  private ChatServer server;

  @BeforeEach
  void start() throws IOException {
    Files.writeString(
        folder.resolve("theirs.jsonl"),
        """
        {"instruction":"Count.","output":"One, two, three."}
        {"instruction":"Greet me.","output":"Hello."}
        {"instruction":"Name a bird.","output":"A thrush."}
        """);
    Files.writeString(
        folder.resolve("ours.jsonl"),
        """
        {"prompt":"Count.","response":"One."}
        {"prompt":"Greet me.","response":"A very good morning to you."}
        {"prompt":"Name a bird.","response":"A blackbird, for one."}
        """);
    server =
        ChatServer.start(
            body -> {
              boolean refused =
                  server.calls().get() >= refuseFrom
                      || !"referee".equals(body.path("model").asText());
              return refused
                  ? ChatServer.Reply.refused(401)
                  : ChatServer.Reply.of(
                      verdict(body.path("messages").path(0).path("content").asText()));
            });
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String verdict(String asked) {
    Matcher answers = ANSWERS.matcher(asked);
    boolean found = answers.find();
    return "I looked.\nVerdict: "
        + (!found ? "tie" : answers.group(1).length() > answers.group(2).length() ? "A" : "B");
  }

  private HerderRun eval(String... more) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "eval",
                "--suite",
                "win-rate",
                "--prompts",
                folder.resolve("theirs.jsonl").toString(),
                "--responses",
                folder.resolve("ours.jsonl").toString(),
                "--out",
                folder.resolve("out").toString(),
                "--json"));
    line.addAll(List.of(more));
    return HerderRun.herder(folder, line.toArray(String[]::new));
  }

  private HerderRun judged(String... more) {
    List<String> line =
        new ArrayList<>(
            List.of("--judge-endpoint", server.address(), "--judge-endpoint-model", "referee"));
    line.addAll(List.of(more));
    return eval(line.toArray(String[]::new));
  }

  @Test
  void itsVerdictsCountAndAreKept() throws IOException {
    HerderRun first = judged();
    assertEquals(0, first.exit(), first.err());
    JsonNode told = JSON.readTree(first.out());
    assertEquals(2 / 3.0, told.path("win_rate").path("value").asDouble(), 1e-8);
    assertEquals(1, told.path("consistent").path("value").asDouble());
    assertEquals(6, server.calls().get());
    assertEquals(42, told.path("judge_tokens").asInt());

    HerderRun again = judged();
    assertEquals(0, again.exit(), again.err());
    assertEquals(6, server.calls().get());
    assertEquals(told.path("win_rate"), JSON.readTree(again.out()).path("win_rate"));
  }

  @Test
  void aRefusalNamesTheServerAndCostsNoVerdict() throws IOException {
    refuseFrom = 4;
    HerderRun refused = judged("--set", "judge-endpoint-concurrency=1");
    assertEquals(2, refused.exit(), refused.out() + refused.err());
    assertTrue(refused.err().contains(server.address()), refused.err());
    assertTrue(refused.err().contains("401"), refused.err());
    assertEquals(4, server.calls().get(), "nothing is asked after a refusal");
    refuseFrom = Integer.MAX_VALUE;
    server.calls().set(0);
    HerderRun rest = judged();
    assertEquals(0, rest.exit(), rest.err());
    assertEquals(3, server.calls().get());
  }

  @Test
  void oneJudgeIsEnough() {
    HerderRun both = judged("--judge", folder.toString());
    assertEquals(2, both.exit());
    assertTrue(both.err().contains("one of --judge DIR and --judge-endpoint URL"), both.err());
    HerderRun nowhere = eval("--judge-endpoint", "localhost");
    assertEquals(2, nowhere.exit());
    assertTrue(nowhere.err().contains("localhost"), nowhere.err());
  }
}
