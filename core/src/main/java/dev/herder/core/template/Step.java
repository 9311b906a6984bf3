package dev.herder.core.template;

/** A compiled statement. */
interface Step {
  Flow run(Frame frame);

  /** Where to go on after a statement. */
  enum Flow {
    NEXT,
    BREAK,
    CONTINUE
  }
}
