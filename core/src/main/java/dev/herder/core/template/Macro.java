package dev.herder.core.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A macro with the activation it was defined in.
 *
 * @param code what it does
 * @param outer where it was defined
 */
record Macro(MacroCode code, Frame outer) implements Invocable {
  String name() {
    return code.name();
  }

  @Override
  public Object call(Run run, Args args) {
    StringBuilder out = new StringBuilder();
    Frame frame = new Frame(run, outer.context, outer, code.function().slots(), out);
    bind(run, frame, args);
    code.function().run(frame, () -> fillDefaults(frame));
    return run.string(out);
  }

  private void bind(Run run, Frame frame, Args args) {
    List<String> parameters = code.parameters();
    List<Object> given = args.positional();
    int count = Math.min(given.size(), parameters.size());
    for (int i = 0; i < count; i++) {
      frame.slots[code.parameterSlots().get(i)] = given.get(i);
    }
    boolean[] taken = new boolean[args.names().size()];
    boolean foundCaller = count == parameters.size() && parameters.contains("caller");
    for (int i = count; i < parameters.size(); i++) {
      foundCaller |= parameters.get(i).equals("caller");
      int index = args.names().indexOf(parameters.get(i));
      if (index >= 0) {
        taken[index] = true;
        frame.slots[code.parameterSlots().get(i)] = args.values().get(index);
      }
    }
    if (code.usesCaller() && !foundCaller) {
      int index = args.names().indexOf("caller");
      Object caller = None.NONE;
      if (index >= 0) {
        taken[index] = true;
        caller = args.values().get(index);
      }
      frame.slots[code.callerSlot()] =
          caller == None.NONE ? Undefined.because("No caller defined") : caller;
    }
    bindRest(run, frame, args, taken);
  }

  private void bindRest(Run run, Frame frame, Args args, boolean[] taken) {
    Dict rest = new Dict();
    for (int i = 0; i < taken.length; i++) {
      if (!taken[i]) {
        if (code.kwargsSlot() < 0) {
          throw Failure.type(
              "macro "
                  + Repr.of(run, name())
                  + " takes no keyword argument '"
                  + args.names().get(i)
                  + "'");
        }
        rest.map.put(args.names().get(i), args.values().get(i));
      }
    }
    if (code.kwargsSlot() >= 0) {
      frame.slots[code.kwargsSlot()] = rest;
    }
    List<Object> given = args.positional();
    int parameters = code.parameters().size();
    if (code.varargsSlot() >= 0) {
      frame.slots[code.varargsSlot()] =
          new Tuple(given.subList(Math.min(parameters, given.size()), given.size()));
    } else if (given.size() > parameters) {
      throw Failure.type(
          "macro " + Repr.of(run, name()) + " takes not more than " + parameters + " argument(s)");
    }
  }

  private void fillDefaults(Frame frame) {
    int first = code.parameters().size() - code.defaults().size();
    for (int i = 0; i < code.parameters().size(); i++) {
      int slot = code.parameterSlots().get(i);
      if (frame.slots[slot] == null) {
        frame.slots[slot] =
            i < first
                ? Undefined.because("parameter '" + code.parameters().get(i) + "' was not provided")
                : code.defaults().get(i - first).eval(frame);
      }
    }
  }

  @Nullable Object attribute(String attribute) {
    return switch (attribute) {
      case "name" -> name().isEmpty() ? None.NONE : name();
      case "arguments" -> new Tuple(List.copyOf(code.parameters()));
      case "catch_kwargs" -> code.kwargsSlot() >= 0;
      case "catch_varargs" -> code.varargsSlot() >= 0;
      case "caller" -> code.usesCaller();
      case "explicit_caller" -> code.parameters().contains("caller");
      default -> null;
    };
  }
}
