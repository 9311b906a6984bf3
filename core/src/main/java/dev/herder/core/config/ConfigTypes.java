package dev.herder.core.config;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a settings record's types do not say themselves: the names of variants, and the defaults of
 * nested records.
 *
 * <p>A component whose type is a sealed interface is written as a mapping with the key {@code
 * type}, or as the variant's name alone where its other keys have defaults.
 */
public final class ConfigTypes {
  private final Map<Class<?>, Map<String, Class<? extends Record>>> variants;
  private final Map<Class<?>, Record> defaults;

  private ConfigTypes(
      Map<Class<?>, Map<String, Class<? extends Record>>> variants,
      Map<Class<?>, Record> defaults) {
    this.variants = variants;
    this.defaults = defaults;
  }

  /** No variants and no defaults. */
  public static ConfigTypes none() {
    return builder().build();
  }

  /** Starts an empty registry. */
  public static Builder builder() {
    return new Builder();
  }

  /** Builds a registry. */
  public static final class Builder {
    private final Map<Class<?>, Map<String, Class<? extends Record>>> variants = new HashMap<>();
    private final Map<Class<?>, Record> defaults = new HashMap<>();

    private Builder() {}

    /** Names a variant of a sealed interface; all its keys are required. */
    public <S> Builder variant(Class<S> sealedType, String name, Class<? extends Record> variant) {
      if (!sealedType.isAssignableFrom(variant)) {
        throw new IllegalArgumentException(variant + " is no variant of " + sealedType);
      }
      Map<String, Class<? extends Record>> names =
          variants.computeIfAbsent(sealedType, type -> new LinkedHashMap<>());
      if (names.put(Keys.canonical(name), variant) != null) {
        throw new IllegalArgumentException("two variants of " + sealedType + " named " + name);
      }
      return this;
    }

    /** Names a variant of a sealed interface and gives its keys' defaults. */
    public <S, V extends Record> Builder variant(Class<S> sealedType, String name, V instance) {
      return variant(sealedType, name, instance.getClass().asSubclass(Record.class))
          .defaults(instance);
    }

    /** Gives defaults for the keys of a record wherever its type appears. */
    public Builder defaults(Record instance) {
      defaults.put(instance.getClass(), instance);
      return this;
    }

    /** The registry. */
    public ConfigTypes build() {
      return new ConfigTypes(Map.copyOf(variants), Map.copyOf(defaults));
    }
  }

  boolean isSealed(Class<?> type) {
    return variants.containsKey(type);
  }

  Collection<String> variantNames(Class<?> sealedType) {
    return names(sealedType).keySet();
  }

  @Nullable Class<? extends Record> variant(Class<?> sealedType, String name) {
    return names(sealedType).get(Keys.canonical(name));
  }

  String variantName(Class<?> sealedType, Class<?> variant) {
    for (Map.Entry<String, Class<? extends Record>> each : names(sealedType).entrySet()) {
      if (each.getValue() == variant) {
        return each.getKey();
      }
    }
    throw new IllegalArgumentException(variant + " is not registered for " + sealedType);
  }

  @Nullable Record defaults(Class<?> type) {
    return defaults.get(type);
  }

  private Map<String, Class<? extends Record>> names(Class<?> sealedType) {
    return variants.getOrDefault(sealedType, Collections.emptyMap());
  }
}
