package dev.herder.core.template;

import org.jspecify.annotations.Nullable;

/**
 * The variable {@code self}, which renders blocks by name.
 *
 * @param context of the template
 */
record SelfReference(Context context) {
  @Nullable Object block(String name) {
    FunctionCode code = context.blocks.get(name);
    return code == null ? null : new BlockReference(context, code);
  }

  /** A block that can be called. */
  private record BlockReference(Context context, FunctionCode code) implements Invocable {
    @Override
    public Object call(Run run, Args args) {
      return code.text(run, context, null);
    }
  }
}
