package dev.herder.cli.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;

/** Recipes to begin with. */
enum RecipeTemplate {
  /** Questions with a known answer, judged by the number at the end. */
  MATH,
  /** The same with an adapter instead of all weights. */
  LORA,
  /** As little as possible, to see the rounds turn. */
  SMALL;

  /**
   * The recipe's text.
   *
   * @param file where it will lie; its paths are relative to that
   * @param values the paths and the verifier to fill in
   */
  String text(Path file, Values values) throws IOException {
    String name = "/dev/herder/cli/recipes/" + name().toLowerCase(Locale.ROOT) + ".yaml";
    try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .replace("{{model}}", quoted(from(file, values.model())))
          .replace("{{data}}", quoted(from(file, values.data())))
          .replace("{{prompts}}", quoted(from(file, values.prompts())))
          .replace("{{run}}", quoted("runs/" + stem(file)))
          .replace("{{verifier}}", quoted(values.verifier()));
    }
  }

  /** What differs from user to user. */
  record Values(Path model, Path data, Path prompts, String verifier) {}

  /** A path of the command line as the recipe must name it. */
  private static String from(Path file, Path path) {
    Path folder = file.toAbsolutePath().normalize().getParent();
    Path target = path.toAbsolutePath().normalize();
    return folder != null && target.startsWith(folder) && !path.isAbsolute()
        ? folder.relativize(target).toString()
        : target.toString();
  }

  private static String stem(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  /** Plain where YAML has no other meaning for it, otherwise in quotes. */
  private static String quoted(String value) {
    return value.matches("[A-Za-z/.][A-Za-z0-9_./-]*(?::[a-z]+)?")
        ? value
        : "'" + value.replace("'", "''") + "'";
  }
}
