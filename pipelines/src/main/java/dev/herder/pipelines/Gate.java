package dev.herder.pipelines;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.run.AtomicFiles;
import dev.herder.core.run.RunContext;
import dev.herder.eval.stats.Correction;
import dev.herder.pipelines.Gating.Policy;
import dev.herder.pipelines.Gating.Regression;
import dev.herder.pipelines.heldout.HeldOut;
import dev.herder.pipelines.heldout.HeldOutScoring;
import dev.herder.pipelines.heldout.HeldOutScoring.Grade;
import dev.herder.pipelines.journal.Product;
import dev.herder.pipelines.journal.Step;
import dev.herder.pipelines.journal.StepRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Decides whether a newer model takes the place of the best so far. */
final class Gate {
  private static final String VERDICT = "verdict.json";

  private final Gating gating;
  private final RunContext context;
  private final StepRunner runner;

  Gate(Gating gating, RunContext context, StepRunner runner) {
    this.gating = gating;
    this.context = context;
    this.runner = runner;
  }

  /**
   * The model that is taken.
   *
   * @param verdict the product of the step that decided; null if both are the same model
   */
  record Outcome(Contender taken, @Nullable Product verdict) {}

  /**
   * Compares two models on the held-out prompts.
   *
   * @param name of the step
   */
  Outcome choose(String name, Contender older, Contender newer, Product heldOut)
      throws IOException {
    if (newer.model().equals(older.model())) {
      return new Outcome(older, null);
    }
    Product verdict = runner.run(step(name, older.score(), newer.score(), heldOut));
    if (!(verdict instanceof Product.Made made)) {
      Product pending = new Product.Pending(name);
      return new Outcome(new Contender(pending, pending), verdict);
    }
    List<?> regressed = (List<?>) made.summary().getOrDefault("regressed", List.of());
    if (!regressed.isEmpty() && gating.regression() != Regression.IGNORE) {
      context.talk().accept(name + ": significantly worse than before: " + joined(regressed));
    }
    boolean taken = Objects.equals(made.summary().get("taken"), true);
    return new Outcome(taken ? newer : older, verdict);
  }

  /** What the run must end for after this verdict; empty if it may go on. */
  String stops(@Nullable Product verdict) {
    if (gating.regression() == Regression.STOP && verdict instanceof Product.Made made) {
      return joined((List<?>) made.summary().getOrDefault("regressed", List.of()));
    }
    return "";
  }

  private static String joined(List<?> names) {
    return String.join(", ", names.stream().map(String::valueOf).toList());
  }

  private Step step(String name, Product older, Product newer, Product heldOut) {
    ObjectNode settings = JsonNodeFactory.instance.objectNode();
    settings.put("policy", gating.policy().name().toLowerCase(Locale.ROOT));
    settings.put("level", gating.level());
    settings.put("capability", gating.capability());
    settings.put("rejects", rejects());
    return new Step(
        name,
        "gate",
        settings,
        0,
        new TreeMap<>(Map.of("older", older, "newer", newer, "held-out", heldOut)),
        folder -> {
          HeldOut prompts = HeldOut.read(heldOut.made().path());
          String key = gating.capability();
          Map<String, Object> summary =
              verdict(
                  HeldOutScoring.grades(prompts, answers(older), key),
                  HeldOutScoring.grades(prompts, answers(newer), key));
          AtomicFiles.writeString(
              folder.resolve(VERDICT),
              new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(summary)
                  + "\n");
          return new Step.Made(List.of(VERDICT), summary);
        });
  }

  private boolean rejects() {
    return gating.regression() == Regression.REJECT || gating.regression() == Regression.STOP;
  }

  private static Path answers(Product score) {
    return score.file(Answering.ANSWERS).made().path();
  }

  /** Everything that the decision is made of. */
  private Map<String, Object> verdict(List<Grade> older, List<Grade> newer) {
    PairedTest all = test(older, newer);
    TreeMap<String, List<Integer>> byCapability = new TreeMap<>();
    for (int i = 0; i < older.size(); i++) {
      String capability = older.get(i).capability();
      if (!capability.isEmpty()) {
        byCapability.computeIfAbsent(capability, none -> new ArrayList<>()).add(i);
      }
    }
    Map<String, PairedTest> tests = new TreeMap<>();
    byCapability.forEach(
        (capability, indexes) ->
            tests.put(
                capability,
                test(
                    indexes.stream().map(older::get).toList(),
                    indexes.stream().map(newer::get).toList())));
    // Of many capabilities one looks worse by chance; Holm's correction allows for that.
    double[] adjusted =
        Correction.HOLM.adjusted(tests.values().stream().mapToDouble(PairedTest::p).toArray());
    Map<String, Object> capabilities = new TreeMap<>();
    List<String> regressed = new ArrayList<>();
    tests.forEach(
        (capability, test) -> {
          double corrected = adjusted[capabilities.size()];
          Map<String, Object> figures = new TreeMap<>(figures(test));
          figures.put("p-corrected", corrected);
          capabilities.put(capability, figures);
          if (test.difference() < 0 && corrected < 1 - gating.level()) {
            regressed.add(capability);
          }
        });
    // Sums of the same scores in the same order: equal means are equal to the last bit.
    boolean higher = mean(newer) >= mean(older);
    boolean passes =
        gating.policy() == Policy.ALWAYS
            || (gating.policy() == Policy.HIGHER ? higher : all.better(gating.level()));
    Map<String, Object> verdict = new TreeMap<>(figures(all));
    verdict.put("taken", passes && !(rejects() && !regressed.isEmpty()));
    verdict.put("regressed", regressed);
    verdict.put("capabilities", capabilities);
    return verdict;
  }

  private PairedTest test(List<Grade> older, List<Grade> newer) {
    return PairedTest.of(scores(older), scores(newer), gating.level());
  }

  private static double[] scores(List<Grade> grades) {
    return grades.stream().mapToDouble(Grade::score).toArray();
  }

  private static double mean(List<Grade> grades) {
    double sum = 0;
    for (Grade grade : grades) {
      sum += grade.score();
    }
    return sum / grades.size();
  }

  private static Map<String, Object> figures(PairedTest test) {
    return new TreeMap<>(
        Map.of(
            "difference", test.difference(),
            "low", test.low(),
            "high", test.high(),
            "p", test.p(),
            "better", test.better(),
            "worse", test.worse()));
  }
}
