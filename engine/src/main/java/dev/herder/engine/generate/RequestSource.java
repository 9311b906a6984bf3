package dev.herder.engine.generate;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Where a {@link Lane} takes its requests from. */
interface RequestSource {
  /**
   * The lane is about to compute.
   *
   * @param load samples that it has begun or is bound to begin
   */
  void step(int load);

  /** Whether a request may still come. */
  boolean hasNext();

  /**
   * The next request for this lane.
   *
   * @param load samples that it has begun or is bound to begin
   * @return null if there is none now; a lane without load is given one as long as there are some
   */
  @Nullable Request take(int load);

  /**
   * Hands back a request that is too large for the lane.
   *
   * @return whether somebody else will see to it
   */
  boolean postpone(Request request);

  /** All requests of an iterator for one lane. */
  static RequestSource of(Iterator<Request> requests) {
    return new RequestSource() {
      @Override
      public void step(int load) {}

      @Override
      public boolean hasNext() {
        return requests.hasNext();
      }

      @Override
      public @Nullable Request take(int load) {
        return requests.hasNext() ? requests.next() : null;
      }

      @Override
      public boolean postpone(Request request) {
        return false;
      }
    };
  }
}
