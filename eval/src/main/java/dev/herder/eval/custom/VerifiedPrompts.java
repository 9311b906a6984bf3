package dev.herder.eval.custom;

import dev.herder.core.UserError;
import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.FinishReason;
import dev.herder.core.generate.Sampling;
import dev.herder.core.verify.Judgement;
import dev.herder.core.verify.Verifier;
import dev.herder.core.verify.Verifiers;
import dev.herder.eval.Conditions;
import dev.herder.eval.Evaluated;
import dev.herder.eval.Figure;
import dev.herder.eval.ItemResult;
import dev.herder.eval.Suite;
import dev.herder.eval.SuiteInput;
import dev.herder.eval.SuiteOptions;
import dev.herder.eval.SuiteResult;
import dev.herder.eval.items.AskedRow;
import dev.herder.eval.items.UniqueNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A suite of one's own: a file of prompts in any accepted schema, which are the suite's input, and
 * a verifier that scores the answers.
 *
 * <p>The rows' own {@code id} and {@code category} are used where they are there.
 */
public final class VerifiedPrompts implements Suite {
  private final String name;
  private final String spec;
  private final Verifier verifier;

  /**
   * A suite.
   *
   * @param file the prompts, whose name is the suite's
   * @param spec the verifier, as {@link Verifiers#byName} takes it
   * @throws UserError if there is no such verifier
   */
  public VerifiedPrompts(Path file, String spec) {
    Path last = file.getFileName();
    name = last == null ? "custom" : last.toString().replaceAll("\\.(jsonl|json)(\\.gz)?$", "");
    this.spec = spec;
    verifier = Verifiers.byName(spec);
  }

  /** The file's name without its ending. */
  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return "Prompts whose answers are scored by " + spec + ".";
  }

  @Override
  public SuiteResult evaluate(SuiteInput input, Evaluated model) throws IOException {
    SuiteOptions options = input.options();
    int n = options.whole("n", 1, 1, 10_000);
    Sampling sampling =
        new Sampling(
            n,
            options.number("temperature", n == 1 ? 0 : 0.8, 0, 100),
            0,
            options.number("top-p", 1, 1e-6, 1),
            options.whole("max-new-tokens", 512, 1, 1 << 20),
            input.context().seed());
    options.requireAllRead(name());
    List<Row.Prompt> prompts = input.rows();
    List<List<Completion>> answers = model.answers(prompts, sampling);
    UniqueNames ids = new UniqueNames();
    List<ItemResult> results = new ArrayList<>();
    long cut = 0;
    for (int i = 0; i < prompts.size(); i++) {
      results.add(result(ids, prompts.get(i), i, answers.get(i)));
      cut += answers.get(i).stream().filter(a -> a.finishReason() == FinishReason.LENGTH).count();
    }
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("verifier", spec);
    settings.putAll(model.settings(sampling));
    return new SuiteResult(
        name(),
        results,
        List.of(Figure.mean("score", results), Figure.mean("right", results)),
        Figure.byTag("score", results),
        Conditions.of(prompts, "", settings),
        cut == 0 ? List.of() : List.of(cut + " answers were cut off at max-new-tokens"));
  }

  private ItemResult result(
      UniqueNames ids, Row.Prompt prompt, int index, List<Completion> answers) {
    double sum = 0;
    double right = 0;
    List<String> texts = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    for (Completion answer : answers) {
      Judgement judgement = verifier.judge(prompt, answer.text());
      if (!Double.isFinite(judgement.score())) {
        throw new UserError(
            prompt.source()
                + ": verifier '"
                + verifier.name()
                + "' gave the score "
                + judgement.score()
                + ", expected a finite number; mend the verifier");
      }
      sum += judgement.score();
      right += judgement.score() >= 1 ? 1 : 0;
      texts.add(answer.text());
      reasons.addAll(judgement.reasons());
    }
    Map<String, Double> measures = new LinkedHashMap<>();
    measures.put("score", sum / texts.size());
    measures.put("right", right / texts.size());
    String category = text(prompt, "category", "");
    return new ItemResult(
        ids.unique(text(prompt, "id", String.valueOf(index + 1))),
        category.isEmpty() ? List.of() : List.of(category),
        measures,
        asked(prompt),
        texts,
        reasons);
  }

  private static String text(Row.Prompt prompt, String key, String otherwise) {
    Object value = prompt.variables().get(key);
    return value instanceof String || value instanceof Number ? value.toString() : otherwise;
  }

  private static String asked(Row.Prompt prompt) {
    return prompt.prompt() instanceof Turns.Chat chat
        ? AskedRow.shown(chat)
        : AskedRow.shown(
            new Turns.Chat(List.of(new Message("user", ((Turns.Plain) prompt.prompt()).text()))));
  }
}
