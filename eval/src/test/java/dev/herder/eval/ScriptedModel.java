package dev.herder.eval;

import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Continuation;
import dev.herder.core.generate.FinishReason;
import dev.herder.core.generate.Likelihood;
import dev.herder.core.generate.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/** A model that answers by rule and remembers what it was asked. */
public final class ScriptedModel implements Evaluated {
  private final BiFunction<String, Integer, String> answer;
  private final Function<Continuation, Likelihood> likelihood;
  private final List<Row.Prompt> asked = new ArrayList<>();
  private final List<Sampling> drawn = new ArrayList<>();

  private ScriptedModel(
      BiFunction<String, Integer, String> answer, Function<Continuation, Likelihood> likelihood) {
    this.answer = answer;
    this.likelihood = likelihood;
  }

  /** Answers by the last turn's text. */
  public static ScriptedModel answering(Function<String, String> answer) {
    return sampling((text, sample) -> answer.apply(text));
  }

  /** Answers by the last turn's text and the number of the sample. */
  public static ScriptedModel sampling(BiFunction<String, Integer, String> answer) {
    return new ScriptedModel(
        answer,
        each -> {
          throw new AssertionError("nobody should ask for probabilities");
        });
  }

  /** Gives probabilities by the prompt's last turn and the text. */
  public static ScriptedModel likely(Function<Continuation, Likelihood> likelihood) {
    return new ScriptedModel(
        (text, sample) -> {
          throw new AssertionError("nobody should ask for answers");
        },
        likelihood);
  }

  /** The last turn's text, or the plain one. */
  public static String text(Row.Prompt prompt) {
    if (prompt.prompt() instanceof Turns.Plain plain) {
      return plain.text();
    }
    List<Message> turns = ((Turns.Chat) prompt.prompt()).messages();
    return turns.get(turns.size() - 1).content();
  }

  /** Every prompt so far. */
  public List<Row.Prompt> asked() {
    return asked;
  }

  /** How the last answers were drawn. */
  public Sampling drawn() {
    return drawn.get(drawn.size() - 1);
  }

  @Override
  public String name() {
    return "scripted";
  }

  @Override
  public Map<String, Object> settings(Sampling sampling) {
    return Map.of("max-new-tokens", sampling.maxNewTokens());
  }

  @Override
  public List<List<Completion>> answers(List<Row.Prompt> prompts, Sampling sampling) {
    asked.addAll(prompts);
    drawn.add(sampling);
    List<List<Completion>> all = new ArrayList<>();
    for (Row.Prompt prompt : prompts) {
      List<Completion> each = new ArrayList<>();
      for (int i = 0; i < sampling.n(); i++) {
        each.add(
            new Completion(prompt, i, answer.apply(text(prompt), i), FinishReason.STOP, 3, -1));
      }
      all.add(each);
    }
    return all;
  }

  @Override
  public List<Likelihood> likelihoods(List<Continuation> continuations) {
    continuations.forEach(each -> asked.add(each.prompt()));
    return continuations.stream().map(likelihood).toList();
  }
}
