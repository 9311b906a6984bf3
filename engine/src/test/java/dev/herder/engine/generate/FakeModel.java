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
  private final Map<Integer, List<Integer>> promptPages = new HashMap<>();
  private final Map<Integer, List<Integer>> samplePages = new HashMap<>();
  private int promptRoom;
  private int sampleRoom;
  int openStates;
  int mostAtOnce;

  @Override
  public int pageTokens() {
    return PAGE;
  }

  @Override
  public int contextTokens() {
    return 400;
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
        put(promptPages, promptRoom, slots[i], ids[i]);
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
    int[] ids = new int[running.size() + fresh.size()];
    float[] logProbs = new float[ids.length];
    for (int i = 0; i < ids.length; i++) {
      Sequence s = i < running.size() ? running.get(i) : fresh.get(i - running.size());
      int drawn = 0;
      if (i < running.size()) {
        int last = s.pages()[s.filled() / PAGE];
        put(samplePages, sampleRoom, last * PAGE + s.filled() % PAGE, s.lastId());
        drawn = checkHistory(s, prompts, samples);
      }
      ids[i] = token(s.prompt.request.ids(), s.sample, drawn);
      logProbs[i] = -1;
    }
    return new Decoding.Drawn(ids, logProbs);
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

  static int token(int[] prompt, int sample, int step) {
    return Math.floorMod(Arrays.hashCode(prompt) * 31 + sample * 7919 + step * 104_729, 50);
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
