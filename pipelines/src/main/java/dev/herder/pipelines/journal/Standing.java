package dev.herder.pipelines.journal;

/**
 * Where a step stands before a run.
 *
 * @param state what would happen to it
 * @param reason why, for people; empty where the state says it all
 */
public record Standing(State state, String reason) {
  /** What would happen to a step. */
  public enum State {
    /** Finished with the same fingerprint, and its outputs are what it wrote: reused. */
    DONE("done"),
    /** Never begun. */
    TO_DO("to do"),
    /** Begun with the same fingerprint: goes on where it stopped. */
    TO_CONTINUE("to continue"),
    /** Begun or finished with another fingerprint, or damaged since: its folder is made anew. */
    TO_REDO("to redo");

    private final String words;

    State(String words) {
      this.words = words;
    }

    /** The state for people. */
    public String words() {
      return words;
    }
  }
}
