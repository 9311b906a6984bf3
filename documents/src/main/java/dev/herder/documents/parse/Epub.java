package dev.herder.documents.parse;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** The chapters of an EPUB book in the order in which they are read. */
final class Epub {
  private Epub() {}

  static String text(Path file, long maxBytes, int maxChars) throws IOException, Refusal {
    TextBlocks blocks = new TextBlocks(maxChars);
    try (Archive zip = Archive.open(file, maxBytes)) {
      String book = rootFile(zip);
      for (String chapter : chapters(zip, book)) {
        Html.into(blocks, new ByteArrayInputStream(zip.bytes(chapter)));
        blocks.block();
      }
      return blocks.text();
    } catch (XMLStreamException e) {
      throw new Refusal("is damaged: its table of chapters is not XML");
    }
  }

  private static String rootFile(Archive zip) throws IOException, Refusal, XMLStreamException {
    XMLStreamReader xml = zip.read("META-INF/container.xml");
    while (xml.hasNext()) {
      if (xml.next() == XMLStreamConstants.START_ELEMENT && xml.getLocalName().equals("rootfile")) {
        String path = xml.getAttributeValue(null, "full-path");
        if (path != null) {
          return path;
        }
      }
    }
    throw new Refusal("is damaged: META-INF/container.xml names no book");
  }

  private static List<String> chapters(Archive zip, String book)
      throws IOException, Refusal, XMLStreamException {
    Map<String, String> items = new HashMap<>();
    List<String> order = new ArrayList<>();
    XMLStreamReader xml = zip.read(book);
    while (xml.hasNext()) {
      if (xml.next() != XMLStreamConstants.START_ELEMENT) {
        continue;
      }
      if (xml.getLocalName().equals("item")) {
        String type = String.valueOf(xml.getAttributeValue(null, "media-type"));
        String place = xml.getAttributeValue(null, "href");
        if (type.contains("html") && place != null) {
          items.put(String.valueOf(xml.getAttributeValue(null, "id")), resolved(book, place));
        }
      } else if (xml.getLocalName().equals("itemref")) {
        order.add(String.valueOf(xml.getAttributeValue(null, "idref")));
      }
    }
    List<String> chapters = order.stream().filter(items::containsKey).map(items::get).toList();
    if (chapters.isEmpty()) {
      throw new Refusal("is damaged: " + book + " names no chapters");
    }
    return chapters;
  }

  private static String resolved(String book, String place) throws Refusal {
    try {
      URI at = new URI(null, null, "/" + book, null).resolve(place);
      return URLDecoder.decode(at.getRawPath().replace("+", "%2B"), StandardCharsets.UTF_8)
          .substring(1);
    } catch (java.net.URISyntaxException | IllegalArgumentException e) {
      throw new Refusal("is damaged: a chapter's name is no place in the book");
    }
  }
}
