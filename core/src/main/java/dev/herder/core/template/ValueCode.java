package dev.herder.core.template;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Code that fetches or builds a value. */
final class ValueCode {
  private ValueCode() {}

  record Constant(Object value) implements Code {
    @Override
    public Object eval(Frame frame) {
      return value;
    }
  }

  /** Code of a variable. */
  interface Variable extends Code {
    /** The variable's value, or null where it is undefined. */
    @Nullable Object raw(Frame frame);
  }

  /** A variable of the running function. */
  record Local(int slot, String name) implements Variable {
    @Override
    public @Nullable Object raw(Frame frame) {
      return frame.slots[slot];
    }

    @Override
    public Object eval(Frame frame) {
      Object value = frame.slots[slot];
      return value == null ? Undefined.variable(name) : value;
    }
  }

  /** A variable of an enclosing function. */
  record Outer(int hops, int slot, String name) implements Variable {
    @Override
    public @Nullable Object raw(Frame frame) {
      return frame.hop(hops).slots[slot];
    }

    @Override
    public Object eval(Frame frame) {
      Object value = raw(frame);
      return value == null ? Undefined.variable(name) : value;
    }
  }

  static Variable variable(Symbols.Slot slot, String name, Scope scope) {
    return scope.isOwn(slot)
        ? new Local(slot.index(), name)
        : new Outer(scope.symbols().function.hopsTo(slot.function()), slot.index(), name);
  }

  record ListCode(List<Code> items) implements Code {
    @Override
    public Object eval(Frame frame) {
      frame.run.allocate(4L * items.size());
      List<Object> list = new ArrayList<>(items.size());
      for (Code item : items) {
        list.add(item.eval(frame));
      }
      return list;
    }
  }

  record TupleCode(List<Code> items) implements Code {
    @Override
    public Object eval(Frame frame) {
      frame.run.allocate(4L * items.size());
      Object[] values = new Object[items.size()];
      for (int i = 0; i < items.size(); i++) {
        values[i] = items.get(i).eval(frame);
      }
      return Tuple.of(values);
    }
  }

  record DictCode(List<Code> keys, List<Code> values, int line) implements Code {
    @Override
    public Object eval(Frame frame) {
      frame.run.allocate(8L * keys.size());
      Dict dict = new Dict();
      for (int i = 0; i < keys.size(); i++) {
        Object key = keys.get(i).eval(frame);
        Object value = values.get(i).eval(frame);
        frame.run.line = line;
        dict.put(frame.run, key, value);
      }
      return dict;
    }
  }

  record Attribute(Code object, String name, boolean ofDict, int line) implements Code {
    @Override
    public Object eval(Frame frame) {
      Object value = object.eval(frame);
      if (value instanceof Dict dict && !ofDict) {
        Object item = dict.get(name);
        return item == null ? Undefined.element(value, name) : item;
      }
      frame.run.line = line;
      return Attributes.get(frame.run, value, name);
    }
  }

  record Item(Code object, Code key, int line) implements Code {
    @Override
    public Object eval(Frame frame) {
      Object value = object.eval(frame);
      Object index = key.eval(frame);
      if (value instanceof Dict dict && index instanceof String name) {
        Object item = dict.get(name);
        if (item != null) {
          return item;
        }
      }
      frame.run.line = line;
      return Attributes.item(frame.run, value, index);
    }
  }

  record Slice(
      Code object, @Nullable Code start, @Nullable Code stop, @Nullable Code step, int line)
      implements Code {
    @Override
    public Object eval(Frame frame) {
      Object value = object.eval(frame);
      Object from = eval(start, frame);
      Object to = eval(stop, frame);
      Object by = eval(step, frame);
      frame.run.line = line;
      return Slicing.slice(frame.run, value, from, to, by);
    }

    private static Object eval(@Nullable Code code, Frame frame) {
      return code == null ? None.NONE : code.eval(frame);
    }
  }
}
