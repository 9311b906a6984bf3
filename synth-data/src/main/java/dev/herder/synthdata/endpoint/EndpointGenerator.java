package dev.herder.synthdata.endpoint;

import dev.herder.core.RunFailure;
import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Sampling;
import dev.herder.synthdata.ask.PartialGenerator;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Answers prompts by a server that speaks OpenAI's {@code POST /v1/chat/completions}.
 *
 * <p>Each sample is one request. A sample's seed depends on the run's seed and its index; whether
 * equal seeds give equal answers is the server's affair. Completions have no log-probability (0).
 */
public final class EndpointGenerator implements PartialGenerator, AutoCloseable {
  /** A server that fails so often in a row is taken for dead. */
  private static final int GIVEN_UP_AFTER = 20;

  private static final long LOOK_MILLIS = 200;

  private final EndpointConfig config;
  private final Requests requests;
  private final BooleanSupplier stopRequested;
  private final ExecutorService threads;
  private int failuresInARow;

  /** Waits between attempts. */
  @FunctionalInterface
  public interface Sleeper {
    /** Waits. */
    void sleep(long millis) throws InterruptedException;

    /** Waits for as long as nobody requests a stop. */
    static Sleeper until(BooleanSupplier stopRequested) {
      return millis -> {
        for (long left = millis; left > 0 && !stopRequested.getAsBoolean(); left -= LOOK_MILLIS) {
          Thread.sleep(Math.min(left, LOOK_MILLIS));
        }
      };
    }
  }

  /**
   * Makes ready; nothing is sent yet.
   *
   * @param key what goes into the {@code Authorization} header; empty for none
   * @param stopRequested becomes true when no further requests should be sent
   */
  public EndpointGenerator(
      EndpointConfig config,
      String key,
      Clock clock,
      Sleeper sleeper,
      BooleanSupplier stopRequested) {
    this.config = config;
    this.stopRequested = stopRequested;
    requests = new Requests(config, key, clock, sleeper, stopRequested);
    threads =
        Executors.newFixedThreadPool(
            config.concurrency(),
            task -> {
              Thread thread = new Thread(task, "endpoint");
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public int underWay() {
    return config.concurrency();
  }

  private record Done(Row.Prompt prompt, int sample, Requests.Outcome<Answer> outcome) {}

  @Override
  public void generate(List<Row.Prompt> prompts, Sampling sampling, Consumer<Completion> sink) {
    generate(
        prompts,
        sampling,
        sink,
        (prompt, reason) -> {
          throw new RunFailure(prompt.source() + ": " + config.base() + ": " + reason);
        });
  }

  @Override
  public void generate(
      List<Row.Prompt> prompts,
      Sampling sampling,
      Consumer<Completion> sink,
      BiConsumer<Row.Prompt, String> failed) {
    BlockingQueue<Done> finished = new LinkedBlockingQueue<>();
    // What is still waiting when the server refuses, or the caller gives up, is never asked.
    AtomicBoolean over = new AtomicBoolean();
    int open = 0;
    for (Row.Prompt prompt : prompts) {
      for (int sample = 0; sample < sampling.n(); sample++) {
        int index = sample;
        threads.execute(
            () -> finished.add(new Done(prompt, index, outcome(prompt, sampling, index, over))));
        open++;
      }
    }
    try {
      for (; open > 0; open--) {
        hand(take(finished), sink, failed);
      }
    } finally {
      over.set(true);
    }
  }

  private Requests.Outcome<Answer> outcome(
      Row.Prompt prompt, Sampling sampling, int sample, AtomicBoolean over) {
    if (over.get() || stopRequested.getAsBoolean()) {
      return new Requests.Stopped<>();
    }
    try {
      Requests.Outcome<Answer> outcome = requests.ask(prompt, sampling, sample);
      if (outcome instanceof Requests.Fatal<Answer>) {
        over.set(true);
      }
      return outcome;
    } catch (RuntimeException e) {
      return new Requests.Fatal<>("failed: " + e);
    }
  }

  private void hand(Done done, Consumer<Completion> sink, BiConsumer<Row.Prompt, String> failed) {
    Requests.Outcome<Answer> outcome = done.outcome();
    if (outcome instanceof Requests.Answered<Answer> answered) {
      failuresInARow = 0;
      Answer answer = answered.answer();
      sink.accept(
          new Completion(
              done.prompt(), done.sample(), answer.text(), answer.finish(), answer.tokens(), 0));
    } else if (outcome instanceof Requests.Failed<Answer> failure) {
      failuresInARow += failure.passing() ? 1 : 0;
      if (failuresInARow == GIVEN_UP_AFTER) {
        throw new RunFailure(
            "endpoint: "
                + config.base()
                + " failed "
                + GIVEN_UP_AFTER
                + " requests in a row; the last time it "
                + failure.reason()
                + "; run the same command again to go on");
      }
      failed.accept(done.prompt(), "the endpoint " + failure.reason());
    } else if (outcome instanceof Requests.Fatal<Answer> fatal) {
      throw new UserError("endpoint: " + config.base() + " " + fatal.reason());
    }
  }

  private static Done take(BlockingQueue<Done> finished) {
    try {
      return finished.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunFailure("interrupted while waiting for an endpoint");
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
