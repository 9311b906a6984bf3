package dev.herder.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The project as the architecture tests see it: its class files and its source files.
 *
 * @param root the project's folder
 */
record House(Path root) {
  // Read once for all rules, which takes longer than checking them.
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.herder");
  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

  /** The house these tests belong to; tests run in their module's folder. */
  static House here() {
    return new House(Path.of("").toAbsolutePath().getParent());
  }

  /** The classes of all modules, without tests. */
  JavaClasses classes() {
    return CLASSES;
  }

  /** The folders of the modules that make up the program, as the root POM lists them. */
  List<String> modules() {
    return MODULE
        .matcher(read(root.resolve("pom.xml")))
        .results()
        .map(match -> match.group(1))
        .filter(module -> !module.equals("examples") && !module.equals("benchmarks"))
        .toList();
  }

  /** The package below {@code dev.herder} that a module's code lives in. */
  static String packageOf(String module) {
    return module.replace("-", "");
  }

  /** The Java sources of a module, relative to the source folder {@code src/main/java}, ... */
  List<Path> sources(String module, String folder) {
    Path sources = root.resolve(module).resolve(folder);
    if (!Files.isDirectory(sources)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(sources)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(sources::relativize)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
