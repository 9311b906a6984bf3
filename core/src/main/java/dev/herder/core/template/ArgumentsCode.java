package dev.herder.core.template;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Code of the arguments of a call.
 *
 * @param positional in order
 * @param names of the keyword arguments
 * @param values of the keyword arguments
 * @param star what is unpacked into further positional arguments
 * @param doubleStar what is unpacked into further keyword arguments
 */
record ArgumentsCode(
    List<Code> positional,
    List<String> names,
    List<Code> values,
    @Nullable Code star,
    @Nullable Code doubleStar) {
  Args eval(Frame frame, @Nullable Macro caller) {
    if (star == null && doubleStar == null && caller == null) {
      if (names.isEmpty() && positional.isEmpty()) {
        return Args.EMPTY;
      }
      return new Args(eval(positional, frame), names, eval(values, frame));
    }
    return unpacked(frame, caller);
  }

  private static List<Object> eval(List<Code> codes, Frame frame) {
    if (codes.isEmpty()) {
      return List.of();
    }
    Object[] values = new Object[codes.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = codes.get(i).eval(frame);
    }
    return Arrays.asList(values);
  }

  private Args unpacked(Frame frame, @Nullable Macro caller) {
    List<Object> all = new ArrayList<>(eval(positional, frame));
    List<String> allNames = new ArrayList<>(names);
    List<Object> allValues = new ArrayList<>(eval(values, frame));
    if (caller != null) {
      allNames.add("caller");
      allValues.add(caller);
    }
    if (star != null) {
      Iterator<Object> items = Iteration.of(frame.run, star.eval(frame));
      while (items.hasNext()) {
        frame.run.allocate(4);
        all.add(items.next());
      }
    }
    if (doubleStar != null) {
      if (!(doubleStar.eval(frame) instanceof Dict more)) {
        throw Failure.type("argument after ** must be a mapping");
      }
      for (Map.Entry<Object, Object> entry : more.map.entrySet()) {
        if (!(entry.getKey() instanceof String name)) {
          throw Failure.type("keywords must be strings");
        }
        if (allNames.contains(name)) {
          throw Failure.type("got multiple values for keyword argument '" + name + "'");
        }
        frame.run.step(allNames.size());
        allNames.add(name);
        allValues.add(entry.getValue());
      }
    }
    return new Args(all, allNames, allValues);
  }
}
