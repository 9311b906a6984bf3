package dev.herder.examples;

import dev.herder.core.run.RunContext;
import dev.herder.dataquality.contamination.Decontaminate;
import dev.herder.dataquality.duplicates.Deduplicate;
import dev.herder.dataquality.mixing.Mix;
import dev.herder.dataquality.rows.Step;
import dev.herder.dataquality.rows.StepResult;
import dev.herder.dataquality.rules.Clean;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Rows cleaned, without duplicates and without an evaluation set's items, mixed with others. */
public final class DataQualityFromJava {
  private DataQualityFromJava() {}

  /** Usage: {@code DataQualityFromJava ROWS.jsonl EVALUATION.jsonl OTHERS.jsonl OUT_DIR}. */
  public static void main(String[] arguments) throws IOException {
    List<Path> rows = List.of(Path.of(arguments[0]));
    List<Path> evaluation = List.of(Path.of(arguments[1]));
    Path out = Path.of(arguments[3]);
    RunContext context = RunContext.quiet();

    Clean.Config clean =
        new Clean.Config(rows, out.resolve("clean"), Clean.Settings.defaults(), List.of());
    show("clean", new Clean().run(clean, context));

    List<Path> cleaned = List.of(clean.out().resolve(Step.KEPT));
    Deduplicate.Config dedup =
        new Deduplicate.Config(
            cleaned, out.resolve("unique"), Deduplicate.Settings.defaults(), 2, List.of());
    show("dedup", new Deduplicate().run(dedup, context));

    List<Path> unique = List.of(dedup.out().resolve(Step.KEPT));
    Decontaminate.Config apart =
        new Decontaminate.Config(
            unique, evaluation, out.resolve("apart"), Decontaminate.Settings.defaults(), List.of());
    show("decontaminate", new Decontaminate().run(apart, context));

    Mix.Source own = new Mix.Source(apart.out().resolve(Step.KEPT), 3, 0, 1);
    Mix.Source others = new Mix.Source(Path.of(arguments[2]), 1, 0, 2);
    Mix.Result mix =
        new Mix().run(new Mix.Config(List.of(own, others), out.resolve("mix"), 0), context);
    mix.parts().forEach(part -> System.out.println("mix " + part.rows() + " of " + part.file()));
  }

  private static void show(String step, StepResult result) {
    System.out.println(
        step + " " + result.kept() + " of " + result.read() + " " + result.dropped());
  }
}
