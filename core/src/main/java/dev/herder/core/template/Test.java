package dev.herder.core.template;

/** What {@code value is name(arguments)} asks. */
interface Test {
  boolean holds(Run run, Object value, Args args);
}
