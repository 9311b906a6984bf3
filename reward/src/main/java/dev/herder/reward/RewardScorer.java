package dev.herder.reward;

import dev.herder.core.UserError;
import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Scorer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A reward model behind the seam where verifiers are. Answers to one prompt share its tokens. */
public final class RewardScorer implements Scorer {
  private final RewardModel model;

  /** A scorer; the caller closes the model. */
  public RewardScorer(RewardModel model) {
    this.model = model;
  }

  @Override
  public List<Double> score(List<Completion> answers) {
    Map<Row.Prompt, List<Integer>> groups = new LinkedHashMap<>();
    for (int i = 0; i < answers.size(); i++) {
      groups.computeIfAbsent(answers.get(i).prompt(), prompt -> new ArrayList<>()).add(i);
    }
    Double[] scores = new Double[answers.size()];
    groups.forEach(
        (prompt, members) -> {
          List<Turns> sides =
              members.stream().map(i -> side(prompt, answers.get(i).text())).toList();
          double[] own =
              sides.size() == 1
                  ? model.score(List.of(answered(prompt, sides.get(0)))).get(0)
                  : model.score(
                      new Row.Ranked(prompt.source(), prompt.prompt(), sides, prompt.variables()));
          for (int i = 0; i < own.length; i++) {
            scores[members.get(i)] = own[i];
          }
        });
    return List.of(scores);
  }

  @Override
  public void require(Row.Prompt prompt) {
    model.requirePrompt(prompt);
  }

  @Override
  public Optional<String> refusal(Completion answer) {
    try {
      model.require(answered(answer.prompt(), side(answer.prompt(), answer.text())));
      return Optional.empty();
    } catch (UserError e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static Row answered(Row.Prompt prompt, Turns side) {
    return new Row.Demonstration(prompt.source(), prompt.prompt(), side, prompt.variables());
  }

  private static Turns side(Row.Prompt prompt, String text) {
    return prompt.prompt() instanceof Turns.Chat
        ? new Turns.Chat(List.of(new Message("assistant", text)))
        : new Turns.Plain(text);
  }

  @Override
  public String id() {
    return model.identity().id();
  }
}
