package dev.herder.pipelines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.data.Purpose;
import dev.herder.core.data.Row;
import dev.herder.core.data.RowReader;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.FinishReason;
import dev.herder.core.generate.Generator;
import dev.herder.core.generate.Sampling;
import dev.herder.core.generate.Scorer;
import dev.herder.core.run.Hashes;
import dev.herder.core.run.MetricSink;
import dev.herder.core.run.RunContext;
import dev.herder.pipelines.Gating.Policy;
import dev.herder.pipelines.Gating.Regression;
import dev.herder.pipelines.journal.Product;
import dev.herder.pipelines.journal.StepRunner;
import dev.herder.rejectionsampling.Candidates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GateTest {
  private static final int PROMPTS = 40;

  @TempDir Path folder;

  private final List<String> told = new ArrayList<>();
  private Product heldOut = new Product.Pending("none");
  private List<Row.Prompt> prompts = List.of();

  /** Forty held-out prompts, the first twenty of maths, the rest of poems. */
  @BeforeEach
  void set() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < PROMPTS; i++) {
      rows.append("{\"prompt\":\"Question ").append(i).append("\",\"topic\":\"");
      rows.append(i < PROMPTS / 2 ? "maths" : "poems").append("\"}\n");
    }
    Path file = Files.writeString(folder.resolve("held-out.jsonl"), rows);
    heldOut = new Product.Made("held-out", file, Hashes.ofFile(file));
    prompts = RowReader.read(List.of(file), Purpose.PROMPTS).prompts();
  }

  /** A model that scores one on the prompts from one number to before another. */
  private Contender right(String name, int from, int to) throws IOException {
    Path answers = folder.resolve(name + "/answers.jsonl");
    Files.createDirectories(folder.resolve(name));
    Generator generator =
        (asked, sampling, sink) ->
            asked.forEach(
                prompt ->
                    sink.accept(new Completion(prompt, 0, "text", FinishReason.STOP, 1, -1.0)));
    Scorer scorer =
        new Scorer() {
          @Override
          public List<Double> score(List<Completion> answered) {
            int index = prompts.indexOf(answered.get(0).prompt());
            return List.of(index >= from && index < to ? 1.0 : 0.0);
          }

          @Override
          public String id() {
            return "range";
          }
        };
    new Candidates(generator, scorer)
        .write(answers, prompts, Sampling.greedy(4), RunContext.quiet());
    String hash = Hashes.ofFile(answers);
    return new Contender(
        new Product.Made(name, folder.resolve(name), hash),
        new Product.Made(
            name + "/score",
            folder.resolve(name),
            new TreeMap<>(Map.of("answers.jsonl", hash)),
            Map.of("mean", (to - from) / (double) PROMPTS)));
  }

  private Gate.Outcome choose(
      Policy policy, Regression regression, Contender older, Contender newer) throws IOException {
    StepRunner runner =
        step -> {
          Path out = Files.createDirectories(folder.resolve("gate"));
          Map<String, Object> summary = step.work().make(out).summary();
          String hash = Hashes.ofFile(out.resolve("verdict.json"));
          return new Product.Made(
              step.name(), out, new TreeMap<>(Map.of("verdict.json", hash)), summary);
        };
    return gate(policy, regression, runner).choose("round-1/gate", older, newer, heldOut);
  }

  private Gate gate(Policy policy, Regression regression, StepRunner runner) {
    RunContext context =
        new RunContext(1, Clock.systemUTC(), told::add, MetricSink.none(), () -> false);
    return new Gate(new Gating(policy, 0.95, "topic", regression), context, runner);
  }

  @Test
  void theHigherMeanWinsAndOfEqualsTheNewer() throws IOException {
    Contender old = right("old", 0, 10);
    assertSame(old, choose(Policy.HIGHER, Regression.IGNORE, old, right("worse", 0, 9)).taken());
    Contender better = right("better", 0, 11);
    assertSame(better, choose(Policy.HIGHER, Regression.IGNORE, old, better).taken());
    Contender equal = right("equal", 5, 15);
    assertSame(equal, choose(Policy.HIGHER, Regression.IGNORE, old, equal).taken());
    Contender far = right("far", 0, 1);
    assertSame(far, choose(Policy.ALWAYS, Regression.IGNORE, old, far).taken());
  }

  @Test
  void aSignificantGainIsOneThatChanceDoesNotExplain() throws IOException {
    Contender old = right("old", 0, 10);
    // Five prompts more, none less: twice 1/32 is above 0.05; six more: 1/32 is below.
    Contender five = right("five", 0, 15);
    Gate.Outcome outcome = choose(Policy.SIGNIFICANT, Regression.IGNORE, old, five);
    assertSame(old, outcome.taken());
    assertEquals(0.0625, figure(outcome, "p"), 1e-12);
    assertEquals(0.125, figure(outcome, "difference"), 1e-12);
    assertEquals(5, figure(outcome, "better"));
    assertEquals(0, figure(outcome, "worse"));
    Contender six = right("six", 0, 16);
    assertSame(six, choose(Policy.SIGNIFICANT, Regression.IGNORE, old, six).taken());
  }

  private static double figure(Gate.Outcome outcome, String name) {
    Product verdict = Objects.requireNonNull(outcome.verdict());
    return ((Number) Objects.requireNonNull(verdict.made().summary().get(name))).doubleValue();
  }

  private static Object regressed(Gate.Outcome outcome) {
    Product verdict = Objects.requireNonNull(outcome.verdict());
    return Objects.requireNonNull(verdict.made().summary().get("regressed"));
  }

  @Test
  void theSameModelIsNotComparedWithItself() throws IOException {
    Contender old = right("old", 0, 10);
    Gate.Outcome outcome = choose(Policy.SIGNIFICANT, Regression.STOP, old, old);
    assertSame(old, outcome.taken());
    assertNull(outcome.verdict());
  }

  @Test
  void aCapabilityThatGotWorseIsToldRejectedOrStops() throws IOException {
    Contender old = right("old", 0, 10);
    // All of maths is lost, all of poems is won.
    Contender poet = right("poet", 20, 40);
    Gate.Outcome ignored = choose(Policy.HIGHER, Regression.IGNORE, old, poet);
    assertSame(poet, ignored.taken());
    assertEquals(List.of("maths"), regressed(ignored));
    assertEquals(List.of(), told);

    Gate.Outcome warned = choose(Policy.HIGHER, Regression.WARN, old, poet);
    assertSame(poet, warned.taken());
    assertEquals(List.of("round-1/gate: significantly worse than before: maths"), told);

    assertSame(old, choose(Policy.HIGHER, Regression.REJECT, old, poet).taken());
    Gate.Outcome stopped = choose(Policy.ALWAYS, Regression.STOP, old, poet);
    assertSame(old, stopped.taken());
    Gate stopping = gate(Policy.ALWAYS, Regression.STOP, step -> heldOut);
    assertEquals("maths", stopping.stops(stopped.verdict()));
    assertEquals("", stopping.stops(null));
    assertEquals(
        "", gate(Policy.ALWAYS, Regression.WARN, step -> heldOut).stops(stopped.verdict()));
  }

  @Test
  void theVerdictIsKeptWithItsNumbersByCapability() throws IOException {
    choose(Policy.HIGHER, Regression.IGNORE, right("old", 0, 10), right("poet", 20, 40));
    String verdict = Files.readString(folder.resolve("gate/verdict.json"));
    assertTrue(verdict.contains("\"poems\" : {"), verdict);
    assertTrue(verdict.contains("\"difference\" : -0.5"), verdict);
    assertTrue(verdict.contains("\"taken\" : true"), verdict);
  }

  @Test
  void ofTwoCapabilitiesOneMustBeWorseByMore() throws IOException {
    // Six of maths lost: twice 1/64 alone, twice that as the smaller of two p-values.
    Gate.Outcome outcome =
        choose(Policy.HIGHER, Regression.IGNORE, right("old", 0, 40), right("new", 6, 40));
    double corrected =
        new ObjectMapper()
            .readTree(folder.resolve("gate/verdict.json").toFile())
            .path("capabilities")
            .path("maths")
            .path("p-corrected")
            .asDouble();
    assertEquals(0.0625, corrected, 1e-12);
    assertEquals(List.of(), regressed(outcome));
    Gate.Outcome more =
        choose(Policy.HIGHER, Regression.IGNORE, right("old2", 0, 40), right("new2", 7, 40));
    assertEquals(List.of("maths"), regressed(more));
  }

  @Test
  void aPlanCannotKnowYet() throws IOException {
    Contender unscored =
        new Contender(right("new", 0, 1).model(), new Product.Pending("round-1/score"));
    Gate gate = gate(Policy.HIGHER, Regression.STOP, step -> new Product.Pending(step.name()));
    Gate.Outcome outcome = gate.choose("round-1/gate", right("old", 0, 2), unscored, heldOut);
    assertEquals(new Product.Pending("round-1/gate"), outcome.taken().model());
    assertEquals("", gate.stops(outcome.verdict()));
  }
}
