package dev.herder.pipelines.forecast;

import dev.herder.core.report.Figures;
import dev.herder.pipelines.journal.Ledger.Account;
import dev.herder.pipelines.journal.Plan;
import dev.herder.pipelines.journal.Planner;
import dev.herder.pipelines.journal.Product;
import dev.herder.pipelines.journal.Standing.State;
import dev.herder.pipelines.journal.Step;
import dev.herder.pipelines.journal.StepRunner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;

/**
 * Walks through the steps like a {@link Planner} and estimates what each may take.
 *
 * <p>A step's work follows from its model's parameters, its rows and its settings; what is not made
 * yet is estimated from what it will be made of. How fast work is done is taken, in this order,
 * from the same step done before, from steps of the same stage in this run, from steps of the same
 * kind, and else from what this machine is said to do.
 */
public final class Forecaster implements StepRunner {
  /** The share of a matrix product's rate that training, and answering, typically reach. */
  private static final double TRAINING_SHARE = 0.5;

  private static final double ANSWERING_SHARE = 0.25;
  private static final double TEXT_BYTES_PER_SECOND = 5e6;

  private record Walked(Step step, Plan.Planned planned, Work work) {}

  private final Planner planner;
  private final Map<String, Account> accounts;
  private final DoubleSupplier machine;
  private final List<Walked> walked = new ArrayList<>();
  private final Map<String, Volume> volumes = new HashMap<>();
  private Volume model = Volume.none();
  private double operations = Double.NaN;

  /**
   * Prepares a walk.
   *
   * @param accounts what the finished steps of the run took
   * @param machine floating-point operations a second of a large matrix product; asked only if no
   *     finished step tells
   */
  public Forecaster(Planner planner, Map<String, Account> accounts, DoubleSupplier machine) {
    this.planner = planner;
    this.accounts = Map.copyOf(accounts);
    this.machine = machine;
  }

  @Override
  public Product run(Step step) throws IOException {
    Product product = planner.run(step);
    List<Plan.Planned> planned = planner.plan().steps();
    Map<String, Volume> inputs = new LinkedHashMap<>();
    for (Map.Entry<String, Product> input : step.inputs().entrySet()) {
      inputs.put(input.getKey(), volume(input.getKey(), input.getValue()));
    }
    Work work = Work.of(step, inputs);
    volumes.put(step.name(), work.result());
    walked.add(new Walked(step, planned.get(planned.size() - 1), work));
    return product;
  }

  private Volume volume(String role, Product product) throws IOException {
    Volume volume =
        product instanceof Product.Made made
            ? Volume.of(made)
            : volumes.getOrDefault(product.name(), Volume.none());
    if (!role.startsWith("model")) {
      return volume;
    }
    // A model that is yet to be chosen is as large as those to choose among.
    model = volume.parameters() > 0 ? volume : model;
    return model;
  }

  /** The steps so far with what they may take. */
  public Forecast forecast() {
    List<Forecast.Line> lines = new ArrayList<>();
    for (Walked each : walked) {
      lines.add(
          new Forecast.Line(
              each.planned().step(), each.step().stage(), each.planned().standing(), of(each)));
    }
    return new Forecast(lines);
  }

  private Estimate of(Walked each) {
    if (each.planned().standing().state() == State.DONE) {
      return Estimate.nothing();
    }
    long bytes = Math.round(each.work().bytes());
    Account before = accounts.get(each.step().name());
    if (before != null && before.attempts() == 1) {
      return new Estimate(before.seconds(), bytes, "the time it took before");
    }
    double rate = rate(other -> other.step().stage().equals(each.step().stage()));
    if (rate > 0) {
      String basis = "finished steps of the stage " + each.step().stage();
      return new Estimate(each.work().amount() / rate, bytes, basis);
    }
    rate = rate(other -> other.work().kind() == each.work().kind());
    if (rate > 0) {
      return new Estimate(each.work().amount() / rate, bytes, "finished steps that are like it");
    }
    return unmeasured(each.work(), bytes);
  }

  /**
   * Work a second of the steps that count and were finished, if only under other settings; 0 if
   * there are none.
   */
  private double rate(Predicate<Walked> counts) {
    double work = 0;
    double seconds = 0;
    for (Walked each : walked) {
      Account account = accounts.get(each.step().name());
      if (account != null && account.attempts() == 1 && counts.test(each)) {
        work += each.work().amount();
        seconds += account.seconds();
      }
    }
    return seconds > 0 ? work / seconds : 0;
  }

  private Estimate unmeasured(Work work, long bytes) {
    if (work.kind() == Work.Kind.TEXT) {
      return new Estimate(work.amount() / TEXT_BYTES_PER_SECOND, bytes, "5 MB of text a second");
    }
    double share = work.kind() == Work.Kind.TRAINING ? TRAINING_SHARE : ANSWERING_SHARE;
    if (Double.isNaN(operations)) {
      operations = machine.getAsDouble();
    }
    if (!(operations > 0)) {
      return new Estimate(Double.NaN, bytes, "nothing measured yet");
    }
    String basis =
        Figures.share(share)
            + " of this machine's "
            + Figures.compact(operations / 1e9)
            + " GFLOP/s";
    return new Estimate(work.amount() / (share * operations), bytes, basis);
  }
}
