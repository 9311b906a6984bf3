package dev.herder.core.template;

/**
 * A global function.
 *
 * @param name as templates write it
 * @param printed what printing the function itself gives
 * @param body what it does
 */
record Builtin(String name, String printed, Invocable body) implements Invocable {
  @Override
  public Object call(Run run, Args args) {
    return body.call(run, args);
  }
}
