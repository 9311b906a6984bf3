package dev.herder.synthdata.rows;

import dev.herder.core.UserError;
import dev.herder.synthdata.ask.Draft;
import dev.herder.synthdata.ask.Outcome;
import dev.herder.synthdata.ask.Pairs;
import dev.herder.synthdata.ask.Prompts;
import dev.herder.synthdata.ask.Reply;
import dev.herder.synthdata.ask.RowGenerator;
import dev.herder.synthdata.ask.Step;
import dev.herder.synthdata.ask.Unit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Answers with reasoning step by step to questions that are there.
 *
 * <p>An answer must reason and then end with a line that begins with {@code Answer:}. Where the row
 * has the right one under {@code answer}, another is refused and asked for again.
 *
 * @param attempts how often a question is asked until an answer is usable, at least 1
 */
public record Cot(int attempts) implements RowGenerator {
  private static final String LABEL = "Answer:";

  public Cot {
    if (attempts < 1 || attempts > 1000) {
      throw new UserError("attempts: expected 1 to 1000");
    }
  }

  @Override
  public String name() {
    return "cot";
  }

  @Override
  public List<String> templates() {
    return List.of("cot");
  }

  @Override
  public Step begin(Unit unit, Prompts prompts, long seed) {
    String question = Chats.asked(unit.fields());
    Outcome.Builder out = new Outcome.Builder();
    if (question.isEmpty()) {
      out.fail("the row asks nothing");
      return out.done(1);
    }
    return attempt(unit, question, prompts, 0, out);
  }

  private Step attempt(
      Unit unit, String question, Prompts prompts, int attempt, Outcome.Builder out) {
    if (attempt == attempts) {
      return out.done(1);
    }
    return Step.ask(
        prompts.ask("cot", Map.of("question", question), attempt),
        reply -> {
          String problem = problem(reply, unit);
          if (!problem.isEmpty()) {
            out.fail(problem);
            return attempt(unit, question, prompts, attempt + 1, out);
          }
          Map<String, Object> row = new LinkedHashMap<>(Chats.row(question, reply.text().strip()));
          if (unit.fields().get("answer") != null) {
            row.put("answer", unit.fields().get("answer"));
          }
          out.add(new Draft(row, attempt, "reasoning", "", Pairs.normalised(question)));
          return out.done(1);
        });
  }

  private static String problem(Reply reply, Unit unit) {
    if (reply instanceof Reply.Failed failed) {
      return failed.reason();
    }
    if (reply instanceof Reply.Said said && said.cut()) {
      return "the reply was cut at its maximum length";
    }
    String text = reply.text().strip();
    int line = text.lastIndexOf('\n') + 1;
    if (!text.startsWith(LABEL, line)) {
      return "the last line does not begin with Answer:";
    }
    if (text.substring(0, line).isBlank()) {
      return "no reasoning before the answer";
    }
    Object right = unit.fields().get("answer");
    String given = text.substring(line + LABEL.length());
    return right == null || plain(given).equals(plain(right.toString())) ? "" : "a wrong answer";
  }

  /** An answer without its dress: {@code #### 1,200} and {@code $1200.} are equal. */
  private static String plain(String answer) {
    String last =
        answer.substring(answer.lastIndexOf("####") < 0 ? 0 : answer.lastIndexOf("####") + 4);
    return last.replaceAll("(?<=\\d),(?=\\d{3})", "")
        .replaceAll("[$*\\s]+", " ")
        .replaceAll("\\.0*(?!\\d)", "")
        .strip()
        .toLowerCase(java.util.Locale.ROOT);
  }
}
