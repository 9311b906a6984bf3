package dev.herder.cli;

import java.util.Arrays;

/** Options may be spelt with underscores, as TRL's are: {@code --learning_rate}. */
final class Spelling {
  private Spelling() {}

  /** The same command line with hyphens in the names of options; values stay as they are. */
  static String[] normal(String... arguments) {
    String[] normal = arguments.clone();
    int end = Arrays.asList(arguments).indexOf("--");
    for (int i = 0; i < (end < 0 ? normal.length : end); i++) {
      normal[i] = normal(normal[i]);
    }
    return normal;
  }

  private static String normal(String argument) {
    if (!argument.startsWith("--")) {
      return argument;
    }
    int assignment = argument.indexOf('=');
    int end = assignment < 0 ? argument.length() : assignment;
    return argument.substring(0, end).replace('_', '-') + argument.substring(end);
  }
}
