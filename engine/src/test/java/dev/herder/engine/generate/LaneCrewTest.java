package dev.herder.engine.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.generate.Sampling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several lanes with models that only check what the pages hold. */
@Timeout(120)
final class LaneCrewTest {
  private static final Sampling SAMPLING = new Sampling(1, 1, 0, 1, 40, 1);

  private final List<FakeModel> models =
      List.of(new FakeModel(), new FakeModel(), new FakeModel(), new FakeModel());

  private Decoder decoder(int slots, long pages) {
    return new Decoder(models, ThreadCounts.of(1), slots, pages);
  }

  private void assertNothingLeft(Decoder decoder) {
    assertEquals(0, decoder.reservedPages());
    assertEquals(0, decoder.pagesInUse());
    models.forEach(model -> assertEquals(0, model.openStates));
  }

  private static Request two() {
    return new Request(new int[] {3, 4}, 2, TokenListener.NONE);
  }

  /** The tokens that a {@link FakeModel} draws. */
  private static List<Integer> expected(Sample sample) {
    return IntStream.range(0, sample.ids().size())
        .map(i -> FakeModel.token(sample.request().ids(), sample.sample(), i))
        .boxed()
        .toList();
  }

  @Test
  void everythingIsAnsweredOnceAndNoPageIsLeft() {
    SplittableRandom random = new SplittableRandom(8);
    Decoder decoder = decoder(48, 160);
    Map<Request, Integer> missing = new HashMap<>();
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < 4000; i++) {
      int length = i % 50 == 7 ? 300 : random.nextInt(1, 90);
      int samples = random.nextInt(1, 9);
      int[] ids = random.ints(length, 100, 10_000).toArray();
      Request[] own = new Request[1];
      own[0] =
          new Request(
              ids,
              samples,
              (sample, id, logProb) -> {
                if (id == 49 && ids[0] % 5 == 0) {
                  own[0].cancel();
                }
                return id == 48;
              });
      requests.add(own[0]);
      missing.put(own[0], samples);
    }
    Thread caller = Thread.currentThread();
    decoder.generate(
        requests.iterator(),
        SAMPLING,
        Set.of(7, 8),
        () -> false,
        sample -> {
          assertSame(caller, Thread.currentThread());
          missing.merge(sample.request(), -1, Integer::sum);
          assertEquals(expected(sample), sample.ids());
        });
    missing.forEach(
        (request, left) -> assertTrue(request.cancelled() ? left >= 0 : left == 0, left + " left"));
    assertTrue(missing.keySet().stream().filter(Request::cancelled).count() > 100, "cancelled");
    assertNothingLeft(decoder);
    for (FakeModel model : models) {
      assertTrue(model.mostAtOnce >= 6, model.mostAtOnce + " at once");
    }
    for (FakeModel model : models.subList(1, 4)) {
      assertTrue(model.mostAtOnce <= 12, model.mostAtOnce + " at once");
    }
  }

  @Test
  void whatIsTooLargeForALaneIsAnsweredWithAllPages() {
    Decoder decoder = decoder(8, 40);
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      requests.add(new Request(new int[i % 3 == 0 ? 320 : 20], 2, TokenListener.NONE));
    }
    assertTrue(decoder.fits(320, 40));
    List<Sample> samples = new ArrayList<>();
    decoder.generate(requests.iterator(), SAMPLING, Set.of(), () -> false, samples::add);
    assertEquals(24, samples.size());
    assertEquals(320, samples.get(23).request().ids().length);
    assertNothingLeft(decoder);
  }

  @Test
  void requestsAreSharedEvenly() {
    Decoder decoder = decoder(64, 10_000);
    List<Request> requests =
        IntStream.range(0, 8)
            .mapToObj(i -> new Request(new int[] {i + 1}, 8, TokenListener.NONE))
            .toList();
    List<Sample> samples = new ArrayList<>();
    Sampling sampling = new Sampling(8, 1, 0, 1, 300, 1);
    decoder.generate(requests.iterator(), sampling, Set.of(), () -> false, samples::add);
    assertEquals(64, samples.size());
    models.forEach(model -> assertEquals(16, model.mostAtOnce));
    assertEquals(8, decoder.promptTokens());
    assertEquals(64L * 299, decoder.sampleTokens());
  }

  @Test
  void aSingleRequestStaysOnTheCallingThread() {
    Thread caller = Thread.currentThread();
    AtomicInteger tokens = new AtomicInteger();
    Request request =
        new Request(
            new int[] {4, 5},
            3,
            (sample, id, logProb) -> {
              assertSame(caller, Thread.currentThread());
              tokens.incrementAndGet();
              return false;
            });
    Decoder decoder = decoder(8, 1000);
    decoder.generate(List.of(request).iterator(), SAMPLING, Set.of(), () -> false, s -> {});
    assertEquals(3 * 40, tokens.get());
  }

  @Test
  void aStopGivesUpEverything() {
    Decoder decoder = decoder(8, 1000);
    AtomicBoolean stop = new AtomicBoolean();
    Iterator<Request> endless = Stream.generate(LaneCrewTest::two).iterator();
    AtomicInteger answers = new AtomicInteger();
    decoder.generate(
        endless, SAMPLING, Set.of(), stop::get, s -> stop.set(answers.incrementAndGet() > 100));
    assertTrue(answers.get() > 100);
    assertNothingLeft(decoder);
  }

  @Test
  void whatOneLaneThrowsEndsAll() {
    Decoder decoder = decoder(8, 1000);
    AtomicInteger taken = new AtomicInteger();
    Iterator<Request> failing =
        Stream.generate(
                () -> {
                  if (taken.incrementAndGet() == 40) {
                    throw new IllegalStateException("row 40");
                  }
                  return two();
                })
            .iterator();
    IllegalStateException thrown =
        assertThrows(
            IllegalStateException.class,
            () -> decoder.generate(failing, SAMPLING, Set.of(), () -> false, s -> {}));
    assertEquals("row 40", thrown.getMessage());
    assertNothingLeft(decoder);
  }

  @Test
  void whatTheSinkThrowsEndsAll() {
    Decoder decoder = decoder(8, 1000);
    List<Request> requests =
        IntStream.range(0, 500)
            .mapToObj(i -> new Request(new int[] {i + 1}, 2, TokenListener.NONE))
            .toList();
    IllegalStateException thrown =
        assertThrows(
            IllegalStateException.class,
            () ->
                decoder.generate(
                    requests.iterator(),
                    SAMPLING,
                    Set.of(),
                    () -> false,
                    s -> {
                      throw new IllegalStateException("disk");
                    }));
    assertEquals("disk", thrown.getMessage());
    assertNothingLeft(decoder);
  }

  @Test
  void anInterruptedCallerStopsAndStaysInterrupted() {
    Decoder decoder = decoder(8, 1000);
    AtomicInteger answers = new AtomicInteger();
    List<Request> requests =
        IntStream.range(0, 100_000)
            .mapToObj(i -> new Request(new int[] {i + 1}, 2, TokenListener.NONE))
            .toList();
    decoder.generate(
        requests.iterator(),
        SAMPLING,
        Set.of(),
        () -> false,
        s -> {
          answers.incrementAndGet();
          Thread.currentThread().interrupt();
        });
    assertTrue(Thread.interrupted(), "still interrupted");
    assertFalse(answers.get() == 200_000, "ended early");
    assertNothingLeft(decoder);
  }

  @Test
  void theFewerLanesTheMoreThreads() {
    ThreadCounts counts = ThreadCounts.of(16, 8, 4, 1);
    assertEquals(1, counts.share(16));
    assertEquals(1, counts.share(5));
    assertEquals(4, counts.share(4));
    assertEquals(4, counts.share(3));
    assertEquals(8, counts.share(2));
    assertEquals(16, counts.share(1));
    assertEquals(3, ThreadCounts.of(3).share(2));
  }
}
