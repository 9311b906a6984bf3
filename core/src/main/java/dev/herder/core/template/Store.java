package dev.herder.core.template;

import java.util.Iterator;
import java.util.List;

/** Compiled target of an assignment. */
interface Store {
  void assign(Frame frame, Object value);

  record Local(int slot) implements Store {
    @Override
    public void assign(Frame frame, Object value) {
      frame.slots[slot] = value;
    }
  }

  /** An attribute of a namespace. */
  record Attribute(Code namespace, String name, int line) implements Store {
    @Override
    public void assign(Frame frame, Object value) {
      frame.run.line = line;
      if (!(namespace.eval(frame) instanceof Namespace target)) {
        throw new Failure("cannot assign attribute on non-namespace object");
      }
      target.set(name, value);
    }
  }

  record Unpack(List<Store> targets, int line) implements Store {
    @Override
    public void assign(Frame frame, Object value) {
      Object[] items = items(frame, value);
      for (int i = 0; i < targets.size(); i++) {
        targets.get(i).assign(frame, items[i]);
      }
    }

    private Object[] items(Frame frame, Object value) {
      frame.run.line = line;
      Iterator<Object> items = Iteration.tryOf(frame.run, value);
      if (items == null) {
        throw Failure.type("cannot unpack non-iterable " + Types.name(value) + " object");
      }
      Object[] unpacked = new Object[targets.size()];
      for (int i = 0; i < targets.size(); i++) {
        if (!items.hasNext()) {
          throw Failure.value(
              "not enough values to unpack (expected " + targets.size() + ", got " + i + ")");
        }
        unpacked[i] = items.next();
      }
      if (items.hasNext()) {
        throw Failure.value("too many values to unpack (expected " + targets.size() + ")");
      }
      return unpacked;
    }
  }
}
