package dev.herder.engine.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import dev.herder.core.generate.Sampling;
import dev.herder.engine.model.Decoding;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Draws tokens from prompt, sample and position alone, and checks that no page has two owners. */
final class FakeModel implements DecodingModel {
  static final int PAGE = 16;
  private static final int AFTER_A_WRONG_ONE = 77;
  private final Map<Integer, List<Integer>> promptPages = new HashMap<>();
  private final Map<Integer, List<Integer>> samplePages = new HashMap<>();
  private int promptRoom;
  private int sampleRoom;
  int openStates;
  int mostAtOnce;
  int mostProposed;
  int moved;

  @Override
  public int pageTokens() {
    return PAGE;
  }

  @Override
  public int contextTokens() {
    return 400;
  }

  @Override
  public int cheapTokens() {
    return 8;
  }

  @Override
  public boolean sharesNothingForOne() {
    return true;
  }

  @Override
  public void reserve(int prompts, int samples) {
    promptRoom = Math.max(promptRoom, prompts);
    sampleRoom = Math.max(sampleRoom, samples);
  }

  @Override
  public void prefill(List<PromptPages> prompts, BooleanSupplier stopRequested) {
    for (PromptPages prompt : prompts) {
      if (prompt != prompts.get(0) && stopRequested.getAsBoolean()) {
        return;
      }
      int[] ids = prompt.request.ids();
      int[] slots = prompt.slots();
      for (int i = 0; i < ids.length; i++) {
        if (prompt.shared()) {
          put(promptPages, promptRoom, slots[i], ids[i]);
        } else {
          put(samplePages, sampleRoom, slots[i], ids[i]);
        }
      }
      openStates++;
      prompt.computed(state());
    }
  }

  private NDArray state() {
    return (NDArray)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {NDArray.class},
            (proxy, method, arguments) -> {
              assertEquals("close", method.getName());
              openStates--;
              return null;
            });
  }

  @Override
  public void movePages(boolean shared, int[] from, int[] to) {
    Map<Integer, List<Integer>> pages = shared ? promptPages : samplePages;
    List<List<Integer>> moving = new ArrayList<>();
    for (int page : from) {
      moving.add(new ArrayList<>(pages.getOrDefault(page, List.of())));
    }
    for (int i = 0; i < to.length; i++) {
      pages.put(to[i], moving.get(i));
    }
    moved += to.length;
  }

  @Override
  public void copyTails(int[] from, int[] to) {
    for (int i = 0; i < from.length; i++) {
      List<Integer> page = promptPages.get(from[i]);
      assertNotNull(page);
      samplePages.put(to[i], new ArrayList<>(page));
    }
  }

  @Override
  public Decoding.Drawn step(
      List<Sequence> running, List<Sequence> fresh, int prompts, int samples, Sampling sampling) {
    mostAtOnce = Math.max(mostAtOnce, running.size() + fresh.size());
    List<Integer> ids = new ArrayList<>();
    for (Sequence s : running) {
      put(s, 0, s.lastId());
      int drawn = checkHistory(s, prompts, samples);
      int[] draft = s.draft();
      boolean right = true;
      ids.add(token(s, drawn));
      for (int i = 0; i < draft.length; i++) {
        put(s, i + 1, draft[i]);
        right &= draft[i] == token(s, drawn + i);
        ids.add(right ? token(s, drawn + i + 1) : AFTER_A_WRONG_ONE);
      }
      mostProposed = Math.max(mostProposed, draft.length);
    }
    fresh.forEach(s -> ids.add(token(s, 0)));
    float[] logProbs = new float[ids.size()];
    Arrays.fill(logProbs, -1);
    return new Decoding.Drawn(ids.stream().mapToInt(Integer::intValue).toArray(), logProbs);
  }

  private static int token(Sequence s, int step) {
    return token(s.prompt.request.ids(), s.sample, step);
  }

  private void put(Sequence s, int ahead, int id) {
    int place = s.filled() + ahead;
    put(samplePages, sampleRoom, s.pages()[place / PAGE] * PAGE + place % PAGE, id);
  }

  /** What the pages hold is what was said: the prompt, then what was drawn; gives the latter. */
  private int checkHistory(Sequence s, int prompts, int samples) {
    List<Integer> held = new ArrayList<>();
    for (int page : s.prompt.pages()) {
      assertTrue(page < prompts);
      held.addAll(promptPages.get(page));
    }
    for (int page : s.pages()) {
      assertTrue(page < samples);
      List<Integer> own = samplePages.getOrDefault(page, List.of());
      int left = s.prompt.request.ids().length + s.position() + 1 - held.size();
      held.addAll(own.subList(0, Math.min(left, own.size())));
    }
    int[] ids = s.prompt.request.ids();
    int drawn = s.position() + 1 - ids.length;
    List<Integer> expected = new ArrayList<>(Arrays.stream(ids).boxed().toList());
    for (int step = 0; step < drawn; step++) {
      expected.add(token(ids, s.sample, step));
    }
    assertEquals(expected, held.subList(0, expected.size()));
    return drawn;
  }

  /** What is drawn; every other text repeats itself, some others once. */
  static int token(int[] prompt, int sample, int step) {
    int kind = Math.floorMod(prompt[0], 4);
    int from = kind == 3 && step > 12 ? step - 5 : step;
    int place = kind % 2 == 0 ? step % 9 : from;
    return Math.floorMod(Arrays.hashCode(prompt) * 31 + sample * 7919 + place * 104_729, 50);
  }

  private static void put(Map<Integer, List<Integer>> pages, int room, int slot, int id) {
    assertTrue(slot / PAGE < room, "page " + slot / PAGE + " has no room");
    List<Integer> page = pages.computeIfAbsent(slot / PAGE, p -> new ArrayList<>());
    while (page.size() > slot % PAGE) {
      page.remove(page.size() - 1);
    }
    assertEquals(slot % PAGE, page.size());
    page.add(id);
  }
}
