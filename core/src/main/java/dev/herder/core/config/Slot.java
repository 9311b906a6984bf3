package dev.herder.core.config;

import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A place for a value: its type, and whether it may be null.
 *
 * @param type the raw class
 * @param argument the slot of a list's elements or a map's values; null for other types
 * @param nullable whether the place is annotated with {@link Nullable}
 */
record Slot(Class<?> type, @Nullable Slot argument, boolean nullable) {
  static Slot of(RecordComponent component) {
    return of(component.getAnnotatedType(), component);
  }

  static Slot root(Class<? extends Record> type) {
    return new Slot(type, null, false);
  }

  private static Slot of(AnnotatedType annotated, RecordComponent where) {
    boolean nullable = annotated.isAnnotationPresent(Nullable.class);
    Type type = annotated.getType();
    if (type instanceof Class<?> plain && !List.class.equals(plain) && !Map.class.equals(plain)) {
      return new Slot(plain, null, nullable);
    }
    if (type instanceof ParameterizedType generic
        && annotated instanceof AnnotatedParameterizedType parameters) {
      AnnotatedType[] arguments = parameters.getAnnotatedActualTypeArguments();
      if (generic.getRawType() == List.class) {
        return new Slot(List.class, of(arguments[0], where), nullable);
      }
      if (generic.getRawType() == Map.class && arguments[0].getType() == String.class) {
        return new Slot(Map.class, of(arguments[1], where), nullable);
      }
    }
    throw new IllegalArgumentException(
        where.getDeclaringRecord() + "." + where.getName() + ": " + type + " cannot be configured");
  }

  /** A record's components by their keys. */
  static Map<String, RecordComponent> components(Class<?> recordType) {
    Map<String, RecordComponent> components = new LinkedHashMap<>();
    for (RecordComponent component : recordType.getRecordComponents()) {
      components.put(Keys.ofComponent(component.getName()), component);
    }
    return components;
  }

  /** The slot of a list's elements or a map's values. */
  Slot element() {
    if (argument == null) {
      throw new IllegalStateException(type + " has no elements");
    }
    return argument;
  }

  boolean isList() {
    return type == List.class;
  }

  boolean isMap() {
    return type == Map.class;
  }

  /** What it takes, for messages. */
  String expected() {
    if (isList()) {
      return "a list";
    } else if (isMap() || type.isRecord()) {
      return "a mapping";
    }
    return Scalars.expected(type);
  }
}
