package dev.herder.rejectionsampling;

import dev.herder.core.data.Row;
import dev.herder.core.generate.Completion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes answers in any order and passes them on prompt by prompt, in the order of the prompts.
 *
 * <p>It holds the answers of those prompts that are ahead of the first unfinished one.
 */
final class InOrder implements Consumer<Completion> {
  private final Map<Row.Prompt, Integer> places = new HashMap<>();
  private final Map<Integer, List<@Nullable Completion>> waiting = new HashMap<>();
  private final int n;
  private final Consumer<List<Completion>> next;
  private final ObjIntConsumer<List<Completion>> early;
  private int done;

  /**
   * Starts with the first prompt.
   *
   * @param n answers per prompt
   * @param next takes the n answers of a prompt, by sample index
   * @param early takes them, too, as soon as they are whole, with the prompt's place, if an earlier
   *     prompt is unfinished
   */
  InOrder(
      List<Row.Prompt> prompts,
      int n,
      Consumer<List<Completion>> next,
      ObjIntConsumer<List<Completion>> early) {
    this.n = n;
    this.next = next;
    this.early = early;
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
    if (place > done && !group.contains(null)) {
      early.accept(whole(group), place);
    }
    passOn();
  }

  /** Takes answers to a prompt that were kept by an earlier run. */
  void resume(int place, List<Completion> group) {
    waiting.put(place, new ArrayList<>(group));
    passOn();
  }

  private void passOn() {
    for (List<@Nullable Completion> group = waiting.get(done);
        group != null && !group.contains(null);
        group = waiting.get(done)) {
      waiting.remove(done);
      done++;
      next.accept(whole(group));
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

  /** Checks that the generator gave everything. */
  void requireComplete() {
    if (done < places.size()) {
      throw new IllegalStateException(
          "the generator ended after " + done + " of " + places.size() + " prompts");
    }
  }
}
