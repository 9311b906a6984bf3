package dev.herder.core.template;

/** A method of a built-in type. */
interface Method {
  Object call(Run run, Object self, Args args);
}
