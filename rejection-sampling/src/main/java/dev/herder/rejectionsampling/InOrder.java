package dev.herder.rejectionsampling;

import dev.herder.core.data.Row;
import dev.herder.core.generate.Completion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes answers in any order and passes them on prompt by prompt, in the order of the prompts.
 *
 * <p>It holds the answers of those prompts that are ahead of the first unfinished one.
 */
final class InOrder implements Consumer<Completion> {
  /**
   * Takes the n answers to a prompt, by sample index; {@code finished} prompts are whole by now.
   */
  interface Sink {
    /** When all earlier prompts were taken. */
    void inTurn(List<Completion> answers, int finished);

    /** As soon as they are whole, if an earlier prompt is unfinished. */
    void early(List<Completion> answers, int place, int finished);
  }

  private final Map<Row.Prompt, Integer> places = new HashMap<>();
  private final Map<Integer, List<@Nullable Completion>> waiting = new HashMap<>();
  private final int n;
  private final Sink sink;
  private int done;
  private int finished;

  /**
   * Starts with the first prompt.
   *
   * @param n answers per prompt
   */
  InOrder(List<Row.Prompt> prompts, int n, Sink sink) {
    this.n = n;
    this.sink = sink;
    for (Row.Prompt prompt : prompts) {
      if (places.put(prompt, places.size()) != null) {
        throw new IllegalArgumentException("the prompt of " + prompt.source() + " is given twice");
      }
    }
  }

  @Override
  public void accept(Completion answer) {
    Integer place = places.get(answer.prompt());
    if (place == null || place < done || answer.sample() < 0 || answer.sample() >= n) {
      throw new IllegalStateException(
          "the generator gave sample "
              + answer.sample()
              + " of "
              + answer.prompt().source()
              + ", which was not asked for");
    }
    List<@Nullable Completion> group =
        waiting.computeIfAbsent(place, p -> new ArrayList<>(Collections.nCopies(n, null)));
    if (group.set(answer.sample(), answer) != null) {
      throw new IllegalStateException(
          "the generator gave sample "
              + answer.sample()
              + " of "
              + answer.prompt().source()
              + " twice");
    }
    if (!group.contains(null)) {
      finished++;
      if (place > done) {
        sink.early(whole(group), place, finished);
      }
    }
    passOn();
  }

  /**
   * Takes answers that were kept by an earlier run.
   *
   * @param kept by the places of their prompts among all
   * @param first the place among all of the first prompt here
   */
  void resume(Map<Integer, List<Completion>> kept, int first) {
    kept.forEach((place, group) -> waiting.put(place - first, new ArrayList<>(group)));
    finished += kept.size();
    passOn();
  }

  private void passOn() {
    for (List<@Nullable Completion> group = waiting.get(done);
        group != null && !group.contains(null);
        group = waiting.get(done)) {
      waiting.remove(done);
      done++;
      sink.inTurn(whole(group), finished);
    }
  }

  private List<Completion> whole(List<@Nullable Completion> group) {
    List<Completion> whole = new ArrayList<>(n);
    for (Completion answer : group) {
      if (answer != null) {
        whole.add(answer);
      }
    }
    return whole;
  }

  /** Prompts passed on. */
  int done() {
    return done;
  }

  /** Prompts whose answers are whole, passed on or waiting. */
  int finished() {
    return finished;
  }

  /** Checks that the generator gave everything. */
  void requireComplete() {
    if (done < places.size()) {
      throw new IllegalStateException(
          "the generator ended after " + done + " of " + places.size() + " prompts");
    }
  }
}
