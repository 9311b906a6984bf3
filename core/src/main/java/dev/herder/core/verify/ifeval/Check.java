package dev.herder.core.verify.ifeval;

/** Whether an answer follows one instruction. */
@FunctionalInterface
interface Check {
  /** Judges an answer that is not blank. */
  boolean followed(String response);
}
