package dev.herder.engine.generate;

/**
 * A prompt to continue.
 *
 * <p>{@link #cancel} may be called by any thread, also by the listener: before the next step the
 * samples of this request are given up and their pages are free again.
 */
public final class Request {
  private final int[] ids;
  private final int samples;
  private final TokenListener listener;
  private volatile boolean cancelled;

  /**
   * A request.
   *
   * @param ids tokens of the prompt, at least one
   * @param samples how many continuations to draw
   * @param listener told of every token
   */
  public Request(int[] ids, int samples, TokenListener listener) {
    if (ids.length == 0) {
      throw new IllegalArgumentException("a prompt needs at least one token");
    }
    this.ids = ids.clone();
    this.samples = samples;
    this.listener = listener;
  }

  /** Gives up what is not finished; nothing more of it is reported. */
  public void cancel() {
    cancelled = true;
  }

  public boolean cancelled() {
    return cancelled;
  }

  int[] ids() {
    return ids;
  }

  int samples() {
    return samples;
  }

  TokenListener listener() {
    return listener;
  }
}
