package dev.herder.core.template;

/**
 * A method together with the object it was taken from.
 *
 * @param self the object
 * @param name the method's name
 * @param method what it does
 */
record BoundMethod(Object self, String name, Method method) implements Invocable {
  @Override
  public Object call(Run run, Args args) {
    return method.call(run, self, args);
  }
}
