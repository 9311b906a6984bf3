package dev.herder.eval.code;

import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import dev.herder.core.generate.Completion;
import dev.herder.core.verify.Judgement;
import dev.herder.core.verify.PythonTests;
import dev.herder.core.verify.Verifier;
import dev.herder.core.verify.code.SandboxLimits;
import dev.herder.eval.Conditions;
import dev.herder.eval.Evaluated;
import dev.herder.eval.Figure;
import dev.herder.eval.ItemResult;
import dev.herder.eval.Suite;
import dev.herder.eval.SuiteInput;
import dev.herder.eval.SuiteResult;
import dev.herder.eval.items.ItemFile;
import dev.herder.eval.items.UniqueNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** HumanEval and MBPP: the share of tasks for which one of k programs passes the tests. */
public final class Code implements Suite {
  private final Function<SandboxLimits, Verifier> sandbox;

  /** With the sandbox of this machine. */
  public Code() {
    this(PythonTests::open);
  }

  Code(Function<SandboxLimits, Verifier> sandbox) {
    this.sandbox = sandbox;
  }

  @Override
  public String name() {
    return "code";
  }

  @Override
  public String description() {
    return "Python tasks (HumanEval, MBPP): pass@k, run in a sandbox.";
  }

  @Override
  public SuiteResult evaluate(SuiteInput input, Evaluated model) throws IOException {
    CodeSettings settings = CodeSettings.read(input.options(), input.context().seed());
    SandboxLimits limits =
        new SandboxLimits(input.options().whole("timeout", 10, 1, 600), 1024, 32, 16);
    input.options().requireAllRead(name());
    List<CodeItem> items = ItemFile.read(input.prompts(), CodeItem::parse);
    // A machine without a sandbox should say so before a model has answered for hours.
    Verifier tests = sandbox.apply(limits);
    List<Row.Prompt> prompts = items.stream().map(settings::prompt).toList();
    List<List<Completion>> answers =
        model.answers(prompts.stream().map(Code::asked).toList(), settings.sampling());
    UniqueNames ids = new UniqueNames();
    List<ItemResult> results = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      results.add(result(ids, items.get(i), prompts.get(i), answers.get(i), tests, settings));
    }
    List<Figure> figures = new ArrayList<>();
    settings.ks().forEach(k -> figures.add(Figure.mean("pass@" + k, results)));
    Map<String, Object> described = new LinkedHashMap<>(settings.describe());
    described.putAll(model.settings(settings.sampling()));
    described.put("timeout", limits.seconds());
    return new SuiteResult(
        name(), results, figures, List.of(), conditions(items, settings, described), List.of());
  }

  /** The tests are no business of the chat template's. */
  private static Row.Prompt asked(Row.Prompt prompt) {
    return new Row.Prompt(prompt.source(), prompt.prompt(), Map.of());
  }

  private static ItemResult result(
      UniqueNames ids,
      CodeItem item,
      Row.Prompt prompt,
      List<Completion> answers,
      Verifier tests,
      CodeSettings settings) {
    int most = settings.ks().get(settings.ks().size() - 1);
    if (answers.size() < most) {
      throw new UserError(
          item.source()
              + ": "
              + answers.size()
              + " answers cannot tell pass@"
              + most
              + ", expected at least "
              + most);
    }
    int right = 0;
    List<String> programs = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    for (Completion answer : answers) {
      String program = item.program(settings.code(answer.text()));
      Judgement judgement = tests.judge(prompt, program);
      right += judgement.score() == 1 ? 1 : 0;
      programs.add(program);
      int sample = programs.size();
      judgement.reasons().forEach(reason -> reasons.add("program " + sample + ": " + reason));
    }
    Map<String, Double> measures = new LinkedHashMap<>();
    for (int k : settings.ks()) {
      measures.put("pass@" + k, PassAtK.estimate(answers.size(), right, k));
    }
    measures.put("programs", 1.0 * answers.size());
    measures.put("passed", 1.0 * right);
    return new ItemResult(
        ids.unique(item.id()), List.of(), measures, item.prompt(), programs, reasons);
  }

  private static Conditions conditions(
      List<CodeItem> items, CodeSettings settings, Map<String, Object> described) {
    List<Row.Prompt> rows = items.stream().map(settings::prompt).toList();
    CodeItem blank =
        new CodeItem(items.get(0).source(), "", "", "f", true, "", List.of("assert f"));
    CodeItem words =
        new CodeItem(items.get(0).source(), "", "", "", false, "", List.of("assert f"));
    return Conditions.of(rows, settings.turns(blank).toString() + settings.turns(words), described);
  }
}
