package dev.herder.eval.ifeval;

import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.FinishReason;
import dev.herder.core.generate.Sampling;
import dev.herder.core.verify.ifeval.IfEval;
import dev.herder.core.verify.ifeval.Instruction;
import dev.herder.eval.Aggregate;
import dev.herder.eval.Conditions;
import dev.herder.eval.Evaluated;
import dev.herder.eval.Figure;
import dev.herder.eval.ItemIds;
import dev.herder.eval.ItemResult;
import dev.herder.eval.Suite;
import dev.herder.eval.SuiteInput;
import dev.herder.eval.SuiteResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * IFEval (Zhou et al., arXiv 2311.07911) on its published file: prompts with {@code
 * instruction_id_list} and {@code kwargs}.
 *
 * <p>Its four figures are the share of prompts of which all instructions are followed, {@code
 * prompt_strict} and {@code prompt_loose}, and the share of instructions that are followed, {@code
 * instruction_strict} and {@code instruction_loose}. Options: {@code max-new-tokens} (1280) and
 * {@code chat} (true: a plain prompt is a user's turn; false: it is continued as it stands).
 */
public final class IfEvalSuite implements Suite {
  private static final String NAME = "ifeval";
  private static final int MAX_NEW_TOKENS = 1280;
  private static final String COUNT = "instructions";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "instructions that a program checks; the published input_data.jsonl";
  }

  @Override
  public SuiteResult evaluate(SuiteInput input, Evaluated model) throws IOException {
    Sampling greedy =
        Sampling.greedy(input.options().whole("max-new-tokens", MAX_NEW_TOKENS, 1, 1 << 20));
    boolean chat = input.options().flag("chat", true);
    input.options().requireAllRead(NAME);
    List<Row.Prompt> rows = input.rows();
    List<String> ids = ItemIds.of(rows, "key");
    List<List<Instruction>> instructions = rows.stream().map(Instruction::of).toList();
    IfEval checks = IfEval.load();
    // Before the first answer is drawn: a wrong instruction is found in a second, not in an hour.
    instructions.forEach(each -> checks.followed(each, "", IfEval.Mode.STRICT));
    List<List<Completion>> answers =
        model.answers(rows.stream().map(row -> asked(row, chat)).toList(), greedy);

    List<ItemResult> items = new ArrayList<>();
    long cut = 0;
    for (int i = 0; i < rows.size(); i++) {
      Completion answer = answers.get(i).get(0);
      cut += answer.finishReason() == FinishReason.LENGTH ? 1 : 0;
      items.add(item(ids.get(i), rows.get(i), instructions.get(i), answer.text(), checks));
    }
    Map<String, Object> settings = new LinkedHashMap<>(model.settings(greedy));
    if (!settings.isEmpty()) {
      settings.put("chat", chat);
    }
    List<Figure> figures = figures(items);
    return new SuiteResult(
        NAME,
        items,
        figures,
        categories(items),
        Conditions.of(rows, "", settings),
        notes(figures, cut));
  }

  private static Row.Prompt asked(Row.Prompt row, boolean chat) {
    Turns turns =
        chat && row.prompt() instanceof Turns.Plain plain
            ? new Turns.Chat(List.of(new Message("user", plain.text())))
            : row.prompt();
    // The checks' arguments are no business of the chat template's.
    return new Row.Prompt(row.source(), turns, Map.of());
  }

  private static ItemResult item(
      String id, Row.Prompt row, List<Instruction> instructions, String answer, IfEval checks) {
    List<Boolean> strict = checks.followed(instructions, answer, IfEval.Mode.STRICT);
    List<Boolean> loose = checks.followed(instructions, answer, IfEval.Mode.LOOSE);
    Map<String, Double> measures = new LinkedHashMap<>();
    measures.put("prompt_strict", strict.contains(false) ? 0.0 : 1.0);
    measures.put("prompt_loose", loose.contains(false) ? 0.0 : 1.0);
    TreeSet<String> groups = new TreeSet<>();
    List<String> reasons = new ArrayList<>();
    for (int i = 0; i < instructions.size(); i++) {
      Instruction each = instructions.get(i);
      String group = each.id().substring(0, Math.max(0, each.id().indexOf(':')));
      groups.add(group);
      for (String part : List.of("", "/" + group, "/" + each.id())) {
        measures.merge(COUNT + part, 1.0, Double::sum);
        measures.merge("strict" + part, strict.get(i) ? 1.0 : 0, Double::sum);
        measures.merge("loose" + part, loose.get(i) ? 1.0 : 0, Double::sum);
      }
      if (!strict.get(i)) {
        reasons.add(
            (loose.get(i) ? "follows only loosely " : "does not follow ")
                + each.id()
                + arguments(each));
      }
    }
    return new ItemResult(id, List.copyOf(groups), measures, text(row), List.of(answer), reasons);
  }

  private static String arguments(Instruction instruction) {
    Map<String, Object> given = new LinkedHashMap<>();
    instruction
        .arguments()
        .forEach(
            (name, value) -> {
              if (value != null) {
                given.put(name, value);
              }
            });
    return given.isEmpty() ? "" : " " + given;
  }

  private static String text(Row.Prompt row) {
    if (row.prompt() instanceof Turns.Plain plain) {
      return plain.text();
    }
    List<Message> messages = ((Turns.Chat) row.prompt()).messages();
    return String.join("\n\n", messages.stream().map(Message::content).toList());
  }

  private static List<Figure> figures(List<ItemResult> items) {
    return List.of(
        Figure.mean("prompt_strict", items),
        Figure.mean("prompt_loose", items),
        Figure.of("instruction_strict", new Aggregate.Ratio("strict", COUNT), items),
        Figure.of("instruction_loose", new Aggregate.Ratio("loose", COUNT), items));
  }

  /** Strict and loose, first by group and then by instruction. */
  private static List<Figure> categories(List<ItemResult> items) {
    TreeSet<String> groups = new TreeSet<>();
    TreeSet<String> kinds = new TreeSet<>();
    for (ItemResult item : items) {
      for (String measure : item.measures().keySet()) {
        if (measure.startsWith(COUNT + "/")) {
          String part = measure.substring(COUNT.length());
          (part.contains(":") ? kinds : groups).add(part);
        }
      }
    }
    List<Figure> figures = new ArrayList<>();
    for (TreeSet<String> parts : List.of(groups, kinds)) {
      for (String mode : List.of("strict", "loose")) {
        for (String part : parts) {
          figures.add(
              Figure.of(
                  "instruction_" + mode + part,
                  new Aggregate.Ratio(mode + part, COUNT + part),
                  items));
        }
      }
    }
    return figures;
  }

  private static List<String> notes(List<Figure> figures, long cut) {
    List<String> notes = new ArrayList<>();
    double mean = figures.stream().mapToDouble(Figure::value).average().orElse(Double.NaN);
    notes.add(
        String.format(
            Locale.ROOT, "The mean of the four, which Llama 3's report states, is %.4f.", mean));
    if (cut > 0) {
      notes.add(cut + " answers reached the limit of new tokens and were cut off.");
    }
    return notes;
  }
}
