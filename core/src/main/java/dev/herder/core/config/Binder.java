package dev.herder.core.config;

import dev.herder.core.UserError;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes records of a tree whose keys are canonical; every method gives null after a problem. */
final class Binder {
  private static final Pattern NAMED = Pattern.compile("([A-Za-z][\\w-]*): (.*)", Pattern.DOTALL);

  private final ConfigTypes types;
  private final ProblemList problems;
  private final Scalars scalars;

  Binder(ConfigTypes types, ProblemList problems) {
    this.types = types;
    this.problems = problems;
    this.scalars = new Scalars(problems);
  }

  @Nullable Object bind(Slot slot, ConfigNode node, String key) {
    if (node instanceof ConfigNode.Broken) {
      return null;
    } else if (node instanceof ConfigNode.Scalar scalar && scalar.isNull()) {
      return nothing(slot, scalar, key);
    } else if (slot.type() == Object.class) {
      return anything(slot, node, key);
    } else if (types.isSealed(slot.type()) && node instanceof ConfigNode.Mapping mapping) {
      return variant(slot, mapping, key);
    } else if (slot.type().isRecord() && node instanceof ConfigNode.Mapping mapping) {
      return record(slot.type(), mapping, key);
    } else if (slot.isMap() && node instanceof ConfigNode.Mapping mapping) {
      return map(slot.element(), mapping, key);
    } else if (slot.isList() && node instanceof ConfigNode.Sequence sequence) {
      return list(slot.element(), sequence, key);
    } else if (node instanceof ConfigNode.Scalar scalar && slot.argument() == null) {
      return scalars.bind(slot.type(), scalar, key);
    }
    problems.add(node.origin(), key, "is " + node.kind() + ", expected " + slot.expected());
    return null;
  }

  private @Nullable Object nothing(Slot slot, ConfigNode.Scalar scalar, String key) {
    boolean text = scalar.origin() instanceof Origin.CommandLine && slot.type() == String.class;
    if (text && !slot.nullable()) {
      return scalar.text();
    }
    if (!slot.nullable() && slot.type() != Object.class) {
      String found = scalar.origin() instanceof Origin.Default ? "missing" : "is empty";
      problems.add(scalar.origin(), key, found + ", expected " + slot.expected());
    }
    return null;
  }

  private @Nullable Object anything(Slot slot, ConfigNode node, String key) {
    if (node instanceof ConfigNode.Mapping mapping) {
      return map(slot, mapping, key);
    } else if (node instanceof ConfigNode.Sequence sequence) {
      return list(slot, sequence, key);
    }
    return scalars.bind(Object.class, (ConfigNode.Scalar) node, key);
  }

  private @Nullable Object variant(Slot slot, ConfigNode.Mapping mapping, String key) {
    ConfigNode.Entry type = mapping.entries().get(Overlay.TYPE);
    if (type == null || !(type.node() instanceof ConfigNode.Scalar name)) {
      throw new IllegalStateException(key + ": a variant without its type");
    }
    Class<? extends Record> variant = types.variant(slot.type(), name.text());
    if (variant == null) {
      throw new IllegalStateException(key + ": no variant " + name.text());
    }
    return record(variant, mapping, key);
  }

  private @Nullable Object map(Slot element, ConfigNode.Mapping mapping, String key) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    mapping
        .entries()
        .forEach(
            (name, entry) -> map.put(name, bind(element, entry.node(), Keys.below(key, name))));
    return Collections.unmodifiableMap(map);
  }

  private @Nullable Object list(Slot element, ConfigNode.Sequence sequence, String key) {
    List<@Nullable Object> list = new ArrayList<>();
    boolean whole = true;
    for (ConfigNode item : sequence.items()) {
      Object value = bind(element, item, key + "[" + list.size() + "]");
      whole &= value != null || element.type() == Object.class;
      list.add(value);
    }
    return whole ? Collections.unmodifiableList(list) : null;
  }

  @Nullable Object record(Class<?> type, ConfigNode.Mapping mapping, String key) {
    Map<String, RecordComponent> components = Slot.components(type);
    @Nullable Object[] arguments = new Object[components.size()];
    int before = problems.size();
    boolean whole = true;
    int i = 0;
    for (Map.Entry<String, RecordComponent> each : components.entrySet()) {
      Slot slot = Slot.of(each.getValue());
      ConfigNode.Entry entry = mapping.entries().get(each.getKey());
      String place = Keys.below(key, each.getKey());
      if (entry != null) {
        arguments[i] = bind(slot, entry.node(), place);
      } else if (!slot.nullable()) {
        problems.add(missingFrom(mapping, key), place, "missing, expected " + slot.expected());
      }
      whole &= arguments[i++] != null || slot.nullable();
    }
    return whole && problems.size() == before ? construct(type, mapping, arguments, key) : null;
  }

  /**
   * Calls the constructor, whose checks stop at the first mistake: a value it blames by name is
   * replaced by the one below it, and the rest is checked again.
   */
  private @Nullable Object construct(
      Class<?> type, ConfigNode.Mapping mapping, @Nullable Object[] arguments, String key) {
    boolean good = true;
    List<String> names = List.copyOf(Slot.components(type).keySet());
    for (int attempt = 0; attempt <= arguments.length; attempt++) {
      String message;
      try {
        Object record = canonical(type).newInstance(arguments);
        return good ? record : null;
      } catch (InvocationTargetException e) {
        message = message(e);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(type + " cannot be made", e);
      }
      good = false;
      Matcher named = NAMED.matcher(message);
      String name = named.matches() ? Keys.ofComponent(Keys.canonical(named.group(1))) : "";
      ConfigNode.Entry entry = mapping.entries().get(name);
      if (entry == null || !names.contains(name)) {
        problems.add(blame(mapping), key, message);
        return null;
      }
      problems.add(blame(entry, mapping), Keys.below(key, name), named.group(2));
      int index = names.indexOf(name);
      Object under = under(type, name, entry);
      if (under == null || under.equals(arguments[index])) {
        return null;
      }
      arguments[index] = under;
    }
    return null;
  }

  private @Nullable Object under(Class<?> type, String name, ConfigNode.Entry entry) {
    RecordComponent component = Slot.components(type).get(name);
    if (entry.under() == null || component == null) {
      return null;
    }
    // Mistakes below are hidden by the layer above, and so not told.
    return new Binder(types, new ProblemList()).bind(Slot.of(component), entry.under(), name);
  }

  private static String message(InvocationTargetException e) {
    Throwable cause = e.getCause();
    if (cause instanceof UserError || cause instanceof IllegalArgumentException) {
      return String.valueOf(cause.getMessage());
    }
    if (cause instanceof RuntimeException bug) {
      throw bug;
    }
    throw new IllegalStateException("a record's constructor failed", cause);
  }

  private static Constructor<?> canonical(Class<?> type) throws NoSuchMethodException {
    Class<?>[] parameters =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    Constructor<?> constructor = type.getDeclaredConstructor(parameters);
    constructor.setAccessible(true);
    return constructor;
  }

  private static Origin blame(ConfigNode.Entry entry, ConfigNode.Mapping mapping) {
    return entry.node().origin() instanceof Origin.Default ? blame(mapping) : entry.node().origin();
  }

  /** Another option is not to blame for one that was left out. */
  private static Origin missingFrom(ConfigNode.Mapping mapping, String key) {
    Origin origin = blame(mapping);
    return key.isEmpty() && !(origin instanceof Origin.File) ? new Origin.Nowhere() : origin;
  }

  /** Where a mapping stands; if only defaults, where its first other value does. */
  private static Origin blame(ConfigNode.Mapping mapping) {
    if (mapping.origin() instanceof Origin.Default) {
      for (ConfigNode.Entry entry : mapping.entries().values()) {
        if (!(entry.node().origin() instanceof Origin.Default)) {
          return entry.node().origin();
        }
      }
    }
    return mapping.origin();
  }
}
