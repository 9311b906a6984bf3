package dev.herder.synthdata.rows;

import dev.herder.core.UserError;
import dev.herder.synthdata.ask.Outcome;
import dev.herder.synthdata.ask.Pairs;
import dev.herder.synthdata.ask.Prompts;
import dev.herder.synthdata.ask.Question;
import dev.herder.synthdata.ask.Reply;
import dev.herder.synthdata.ask.RowGenerator;
import dev.herder.synthdata.ask.Step;
import dev.herder.synthdata.ask.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Makes instructions harder or broader, step by step, and answers them.
 *
 * <p>After WizardLM's Evol-Instruct (arXiv 2304.12244): each step rewrites the instruction of the
 * step before by an operation drawn for it; a rewriting that says nothing new, or talks of
 * rewriting, ends the chain.
 *
 * @param steps rewritings of each instruction, at least 1
 * @param operations what a step may ask for, in words for the template
 */
public record Evolve(int steps, List<String> operations) implements RowGenerator {
  /** The operations of the paper, in words of our own. */
  public static final List<String> OPERATIONS =
      List.of(
          "Add one requirement or constraint.",
          "Ask about the same thing in more depth.",
          "Replace something general in it by something specific.",
          "Make it need several steps of reasoning.",
          "Write a new instruction of the same field on a rarer topic.");

  private static final Pattern TALKS_OF_ITSELF =
      Pattern.compile(
          "(?i)(rewritten|given|new|original|evolved) (instruction|prompt|version)|^sure[,!]");

  public Evolve {
    operations = List.copyOf(operations);
    if (steps < 1 || steps > 20) {
      throw new UserError("steps: " + steps + " is out of range, expected 1 to 20");
    }
    if (operations.isEmpty()) {
      throw new UserError("operations: expected at least one");
    }
  }

  @Override
  public String name() {
    return "evolve";
  }

  @Override
  public List<String> templates() {
    return List.of("evolve");
  }

  @Override
  public Step begin(Unit unit, Prompts prompts, long seed) {
    String instruction = Chats.asked(unit.fields());
    Outcome.Builder out = new Outcome.Builder();
    if (instruction.isEmpty()) {
      out.fail("the row asks nothing");
      return out.done(steps);
    }
    return step(unit, instruction, prompts, seed, new ArrayList<>(), out);
  }

  private Step step(
      Unit unit,
      String instruction,
      Prompts prompts,
      long seed,
      List<String> evolved,
      Outcome.Builder out) {
    if (evolved.size() == steps) {
      return answers(evolved, out);
    }
    String operation =
        operations.get(Chats.draw(operations.size(), seed, unit.id(), evolved.size()));
    return Step.ask(
        prompts.ask("evolve", Map.of("instruction", instruction, "operation", operation), 0),
        reply -> {
          String problem = problem(reply, instruction);
          if (!problem.isEmpty()) {
            out.fail(problem);
            return answers(evolved, out);
          }
          String next = reply.text().strip();
          evolved.add(next);
          return step(unit, next, prompts, seed, evolved, out);
        });
  }

  private static String problem(Reply reply, String before) {
    if (reply instanceof Reply.Failed failed) {
      return failed.reason();
    }
    if (reply instanceof Reply.Said said && said.cut()) {
      return "the reply was cut at its maximum length";
    }
    String after = reply.text().strip();
    if (after.isEmpty()) {
      return "an empty instruction";
    }
    if (Pairs.normalised(after).equals(Pairs.normalised(before))) {
      return "the instruction was not changed";
    }
    return TALKS_OF_ITSELF.matcher(after).find() && !TALKS_OF_ITSELF.matcher(before).find()
        ? "the instruction talks of its rewriting"
        : "";
  }

  private Step answers(List<String> evolved, Outcome.Builder out) {
    List<Question> asks = evolved.stream().map(text -> Question.of(text, 0)).toList();
    return Step.askAll(
        asks,
        replies -> {
          for (int i = 0; i < replies.size(); i++) {
            Answers.add(out, evolved.get(i), replies.get(i), 0, "step " + (i + 1));
          }
          return out.done(steps);
        });
  }
}
