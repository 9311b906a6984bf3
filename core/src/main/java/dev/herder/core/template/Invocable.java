package dev.herder.core.template;

/** A value that a template can call. */
interface Invocable {
  Object call(Run run, Args args);
}
