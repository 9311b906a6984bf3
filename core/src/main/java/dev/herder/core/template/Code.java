package dev.herder.core.template;

/** A compiled expression. */
interface Code {
  Object eval(Frame frame);
}
