package dev.herder.engine.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.generate.FinishReason;
import dev.herder.core.generate.Sampling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Slots, pages and cancelling, with a model that only checks what the pages hold. */
final class SchedulingTest {
  private static final Sampling SAMPLING = new Sampling(1, 1, 0, 1, 40, 1);

  private static int[] ids(SplittableRandom random, int count) {
    return random.ints(count, 100, 10_000).toArray();
  }

  @ParameterizedTest
  @CsvSource({"24,60,10000,0", "3,20,4000,1", "1,10,1000,7"})
  void noPageIsLeftAfterManyRequestsOfWhichManyAreCancelled(
      int slots, int pages, int count, int proposed) {
    SplittableRandom random = new SplittableRandom(3);
    FakeModel model = new FakeModel();
    Decoder decoder = new Decoder(model, slots, pages);
    int[] left = {count};
    List<Request> inFlight = new ArrayList<>();
    Map<Request, Integer> missing = new HashMap<>();
    Iterator<Request> requests =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return left[0] > 0;
          }

          @Override
          public Request next() {
            left[0]--;
            Request[] own = new Request[1];
            own[0] =
                new Request(
                    ids(random, random.nextInt(1, 90)),
                    random.nextInt(1, 6),
                    (sample, id, logProb) -> {
                      if (random.nextInt(0, 200) == 0) {
                        inFlight.get(random.nextInt(0, inFlight.size())).cancel();
                      }
                      return id == 49;
                    });
            inFlight.add(own[0]);
            missing.put(own[0], own[0].samples());
            if (inFlight.size() > 40) {
              inFlight.remove(0);
            }
            return own[0];
          }
        };
    List<Sample> wrong = new ArrayList<>();
    decoder.generate(
        requests,
        SAMPLING,
        Set.of(7, 8),
        () -> false,
        sample -> {
          missing.merge(sample.request(), -1, Integer::sum);
          for (int i = 0; i < sample.ids().size(); i++) {
            if (sample.ids().get(i)
                != FakeModel.token(sample.request().ids(), sample.sample(), i)) {
              wrong.add(sample);
            }
          }
          int last = sample.ids().get(sample.ids().size() - 1);
          boolean stopped = last == 7 || last == 8 || last == 49;
          assertEquals(stopped ? FinishReason.STOP : FinishReason.LENGTH, sample.finishReason());
          assertEquals(last == 7 || last == 8, sample.stopToken());
        });
    assertEquals(List.of(), wrong);
    long cancelled = missing.keySet().stream().filter(Request::cancelled).count();
    assertTrue(cancelled > count / 20, cancelled + " cancelled");
    missing.forEach(
        (request, samples) -> assertTrue(request.cancelled() || samples == 0, "all are answered"));
    assertEquals(0, decoder.reservedPages());
    assertEquals(0, decoder.pagesInUse());
    assertEquals(0, model.openStates);
    assertTrue(
        model.mostAtOnce > slots / 2 && model.mostAtOnce <= slots, model.mostAtOnce + " at once");
    assertTrue(decoder.peakPages() > pages * 2 / 3 && decoder.peakPages() <= pages);
    assertTrue(model.mostProposed >= proposed, model.mostProposed + " proposed");
    assertTrue(proposed == 0 || decoder.takenProposals() > count, "many proposals are taken");
  }

  @Test
  void pagesAndTokensAreThoseOfTheFormula() {
    for (int[] c : new int[][] {{256, 64, 16}, {44, 284, 10}, {250, 64, 16}, {100, 7, 3}}) {
      FakeModel model = new FakeModel();
      Decoder decoder = new Decoder(model, 16, 100_000);
      Request request = new Request(ids(new SplittableRandom(1), c[0]), c[2], TokenListener.NONE);
      Sampling sampling = new Sampling(c[2], 1, 0, 1, c[1], 1);
      List<Sample> samples = new ArrayList<>();
      decoder.generate(List.of(request).iterator(), sampling, Set.of(), () -> false, samples::add);
      assertEquals(c[2], samples.size());
      assertEquals(PageNeed.of(c[0], c[1], 16).total(c[2]), decoder.peakPages());
      assertEquals(c[0], decoder.promptTokens());
      // The formula's K N, less the last token of each sample, which nothing follows.
      assertEquals((long) c[2] * (c[1] - 1), decoder.sampleTokens());
    }
  }

  @Test
  void aFreeSlotIsTakenAtOnce() {
    FakeModel model = new FakeModel();
    Decoder decoder = new Decoder(model, 4, 1000);
    List<Request> requests =
        IntStream.range(0, 9)
            .mapToObj(i -> new Request(new int[] {i + 1}, 1, (sample, id, logProb) -> i % 4 != 0))
            .toList();
    List<Integer> order = new ArrayList<>();
    decoder.generate(
        requests.iterator(),
        SAMPLING,
        Set.of(),
        () -> false,
        sample -> order.add(sample.request().ids()[0] - 1));
    // Requests 0, 4 and 8 run to the end, the others one step each in the slots beside them.
    assertEquals(List.of(1, 2, 3, 5, 6, 7), order.subList(0, 6));
    assertEquals(39L * 3, decoder.sampleTokens());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void pagesOfTheLastOnesMoveTogether(int samples) {
    FakeModel model = new FakeModel();
    Decoder decoder = new Decoder(model, 64, 1000);
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < 64 / samples; i++) {
      boolean last = i > 50 / samples;
      int[] left = {20 * samples};
      requests.add(
          new Request(
              ids(new SplittableRandom(i), 70),
              samples,
              (sample, id, logProb) -> !last && --left[0] <= 0));
    }
    List<Sample> found = new ArrayList<>();
    decoder.generate(requests.iterator(), SAMPLING, Set.of(), () -> false, found::add);
    assertEquals(64, found.size());
    assertTrue(model.moved > 20, model.moved + " pages moved");
    assertTrue(found.stream().filter(s -> s.ids().size() == 40).count() >= 12, "some are long");
    for (Sample sample : found) {
      for (int i = 0; i < sample.ids().size(); i++) {
        int[] prompt = sample.request().ids();
        assertEquals(FakeModel.token(prompt, sample.sample(), i), sample.ids().get(i));
      }
    }
    assertEquals(0, decoder.pagesInUse());
  }

  @Test
  void takesRequestsOnlyWhenThereIsRoom() {
    Decoder decoder = new Decoder(new FakeModel(), 8, 1000);
    int[] taken = {0};
    int[] answered = {0};
    Iterator<Request> endless =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return taken[0] < 1000;
          }

          @Override
          public Request next() {
            taken[0]++;
            assertTrue(taken[0] - answered[0] / 2 <= 8, "no more than fit");
            return new Request(new int[] {taken[0]}, 2, TokenListener.NONE);
          }
        };
    decoder.generate(endless, SAMPLING, Set.of(), () -> false, s -> answered[0]++);
    assertEquals(2000, answered[0]);
  }

  @Test
  void aStopGivesUpEverything() {
    FakeModel model = new FakeModel();
    Decoder decoder = new Decoder(model, 8, 1000);
    int[] steps = {0};
    List<Request> requests =
        List.of(
            new Request(new int[] {1, 2, 3}, 5, TokenListener.NONE),
            new Request(new int[40], 5, TokenListener.NONE));
    decoder.generate(
        requests.iterator(),
        SAMPLING,
        Set.of(),
        () -> ++steps[0] > 5,
        s -> {
          throw new AssertionError("nothing was finished");
        });
    assertEquals(0, decoder.reservedPages());
    assertEquals(0, decoder.pagesInUse());
    assertEquals(0, model.openStates);
  }

  @Test
  void aFailingListenerLeavesNothingBehind() {
    FakeModel model = new FakeModel();
    Decoder decoder = new Decoder(model, 8, 1000);
    Request failing =
        new Request(
            new int[20],
            12,
            (sample, id, logProb) -> {
              throw new IllegalStateException("listener");
            });
    assertThrows(
        IllegalStateException.class,
        () ->
            decoder.generate(
                List.of(failing).iterator(), SAMPLING, Set.of(), () -> false, s -> {}));
    assertEquals(0, decoder.reservedPages());
    assertEquals(0, decoder.pagesInUse());
    assertEquals(0, model.openStates);
  }

  @Test
  void whatCannotFitIsKnownBeforehand() {
    Decoder decoder = new Decoder(new FakeModel(), 8, 5);
    assertTrue(decoder.fits(32, 48));
    assertFalse(decoder.fits(33, 48));
    assertTrue(decoder.fits(33, 47));
  }
}
