package dev.herder.documents.parse;

import java.io.IOException;
import java.nio.file.Path;
import org.xml.sax.SAXException;

/** The parser of each format. */
final class Parsers {
  static final String TOO_LONG = "has more text than allowed";

  private static final int LONGEST_REASON = 120;

  private Parsers() {}

  /**
   * The text of a file.
   *
   * @param maxBytes what an archive may unpack to
   * @param maxChars the longest text, in UTF-16 units
   */
  static String text(Format format, Path file, long maxBytes, int maxChars)
      throws IOException, Refusal {
    return switch (format) {
      case HTML -> Html.text(file, maxChars);
      case PDF -> Pdf.text(file, maxChars);
      case DOCX -> Docx.text(file, maxBytes, maxChars);
      case EPUB -> Epub.text(file, maxBytes, maxChars);
      default -> throw new IllegalArgumentException(format + " needs no parser");
    };
  }

  /** What a parser's complaint says of the document. */
  static Refusal refusal(SAXException e) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (at instanceof TextBlocks.TooLong) {
        return new Refusal(TOO_LONG);
      }
    }
    return new Refusal("is damaged: " + brief(e));
  }

  /** A failure's message as one short line. */
  static String brief(Throwable e) {
    String message = e.getMessage();
    String line =
        message == null
            ? e.getClass().getSimpleName()
            : message.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) + "..." : line;
  }
}
