package dev.herder.core.template;

/**
 * While compiling: where a node stands.
 *
 * @param symbols the variables it sees
 * @param toplevel whether what it assigns is visible to blocks
 * @param soft whether it only may be reached, so that an unknown filter is an error only there
 * @param inLoop whether {@code break} has a loop to leave
 */
record Scope(Symbols symbols, boolean toplevel, boolean soft, boolean inLoop) {
  /** A scope inside the same function. */
  Scope inner() {
    return new Scope(symbols.inner(symbols.function, ""), false, false, inLoop);
  }

  /** A scope that is a function of its own. */
  Scope function(FunctionScope function) {
    return new Scope(symbols.inner(function, ""), false, false, false);
  }

  Scope softened() {
    return new Scope(symbols, toplevel, true, inLoop);
  }

  /** The scope of a branch. */
  Scope branch() {
    return new Scope(symbols.copy(), toplevel, true, inLoop);
  }

  Scope looping(boolean loop) {
    return new Scope(symbols, toplevel, soft, loop);
  }

  boolean isOwn(Symbols.Slot slot) {
    return slot.function().equals(symbols.function);
  }
}
