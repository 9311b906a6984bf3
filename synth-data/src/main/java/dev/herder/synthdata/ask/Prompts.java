package dev.herder.synthdata.ask;

import dev.herder.core.UserError;
import dev.herder.core.run.Hashes;
import dev.herder.core.template.Template;
import dev.herder.core.template.TemplateError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Prompt templates by name, in the language of chat templates.
 *
 * <p>What documents and rows say goes in as variables: data, of which no part is ever read as
 * template. {@code fenced} of a variable is the same text between marks of its own.
 */
public final class Prompts {
  private static final long MAX_BYTES = 1 << 20;

  private final Map<String, Loaded> templates;

  private Prompts(Map<String, Loaded> templates) {
    this.templates = templates;
  }

  private record Loaded(String place, String source, Template template) {}

  /**
   * Loads the templates of the program, or the user's in their place.
   *
   * @param names all that are needed, the main one first
   * @param overrides {@code FILE} for the main template, {@code NAME=FILE} for any
   * @throws UserError if a file is missing or no template, or a name is not among them
   */
  public static Prompts load(List<String> names, List<String> overrides) throws IOException {
    Map<String, Loaded> templates = new LinkedHashMap<>();
    for (String name : names) {
      templates.put(name, parsed(name + ".jinja", builtIn(name)));
    }
    for (String override : overrides) {
      int equals = override.indexOf('=');
      boolean named = equals > 0 && override.substring(0, equals).matches("[a-z-]+");
      String name = named ? override.substring(0, equals) : names.get(0);
      if (!templates.containsKey(name)) {
        throw new UserError(
            "template: " + name + " is not used here, expected one of " + String.join(", ", names));
      }
      Path file = Path.of(named ? override.substring(equals + 1) : override);
      templates.put(name, parsed(file.toString(), read(file)));
    }
    return new Prompts(templates);
  }

  private static Loaded parsed(String place, String source) {
    try {
      return new Loaded(place, source, Template.parse(source));
    } catch (TemplateError e) {
      throw new UserError(place + ", line " + e.line() + ": " + e.reason(), e);
    }
  }

  private static String builtIn(String name) {
    try (InputStream in = Prompts.class.getResourceAsStream(name + ".jinja")) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its template " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) throws IOException {
    try {
      if (Files.isDirectory(file) || Files.size(file) > MAX_BYTES) {
        throw new UserError(file + ": is no template file of at most 1 MiB");
      }
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new UserError(file + ": no such template file; check the name", e);
    } catch (MalformedInputException e) {
      throw new UserError(file + ": is not UTF-8; convert the template", e);
    }
  }

  /**
   * Renders a template.
   *
   * @param variables texts, numbers, lists and maps of these; for every text {@code x} there is
   *     also {@code x_fenced}
   * @throws UserError if the template fails
   */
  public String render(String name, Map<String, ?> variables) {
    Loaded loaded = loaded(name);
    Map<String, Object> all = new LinkedHashMap<>();
    variables.forEach(
        (key, value) -> {
          all.put(key, value);
          if (value instanceof String text) {
            all.put(key + "_fenced", Fence.around(text));
          }
        });
    try {
      String text = loaded.template().render(all).strip();
      if (text.isEmpty()) {
        throw new UserError(loaded.place() + ": renders to nothing; a prompt needs text");
      }
      return text;
    } catch (TemplateError e) {
      throw new UserError(loaded.place() + ", line " + e.line() + ": " + e.reason(), e);
    }
  }

  /** A question that a template asks. */
  public Question ask(String name, Map<String, ?> variables, int attempt) {
    return Question.of(render(name, variables), attempt);
  }

  /** The hash of a template's text, as provenance names it: 16 hexadecimal digits. */
  public String id(String name) {
    return Hashes.ofString(loaded(name).source()).substring(0, 16);
  }

  /** All templates by name, each with its id. */
  public Map<String, String> ids() {
    Map<String, String> ids = new LinkedHashMap<>();
    templates.keySet().forEach(name -> ids.put(name, id(name)));
    return ids;
  }

  private Loaded loaded(String name) {
    Loaded loaded = templates.get(name);
    if (loaded == null) {
      throw new IllegalArgumentException("no template " + name);
    }
    return loaded;
  }
}
