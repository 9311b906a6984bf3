package dev.herder.synthdata.rows;

import dev.herder.core.UserError;
import dev.herder.core.data.Message;
import dev.herder.synthdata.ask.Draft;
import dev.herder.synthdata.ask.Outcome;
import dev.herder.synthdata.ask.Pairs;
import dev.herder.synthdata.ask.Prompts;
import dev.herder.synthdata.ask.Reply;
import dev.herder.synthdata.ask.RowGenerator;
import dev.herder.synthdata.ask.Step;
import dev.herder.synthdata.ask.Unit;
import java.util.List;
import java.util.Map;

/**
 * Rewrites answers so that they obey a system prompt, for steerability.
 *
 * @param constraints system prompts; each row gets one, drawn for it
 */
public record Steer(List<String> constraints) implements RowGenerator {
  public Steer {
    constraints = List.copyOf(constraints);
    if (constraints.isEmpty()) {
      throw new UserError("constraints: expected at least one system prompt");
    }
  }

  @Override
  public String name() {
    return "steer";
  }

  @Override
  public List<String> templates() {
    return List.of("steer");
  }

  @Override
  public Step begin(Unit unit, Prompts prompts, long seed) {
    String question = Chats.asked(unit.fields());
    String answer = Chats.answered(unit.fields());
    Outcome.Builder out = new Outcome.Builder();
    if (question.isEmpty() || answer.isEmpty()) {
      out.fail("the row has no question with an answer");
      return out.done(1);
    }
    String system = constraints.get(Chats.draw(constraints.size(), seed, unit.id()));
    Map<String, Object> variables =
        Map.of("system", system, "question", question, "answer", answer);
    return Step.ask(
        prompts.ask("steer", variables, 0),
        reply -> {
          String problem = problem(reply, answer);
          if (!problem.isEmpty()) {
            out.fail(problem);
            return out.done(1);
          }
          List<Message> messages =
              List.of(
                  new Message("system", system),
                  new Message("user", question),
                  new Message("assistant", reply.text().strip()));
          String key = Pairs.normalised(system + " " + question);
          out.add(new Draft(Chats.row(messages), 0, "steered", answer, key));
          return out.done(1);
        });
  }

  private static String problem(Reply reply, String before) {
    if (reply instanceof Reply.Failed failed) {
      return failed.reason();
    }
    if (reply instanceof Reply.Said said && said.cut()) {
      return "the reply was cut at its maximum length";
    }
    if (reply.text().isBlank()) {
      return "an empty answer";
    }
    return reply.text().strip().equals(before.strip()) ? "the answer was not changed" : "";
  }
}
