package dev.herder.core.template;

/** Python's {@code None}, so that Java's null can mean "not there". */
enum None {
  NONE
}
