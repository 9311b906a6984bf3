package dev.herder.pipelines.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Hands steps on to another runner, and notes those that came out, in their order. */
public final class Trail implements StepRunner {
  /** A step and what it made. */
  public record Passed(Step step, Product.Made product) {
    /** The step's name without the round before it: {@code sft} of {@code round-2/sft}. */
    public String kind() {
      return step.name().substring(step.name().indexOf('/') + 1);
    }

    /** What comes before that, for example {@code round-2}; all of a name without a slash. */
    public String round() {
      int slash = step.name().indexOf('/');
      return slash < 0 ? step.name() : step.name().substring(0, slash);
    }
  }

  private final StepRunner runner;
  private final List<Passed> passed = new ArrayList<>();

  public Trail(StepRunner runner) {
    this.runner = runner;
  }

  @Override
  public Product run(Step step) throws IOException {
    Product product = runner.run(step);
    if (product instanceof Product.Made made) {
      passed.add(new Passed(step, made));
    }
    return product;
  }

  /** The steps so far. */
  public List<Passed> passed() {
    return List.copyOf(passed);
  }
}
