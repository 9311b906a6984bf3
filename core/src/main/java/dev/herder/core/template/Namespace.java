package dev.herder.core.template;

import java.util.LinkedHashMap;
import java.util.Map;

/** The object that {@code namespace(...)} makes: the one value a template may change. */
final class Namespace {
  final Map<String, Object> attributes = new LinkedHashMap<>();

  static Object call(Run run, Args args) {
    Namespace namespace = new Namespace();
    Dict initial = (Dict) Dict.call(run, args);
    for (Map.Entry<Object, Object> entry : initial.map.entrySet()) {
      Object key = Key.original(entry.getKey());
      if (key instanceof String name) {
        namespace.set(name, entry.getValue());
      }
    }
    return namespace;
  }

  void set(String name, Object value) {
    if (name.startsWith("_")) {
      throw new Failure(
          "SecurityError: a namespace cannot hold the attribute '"
              + name
              + "' because of its underscore; rename it");
    }
    attributes.put(name, value);
  }
}
