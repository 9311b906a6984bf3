package dev.herder.pipelines;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.data.Purpose;
import dev.herder.core.data.Row;
import dev.herder.core.data.RowReader;
import dev.herder.core.generate.Sampling;
import dev.herder.core.generate.Scorer;
import dev.herder.core.run.RunContext;
import dev.herder.pipelines.heldout.HeldOut;
import dev.herder.pipelines.heldout.HeldOutScoring;
import dev.herder.pipelines.journal.Product;
import dev.herder.pipelines.journal.Step;
import dev.herder.rejectionsampling.Candidates;
import dev.herder.rejectionsampling.RecordedAnswers;
import dev.herder.rejectionsampling.RejectionSamplingReport;
import dev.herder.rejectionsampling.SelectionPass;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The steps between a prompt and a chosen answer. */
final class Answering {
  static final String SAMPLES = "samples.jsonl";
  static final String CANDIDATES = "candidates.jsonl";
  static final String ANSWERS = "answers.jsonl";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Recipe recipe;
  private final SamplerFactory samplers;
  private final Scorer scorer;
  private final RunContext context;

  Answering(Recipe recipe, SamplerFactory samplers, Scorer scorer, RunContext context) {
    this.recipe = recipe;
    this.samplers = samplers;
    this.scorer = scorer;
    this.context = context;
  }

  /** Draws K answers to every prompt. */
  Step sample(int round, Product model, Product prompts) {
    String name = "round-" + round + "/sample";
    long seed = Seeds.derive(recipe.seed(), name);
    Sampling sampling = recipe.sampling().sampling(seed);
    ObjectNode settings = JSON.valueToTree(recipe.sampling());
    settings.set("sampler", samplers.settings());
    return new Step(
        name,
        "sample",
        settings,
        seed,
        new TreeMap<>(Map.of("model", model, "prompts", prompts)),
        folder -> {
          List<Row.Prompt> asked = read(prompts);
          Candidates.Progress progress;
          try (SamplerFactory.Sampler sampler = samplers.open(Training.reference(model), context)) {
            progress =
                new Candidates(sampler).write(folder.resolve(SAMPLES), asked, sampling, context);
          }
          return new Step.Made(
              List.of(SAMPLES), Map.of("samples", (long) progress.done() * sampling.n()));
        });
  }

  /** Scores the answers. */
  Step verify(int round, Product samples, Product prompts) {
    Sampling sampling = recipe.sampling().sampling(0);
    ObjectNode settings = JsonNodeFactory.instance.objectNode();
    settings.put("scorer", scorer.id());
    settings.put("k", sampling.n());
    return new Step(
        "round-" + round + "/verify",
        "verify",
        settings,
        0,
        new TreeMap<>(Map.of("samples", samples, "prompts", prompts)),
        folder -> {
          List<Row.Prompt> asked = read(prompts);
          RecordedAnswers answers = new RecordedAnswers(samples.made().path(), asked);
          new Candidates(answers, scorer)
              .write(folder.resolve(CANDIDATES), asked, sampling, context);
          return new Step.Made(List.of(CANDIDATES), Map.of());
        });
  }

  /** Keeps the best answers, and pairs the best with the worst. */
  Step select(int round, Product candidates, Product prompts) {
    ObjectNode settings = JSON.valueToTree(recipe.selection());
    settings.put("k", recipe.sampling().k());
    SelectionPass pass = recipe.selection().pass();
    return new Step(
        "round-" + round + "/select",
        "select",
        settings,
        0,
        new TreeMap<>(Map.of("candidates", candidates, "prompts", prompts)),
        folder -> {
          List<Row.Prompt> asked = read(prompts);
          SelectionPass.Outcome outcome =
              pass.run(candidates.made().path(), asked, recipe.sampling().k(), folder);
          new RejectionSamplingReport(scorer.id(), recipe.sampling().sampling(0), pass, outcome)
              .write(folder, candidates.made().path(), asked);
          Map<String, Object> summary =
              new TreeMap<>(
                  JSON.convertValue(outcome.counts(), new TypeReference<Map<String, Object>>() {}));
          summary.put("passRate", outcome.passRate());
          summary.put("meanScore", outcome.meanScore());
          summary.put("meanBestScore", outcome.meanBestScore());
          summary.put("meanKeptScore", outcome.meanKeptScore());
          summary.put("gain", JSON.convertValue(outcome.gain(), List.class));
          return new Step.Made(List.of(SelectionPass.SFT, SelectionPass.PREFERENCE), summary);
        });
  }

  /** Judges a model by its answers to the held-out prompts. */
  Step score(String name, Product model, Product heldOut) {
    int own = recipe.heldOut().maxNewTokens();
    int maxNewTokens = own == 0 ? recipe.sampling().maxNewTokens() : own;
    double passScore = recipe.selection().passScore();
    ObjectNode settings = JsonNodeFactory.instance.objectNode();
    settings.put("scorer", scorer.id());
    settings.put("max-new-tokens", maxNewTokens);
    settings.put("pass-score", passScore);
    settings.set("sampler", samplers.settings());
    HeldOutScoring scoring = new HeldOutScoring(scorer, maxNewTokens, passScore);
    return new Step(
        name,
        "score",
        settings,
        0,
        new TreeMap<>(Map.of("model", model, "held-out", heldOut)),
        folder -> {
          HeldOut prompts = HeldOut.read(heldOut.made().path());
          Path answers = folder.resolve(ANSWERS);
          Candidates.Progress progress;
          try (SamplerFactory.Sampler sampler = samplers.open(Training.reference(model), context)) {
            progress = scoring.answer(sampler, prompts, answers, context);
          }
          if (!progress.complete()) {
            return new Step.Made(List.of(ANSWERS), Map.of());
          }
          HeldOutScoring.Score score = scoring.score(prompts, answers);
          return new Step.Made(
              List.of(ANSWERS),
              Map.of("prompts", score.prompts(), "passed", score.passed(), "mean", score.mean()));
        });
  }

  private static List<Row.Prompt> read(Product prompts) throws IOException {
    return RowReader.read(List.of(prompts.made().path()), Purpose.PROMPTS).prompts();
  }
}
