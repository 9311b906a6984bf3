package dev.herder.synthdata.rows;

import dev.herder.core.UserError;
import dev.herder.core.run.Hashes;
import dev.herder.synthdata.ask.Outcome;
import dev.herder.synthdata.ask.Prompts;
import dev.herder.synthdata.ask.Question;
import dev.herder.synthdata.ask.Reply;
import dev.herder.synthdata.ask.RowGenerator;
import dev.herder.synthdata.ask.Step;
import dev.herder.synthdata.ask.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * New instructions after the example of a few, and answers to them.
 *
 * <p>After Self-Instruct (arXiv 2212.10560): each attempt shows some of the seed tasks, drawn for
 * it, and asks for one more. What is too much like an earlier one is dropped in the end.
 *
 * @param seeds the instructions to show, at least 2
 * @param shown how many of them an attempt shows
 * @param novelty the ROUGE-L F-measure from which an instruction counts as one that was there
 */
public record SelfInstruct(List<String> seeds, int shown, double novelty) implements RowGenerator {
  private static final Pattern TASK =
      Pattern.compile("(?im)^[\\s>*#\\-\\d.)]*\\**task\\s*\\d*:\\**");

  private static final int TOGETHER = 32;

  public SelfInstruct {
    seeds = List.copyOf(seeds);
    if (seeds.size() < 2) {
      throw new UserError("data: " + seeds.size() + " seed tasks are too few, expected 2 or more");
    }
    if (shown < 1 || shown > seeds.size()) {
      throw new UserError(
          "shown: " + shown + " is out of range, expected 1 to the seed tasks, " + seeds.size());
    }
    if (!(novelty > 0 && novelty <= 1)) {
      throw new UserError("novelty: " + novelty + " is out of range, expected above 0, at most 1");
    }
  }

  @Override
  public String name() {
    return "self-instruct";
  }

  @Override
  public List<String> templates() {
    return List.of("self-instruct");
  }

  @Override
  public String settings() {
    return "shown="
        + shown
        + ", novelty="
        + novelty
        + ", seeds="
        + Hashes.ofString(String.join("\n", seeds));
  }

  @Override
  public Step begin(Unit unit, Prompts prompts, long seed) {
    List<String> pool = new ArrayList<>(seeds);
    List<String> examples = new ArrayList<>();
    for (int i = 0; i < shown; i++) {
      examples.add(pool.remove(Chats.draw(pool.size(), seed, unit.index(), i)));
    }
    // A seed for every so many units: those of one seed are asked together, and differ by examples.
    int attempt = (int) (unit.index() / TOGETHER % 1_000_000);
    Outcome.Builder out = new Outcome.Builder();
    return Step.ask(
        prompts.ask("self-instruct", Map.of("tasks", examples), attempt),
        reply -> {
          String problem = problem(reply);
          if (!problem.isEmpty()) {
            out.fail(problem);
            return out.done(1);
          }
          String task = task(reply.text());
          return Step.ask(
              Question.of(task, attempt),
              answer -> {
                Answers.add(out, task, answer, attempt, "task");
                return out.done(1);
              });
        });
  }

  private static String problem(Reply reply) {
    if (reply instanceof Reply.Failed failed) {
      return failed.reason();
    }
    boolean several = TASK.matcher(reply.text()).results().count() > 1;
    if (reply instanceof Reply.Said said && said.cut() && !several) {
      return "the reply was cut at its maximum length";
    }
    String task = task(reply.text());
    if (task.isEmpty()) {
      return "no task in the reply";
    }
    int words = task.split("\\s+").length;
    return words < 3 || words > 150 ? "a task of fewer than 3 or more than 150 words" : "";
  }

  /** The first task, without its label and without those after it. */
  private static String task(String text) {
    Matcher matcher = TASK.matcher(text);
    if (!matcher.find()) {
      return text.strip();
    }
    int start = matcher.end();
    int end = matcher.find() ? matcher.start() : text.length();
    return text.substring(start, end).strip();
  }
}
