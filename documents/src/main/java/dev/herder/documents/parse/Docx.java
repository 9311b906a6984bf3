package dev.herder.documents.parse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** The running text of a DOCX file: paragraphs and tables; no headers, footnotes and deletions. */
final class Docx {
  private static final Set<String> SKIPPED = Set.of("del", "moveFrom", "instrText", "Fallback");

  private Docx() {}

  static String text(Path file, long maxBytes, int maxChars) throws IOException, Refusal {
    TextBlocks blocks = new TextBlocks(maxChars);
    try (Archive zip = Archive.open(file, maxBytes)) {
      XMLStreamReader xml = zip.read("word/document.xml");
      int table = 0;
      boolean inText = false;
      while (xml.hasNext()) {
        int event = xml.next();
        if (event == XMLStreamConstants.START_ELEMENT) {
          String tag = xml.getLocalName();
          if (SKIPPED.contains(tag)) {
            skip(xml);
          } else if (tag.equals("tbl")) {
            table++;
          } else if (tag.equals("tab")) {
            blocks.add(" ");
          } else if (tag.equals("br") || tag.equals("cr")) {
            blocks.line();
          }
          inText = tag.equals("t");
        } else if (event == XMLStreamConstants.END_ELEMENT) {
          table += end(xml.getLocalName(), table, blocks);
          inText = false;
        } else if (event == XMLStreamConstants.CHARACTERS && inText) {
          blocks.add(xml.getText());
        }
      }
      return blocks.text();
    } catch (XMLStreamException e) {
      throw new Refusal("is damaged: word/document.xml is not XML");
    } catch (TextBlocks.TooLong e) {
      throw new Refusal(Parsers.TOO_LONG);
    }
  }

  /** Ends what an element ends; how many more tables stand around what follows. */
  private static int end(String tag, int table, TextBlocks blocks) throws TextBlocks.TooLong {
    switch (tag) {
      case "p" -> {
        if (table == 0) {
          blocks.block();
        } else {
          blocks.add(" ");
        }
      }
      case "tc" -> blocks.cell();
      case "tr" -> blocks.line();
      case "tbl" -> {
        blocks.block();
        return -1;
      }
      default -> {
        // Runs and properties end nothing.
      }
    }
    return 0;
  }

  private static void skip(XMLStreamReader xml) throws XMLStreamException {
    for (int depth = 1; depth > 0 && xml.hasNext(); ) {
      int event = xml.next();
      depth += event == XMLStreamConstants.START_ELEMENT ? 1 : 0;
      depth -= event == XMLStreamConstants.END_ELEMENT ? 1 : 0;
    }
  }
}
