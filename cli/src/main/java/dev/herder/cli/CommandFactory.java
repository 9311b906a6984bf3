package dev.herder.cli;

import dev.herder.cli.console.Surroundings;
import java.lang.reflect.Constructor;
import picocli.CommandLine;

/** Makes commands and mixins; those whose constructor asks for the surroundings receive them. */
record CommandFactory(Surroundings surroundings) implements CommandLine.IFactory {
  @Override
  public <K> K create(Class<K> type) throws Exception {
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      Class<?>[] parameters = constructor.getParameterTypes();
      if (parameters.length == 1 && parameters[0] == Surroundings.class) {
        return type.cast(constructor.newInstance(surroundings));
      }
    }
    return CommandLine.defaultFactory().create(type);
  }
}
