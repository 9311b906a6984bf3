package dev.herder.core.template;

import java.util.Iterator;

/**
 * What {@code keys()}, {@code values()} and {@code items()} of a dict give.
 *
 * @param dict the dict looked at
 * @param kind which part of it
 */
record DictView(Dict dict, Kind kind) {
  enum Kind {
    KEYS("dict_keys"),
    VALUES("dict_values"),
    ITEMS("dict_items");

    private final String type;

    Kind(String type) {
      this.type = type;
    }

    String type() {
      return type;
    }
  }

  Iterator<Object> iterator() {
    return switch (kind) {
      case KEYS -> dict.keys();
      case VALUES -> dict.map.values().iterator();
      case ITEMS -> dict.items();
    };
  }
}
