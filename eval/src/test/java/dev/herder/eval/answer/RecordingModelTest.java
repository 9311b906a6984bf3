package dev.herder.eval.answer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.herder.core.data.Row;
import dev.herder.core.data.Source;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Continuation;
import dev.herder.core.generate.FinishReason;
import dev.herder.core.generate.Generator;
import dev.herder.core.generate.Likelihood;
import dev.herder.core.generate.Likelihoods;
import dev.herder.core.generate.Sampling;
import dev.herder.core.run.MetricSink;
import dev.herder.core.run.RunContext;
import dev.herder.eval.EvaluationStopped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingModelTest {
  @TempDir Path folder;

  private final AtomicBoolean stop = new AtomicBoolean();
  private final List<String> asked = new ArrayList<>();
  private int most = Integer.MAX_VALUE;

  private final Generator echo =
      (prompts, sampling, sink) -> {
        for (Row.Prompt prompt : prompts) {
          if (asked.size() == most) {
            stop.set(true);
            return;
          }
          String text = ((Turns.Plain) prompt.prompt()).text();
          asked.add(text);
          for (int i = sampling.n() - 1; i >= 0; i--) {
            sink.accept(new Completion(prompt, i, text + i, FinishReason.LENGTH, 3, -1.5));
          }
        }
      };

  private final Likelihoods lengths =
      continuations -> {
        List<Likelihood> found = new ArrayList<>();
        for (Continuation each : continuations) {
          asked.add(each.text());
          found.add(new Likelihood(-each.text().length(), 2));
        }
        return found;
      };

  private RecordingModel model(String identity) {
    RunContext context =
        new RunContext(42, Clock.systemUTC(), line -> {}, MetricSink.none(), stop::get);
    return new RecordingModel(
        "echo", identity, echo, lengths, folder.resolve("answers.jsonl"), context);
  }

  private static Row.Prompt prompt(int line, String text) {
    return new Row.Prompt(new Source("p", line), new Turns.Plain(text), Map.of());
  }

  private static List<List<String>> texts(List<List<Completion>> answers) {
    return answers.stream().map(each -> each.stream().map(Completion::text).toList()).toList();
  }

  @Test
  void answersComeInOrderAndEqualPromptsAreAskedOnce() throws IOException {
    List<Row.Prompt> prompts = List.of(prompt(1, "a"), prompt(2, "b"), prompt(3, "a"));

    List<List<Completion>> answers = model("m").answers(prompts, new Sampling(2, 1, 0, 1, 9, 0));

    assertEquals(
        List.of(List.of("a0", "a1"), List.of("b0", "b1"), List.of("a0", "a1")), texts(answers));
    assertEquals(List.of("a", "b"), asked);
    assertEquals(3, answers.get(2).get(0).prompt().source().line());
  }

  @Test
  void whatWasAnsweredIsNotComputedAgain() throws IOException {
    List<Row.Prompt> prompts = List.of(prompt(1, "a"), prompt(2, "b"), prompt(3, "c"));
    most = 2;
    assertThrows(EvaluationStopped.class, () -> model("m").answers(prompts, Sampling.greedy(9)));
    most = Integer.MAX_VALUE;
    stop.set(false);

    List<List<Completion>> answers = model("m").answers(prompts, Sampling.greedy(9));

    assertEquals(List.of(List.of("a0"), List.of("b0"), List.of("c0")), texts(answers));
    assertEquals(List.of("a", "b", "c"), asked);
    assertEquals(FinishReason.LENGTH, answers.get(0).get(0).finishReason());
    assertEquals(-1.5, answers.get(0).get(0).logprob());
  }

  @Test
  void aTornRowIsComputedAgain() throws IOException {
    List<Row.Prompt> prompts = List.of(prompt(1, "a"), prompt(2, "b"));
    model("m").answers(prompts, Sampling.greedy(9));
    Path file = folder.resolve("answers.jsonl");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 5));
    asked.clear();

    model("m").answers(prompts, Sampling.greedy(9));

    assertEquals(List.of("b"), asked);
    assertEquals(new String(whole, StandardCharsets.UTF_8), Files.readString(file));
  }

  @Test
  void anotherModelOrSamplingIsAskedAnew() throws IOException {
    List<Row.Prompt> prompts = List.of(prompt(1, "a"));
    model("m").answers(prompts, Sampling.greedy(9));
    model("other").answers(prompts, Sampling.greedy(9));
    model("m").answers(prompts, Sampling.greedy(10));
    model("m").answers(prompts, Sampling.greedy(9));

    assertEquals(List.of("a", "a", "a"), asked);
  }

  @Test
  void likelihoodsAreKeptToo() throws IOException {
    List<Continuation> questions =
        List.of(
            new Continuation(prompt(1, "q"), "four"), new Continuation(prompt(1, "q"), "eleven"));
    model("m").likelihoods(questions);

    List<Likelihood> again = model("m").likelihoods(questions);

    assertEquals(List.of(new Likelihood(-4, 2), new Likelihood(-6, 2)), again);
    assertEquals(List.of("four", "eleven"), asked);
  }

  @Test
  void aWishToStopEndsLikelihoods() {
    stop.set(true);

    assertThrows(
        EvaluationStopped.class,
        () -> model("m").likelihoods(List.of(new Continuation(prompt(1, "q"), "x"))));
  }
}
