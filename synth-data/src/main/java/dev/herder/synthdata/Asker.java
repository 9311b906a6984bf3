package dev.herder.synthdata;

import dev.herder.core.data.Row;
import dev.herder.core.data.Source;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.FinishReason;
import dev.herder.core.generate.Generator;
import dev.herder.core.generate.Sampling;
import dev.herder.synthdata.ask.Outcome;
import dev.herder.synthdata.ask.PartialGenerator;
import dev.herder.synthdata.ask.Question;
import dev.herder.synthdata.ask.Reply;
import dev.herder.synthdata.ask.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Works on several units at once: asks what all of them want to know, then lets each go on.
 *
 * <p>Questions of the same attempt are asked together. What is asked of one unit never depends on
 * the others.
 */
final class Asker {
  /** Apart enough that the seeds of two attempts meet in no run. */
  private static final long SEED_STEP = 1_000_003;

  private final Generator generator;
  private final Generator judge;
  private final Sampling sampling;
  private final BooleanSupplier stopRequested;
  private long questions;
  private long tokens;
  private long answers;
  private String lastFailure = "";

  /** Asks {@code judge} for verdicts and {@code generator} for all else. */
  Asker(Generator generator, Generator judge, Sampling sampling, BooleanSupplier stopRequested) {
    this.generator = generator;
    this.judge = judge;
    this.sampling = sampling;
    this.stopRequested = stopRequested;
  }

  /** The seed of an attempt. */
  static long seed(long seed, int attempt) {
    return seed + SEED_STEP * attempt;
  }

  long questions() {
    return questions;
  }

  long tokens() {
    return tokens;
  }

  /** Answers that anybody gave. */
  long answers() {
    return answers;
  }

  /** Why the last question that got no answer got none; empty if every one got one. */
  String lastFailure() {
    return lastFailure;
  }

  private record Kind(int attempt, int n, boolean greedy, boolean judging) {}

  private record Place(int unit, int question, Question asked) {}

  /**
   * Brings every unit to its end.
   *
   * @return the outcomes in order; nothing if a stop was requested before they were all there
   */
  Optional<List<Outcome>> run(List<Step> begun) {
    List<Step> steps = new ArrayList<>(begun);
    for (int round = 0; ; round++) {
      Map<Kind, List<Place>> asked = new LinkedHashMap<>();
      List<List<List<Reply>>> replies = new ArrayList<>();
      for (int unit = 0; unit < steps.size(); unit++) {
        List<List<Reply>> own = new ArrayList<>();
        if (steps.get(unit) instanceof Step.Ask ask) {
          for (int i = 0; i < ask.questions().size(); i++) {
            Question each = ask.questions().get(i);
            own.add(List.of());
            asked
                .computeIfAbsent(
                    new Kind(each.attempt(), each.n(), each.greedy(), each.judging()),
                    kind -> new ArrayList<>())
                .add(new Place(unit, i, each));
          }
        }
        replies.add(own);
      }
      if (asked.isEmpty()) {
        return Optional.of(steps.stream().map(step -> ((Step.Done) step).outcome()).toList());
      }
      for (Map.Entry<Kind, List<Place>> group : asked.entrySet()) {
        if (stopRequested.getAsBoolean()
            || !ask(group.getKey(), group.getValue(), round, replies)) {
          return Optional.empty();
        }
      }
      for (int unit = 0; unit < steps.size(); unit++) {
        if (steps.get(unit) instanceof Step.Ask ask) {
          steps.set(unit, ask.then().apply(replies.get(unit)));
        }
      }
    }
  }

  /** Asks questions of one kind; false if a stop came between. */
  private boolean ask(Kind kind, List<Place> places, int round, List<List<List<Reply>>> replies) {
    List<Row.Prompt> prompts = new ArrayList<>();
    Map<Source, Slot> slots = new LinkedHashMap<>();
    for (Place place : places) {
      Source source =
          new Source("unit " + place.unit() + ", question " + place.question(), round + 1L);
      prompts.add(new Row.Prompt(source, new Turns.Chat(place.asked().messages()), Map.of()));
      slots.put(source, new Slot(kind.n()));
    }
    questions += places.size();
    Consumer<Completion> sink =
        answer -> {
          tokens += answer.tokens();
          answers++;
          slot(slots, answer.prompt())
              .set(
                  answer.sample(),
                  new Reply.Said(answer.text(), answer.finishReason() == FinishReason.LENGTH));
        };
    Sampling draw = draw(kind);
    Generator whom = kind.judging() ? judge : generator;
    if (whom instanceof PartialGenerator partial) {
      partial.generate(
          prompts,
          draw,
          sink,
          (prompt, reason) -> {
            lastFailure = reason;
            slot(slots, prompt).fail(reason);
          });
    } else {
      whom.generate(prompts, draw, sink);
    }
    List<Slot> all = List.copyOf(slots.values());
    for (int i = 0; i < all.size(); i++) {
      Optional<List<Reply>> whole = all.get(i).replies();
      if (whole.isEmpty()) {
        if (stopRequested.getAsBoolean()) {
          return false;
        }
        throw new IllegalStateException("a question was not answered: " + prompts.get(i).source());
      }
      Place place = places.get(i);
      replies.get(place.unit()).set(place.question(), whole.get());
    }
    return true;
  }

  private static Slot slot(Map<Source, Slot> slots, Row.Prompt prompt) {
    Slot slot = slots.get(prompt.source());
    if (slot == null) {
      throw new IllegalStateException("an answer to a question that nobody asked");
    }
    return slot;
  }

  private Sampling draw(Kind kind) {
    return new Sampling(
        kind.n(),
        kind.greedy() ? 0 : sampling.temperature(),
        sampling.topK(),
        sampling.topP(),
        sampling.minP(),
        sampling.repetitionPenalty(),
        sampling.stop(),
        sampling.maxNewTokens(),
        seed(sampling.seed(), kind.attempt()));
  }

  /** The replies to one question as they come in. */
  private static final class Slot {
    private final Reply[] replies;
    private final List<String> failures = new ArrayList<>();

    Slot(int n) {
      replies = new Reply[n];
    }

    void set(int sample, Reply reply) {
      replies[sample] = reply;
    }

    void fail(String reason) {
      failures.add(reason);
    }

    /** All replies by sample, failures in the places of those that are missing. */
    Optional<List<Reply>> replies() {
      List<Reply> all = new ArrayList<>();
      int failed = 0;
      for (Reply each : Arrays.asList(replies)) {
        if (each != null) {
          all.add(each);
        } else if (failed < failures.size()) {
          all.add(new Reply.Failed(failures.get(failed++)));
        } else {
          return Optional.empty();
        }
      }
      return Optional.of(all);
    }
  }
}
