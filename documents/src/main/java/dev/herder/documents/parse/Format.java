package dev.herder.documents.parse;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The formats of documents that are read, known by the ending of a file's name. */
public enum Format {
  /** Plain text. */
  TEXT("txt", "text"),
  /** Markdown, taken as the text that it is. */
  MARKDOWN("md", "markdown"),
  /** Web pages. */
  HTML("html", "htm", "xhtml"),
  /** PDF with text in it; pictures of pages are not read. */
  PDF("pdf"),
  /** Office Open XML text. */
  DOCX("docx"),
  /** EPUB books. */
  EPUB("epub");

  /** Parted by spaces. */
  private final String endings;

  Format(String... endings) {
    this.endings = String.join(" ", endings);
  }

  private List<String> endings() {
    return List.of(endings.split(" "));
  }

  /** The format that a file's name tells. */
  public static Optional<Format> ofName(String name) {
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return name.contains(".")
        ? Arrays.stream(values()).filter(each -> each.endings().contains(ending)).findFirst()
        : Optional.empty();
  }

  /** The name in files: {@code text}, {@code pdf}, ... */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All endings, for messages. */
  public static String known() {
    return Arrays.stream(values())
        .flatMap(each -> each.endings().stream())
        .map(each -> "." + each)
        .collect(Collectors.joining(", "));
  }

  /** Whether its bytes are text already, so that no parser is needed. */
  public boolean plain() {
    return this == TEXT || this == MARKDOWN;
  }
}
