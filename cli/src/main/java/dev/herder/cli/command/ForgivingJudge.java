package dev.herder.cli.command;

import dev.herder.core.RunFailure;
import dev.herder.core.data.Row;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Generator;
import dev.herder.core.generate.Sampling;
import dev.herder.core.generate.WrappedGenerator;
import dev.herder.synthdata.ask.PartialGenerator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A judge that leaves a row out that it cannot answer, and says why, once for each reason.
 *
 * <p>A server that answers none of the first questions would answer none of the later ones, and
 * their rows would count as done; the run ends instead, and they stay to be done.
 */
final class ForgivingJudge implements WrappedGenerator {
  private final PartialGenerator judge;
  private final boolean served;
  private final Consumer<String> talk;
  private final Set<String> told = new HashSet<>();
  private boolean begun;
  private long answers;
  private String lastFailure = "";

  /**
   * A judge.
   *
   * @param served whether a server judges, of which a failure says more than of the row
   * @param talk takes the reasons
   */
  ForgivingJudge(PartialGenerator judge, boolean served, Consumer<String> talk) {
    this.judge = judge;
    this.served = served;
    this.talk = talk;
  }

  @Override
  public Generator generator() {
    return judge;
  }

  @Override
  public void generate(List<Row.Prompt> prompts, Sampling sampling, Consumer<Completion> sink) {
    judge.generate(
        prompts,
        sampling,
        answer -> {
          answers++;
          sink.accept(answer);
        },
        (prompt, reason) -> {
          lastFailure = reason;
          if (told.add(reason)) {
            talk.accept(prompt.source() + ": no label: " + reason);
          }
        });
    if (served && !begun && answers == 0 && !lastFailure.isEmpty()) {
      throw new RunFailure(
          "none of the first "
              + prompts.size()
              + " questions was answered: "
              + lastFailure
              + "; mend that, and run the same command again");
    }
    begun = true;
  }
}
