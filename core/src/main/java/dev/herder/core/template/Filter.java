package dev.herder.core.template;

/** What {@code value | name(arguments)} does. */
interface Filter {
  Object apply(Run run, Object value, Args args);
}
