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
import dev.herder.rejectionsampling.RejectionSamplingReport;
import dev.herder.rejectionsampling.SelectionPass;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The steps between a prompt and a chosen answer. */
final class Answering {
  static final String SAMPLES = "samples.jsonl";
  static final String CANDIDATES = "candidates.jsonl";
  static final String ANSWERS = "answers.jsonl";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Recipe recipe;
  private final Seams seams;
  private final Scorer verifier;
  private final RunContext context;

  Answering(Recipe recipe, Seams seams, Scorer verifier, RunContext context) {
    this.recipe = recipe;
    this.seams = seams;
    this.verifier = verifier;
    this.context = context;
  }

  /** Draws K answers to every prompt. */
  Step sample(String name, Product model, Product prompts) {
    long seed = Seeds.derive(recipe.seed(), name);
    Sampling sampling = recipe.sampling().sampling(seed);
    ObjectNode settings = JSON.valueToTree(recipe.sampling());
    settings.remove("models");
    settings.set("sampler", seams.samplers().settings());
    return new Step(
        name,
        "sample",
        settings,
        seed,
        new TreeMap<>(Map.of("model", model, "prompts", prompts)),
        folder -> {
          List<Row.Prompt> asked = read(prompts);
          Candidates.Progress progress;
          try (SamplerFactory.Sampler sampler = open(model)) {
            progress =
                new Candidates(sampler).write(folder.resolve(SAMPLES), asked, sampling, context);
          }
          return new Step.Made(
              List.of(SAMPLES), Map.of("samples", (long) progress.done() * sampling.n()));
        });
  }

  /**
   * Scores the answers.
   *
   * @param samples answers by one or several models
   * @param answering the model by which the first were drawn
   * @param reward the reward model; null: the verifier alone scores
   */
  Step verify(
      String name,
      List<Product> samples,
      Product answering,
      Product prompts,
      @Nullable Product reward) {
    Sampling sampling = recipe.sampling().times(samples.size()).sampling(0);
    ObjectNode settings = JsonNodeFactory.instance.objectNode();
    settings.put("scorer", verifier.id());
    settings.put("k", sampling.n());
    TreeMap<String, Product> inputs = new TreeMap<>(Map.of("prompts", prompts));
    for (int i = 0; i < samples.size(); i++) {
      inputs.put(i == 0 ? "samples" : String.format("samples-%03d", i + 1), samples.get(i));
    }
    if (reward != null) {
      inputs.put("reward", reward);
      inputs.put("model", answering);
      settings.put("by", recipe.scorer().name().toLowerCase(Locale.ROOT));
      settings.put("reward-weight", recipe.rewardWeight());
      settings.set("judge", seams.judges().settings());
    }
    return new Step(
        name,
        "verify",
        settings,
        0,
        inputs,
        folder -> {
          List<Row.Prompt> asked = read(prompts);
          SeveralAnswers answers =
              new SeveralAnswers(
                  samples.stream().map(each -> each.made().path()).toList(),
                  asked,
                  recipe.sampling().k());
          Path file = folder.resolve(CANDIDATES);
          if (reward == null) {
            new Candidates(answers, verifier).write(file, asked, sampling, context);
            return new Step.Made(List.of(CANDIDATES), Map.of());
          }
          try (JudgeFactory.Judge judge =
              seams
                  .judges()
                  .open(Training.reference(reward), Training.reference(answering), context)) {
            Scorer scorer = Judges.of(recipe, verifier, judge);
            new Candidates(answers, scorer).write(file, asked, sampling, context);
          }
          return new Step.Made(List.of(CANDIDATES), Map.of());
        });
  }

  /**
   * Keeps the best answers, and pairs the best with the worst.
   *
   * @param models how many models answered
   * @param scorer who scored, for the report
   */
  Step select(String name, Product candidates, Product prompts, int models, String scorer) {
    int answers = recipe.sampling().k() * models;
    ObjectNode settings = JSON.valueToTree(recipe.selection());
    settings.put("k", answers);
    SelectionPass pass = recipe.selection().pass();
    return new Step(
        name,
        "select",
        settings,
        0,
        new TreeMap<>(Map.of("candidates", candidates, "prompts", prompts)),
        folder -> {
          List<Row.Prompt> asked = read(prompts);
          SelectionPass.Outcome outcome =
              pass.run(candidates.made().path(), asked, answers, folder);
          String drawn = RejectionSamplingReport.drawn(recipe.sampling().times(models).sampling(0));
          new RejectionSamplingReport(scorer, drawn, pass, outcome)
              .write(folder, candidates.made().path(), asked, answers);
          Map<String, Object> summary =
              new TreeMap<>(
                  JSON.convertValue(outcome.counts(), new TypeReference<Map<String, Object>>() {}));
          summary.put("passRate", outcome.passRate());
          summary.put("meanScore", outcome.meanScore());
          summary.put("meanBestScore", outcome.meanBestScore());
          summary.put("meanKeptScore", outcome.meanKeptScore());
          summary.put("gain", JSON.convertValue(outcome.gain(), List.class));
          return new Step.Made(
              List.of(SelectionPass.SFT, SelectionPass.PREFERENCE, SelectionPass.PROMPTS), summary);
        });
  }

  /** Judges a model by its answers to the held-out prompts. */
  Step score(String name, Product model, Product heldOut) {
    int own = recipe.heldOut().maxNewTokens();
    int maxNewTokens = own == 0 ? recipe.sampling().maxNewTokens() : own;
    double passScore = recipe.selection().passScore();
    String capability = recipe.gate().capability();
    ObjectNode settings = JsonNodeFactory.instance.objectNode();
    settings.put("scorer", verifier.id());
    settings.put("max-new-tokens", maxNewTokens);
    settings.put("pass-score", passScore);
    settings.put("capability", capability);
    settings.set("sampler", seams.samplers().settings());
    HeldOutScoring scoring = new HeldOutScoring(verifier, maxNewTokens, passScore, capability);
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
          try (SamplerFactory.Sampler sampler = open(model)) {
            progress = scoring.answer(sampler, prompts, answers, context);
          }
          if (!progress.complete()) {
            return new Step.Made(List.of(ANSWERS), Map.of());
          }
          HeldOutScoring.Score score = scoring.score(prompts, answers);
          Map<String, Object> summary = new TreeMap<>(figures(score));
          Map<String, Object> capabilities = new TreeMap<>();
          score.capabilities().forEach((tested, part) -> capabilities.put(tested, figures(part)));
          summary.put("capabilities", capabilities);
          return new Step.Made(List.of(ANSWERS), summary);
        });
  }

  private static Map<String, Object> figures(HeldOutScoring.Score score) {
    return Map.of("prompts", score.prompts(), "passed", score.passed(), "mean", score.mean());
  }

  private SamplerFactory.Sampler open(Product model) throws IOException {
    return seams.samplers().open(Training.reference(model), context);
  }

  private static List<Row.Prompt> read(Product prompts) throws IOException {
    return RowReader.read(List.of(prompts.made().path()), Purpose.PROMPTS).prompts();
  }
}
