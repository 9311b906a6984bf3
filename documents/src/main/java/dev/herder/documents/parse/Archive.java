package dev.herder.documents.parse;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** A ZIP file whose contents, unpacked, stay below a limit, whatever the file says of itself. */
final class Archive implements AutoCloseable {
  private static final int MOST_ENTRIES = 100_000;

  private final ZipFile zip;
  private final XMLInputFactory xml = XMLInputFactory.newDefaultFactory();
  private long left;

  private Archive(ZipFile zip, long maxBytes) {
    this.zip = zip;
    this.left = maxBytes;
    // No document type: neither entities that multiply nor files that they name.
    xml.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    xml.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    xml.setProperty(XMLInputFactory.IS_COALESCING, false);
  }

  /** Opens a file whose entries may unpack to so many bytes together. */
  static Archive open(Path file, long maxBytes) throws IOException, Refusal {
    try {
      ZipFile zip = new ZipFile(file.toFile());
      if (zip.size() > MOST_ENTRIES) {
        zip.close();
        throw new Refusal("has more than " + MOST_ENTRIES + " entries");
      }
      return new Archive(zip, maxBytes);
    } catch (ZipException e) {
      throw new Refusal("is damaged: not a ZIP archive");
    }
  }

  /** The bytes of an entry. */
  byte[] bytes(String name) throws IOException, Refusal {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new Refusal("is damaged: has no " + name);
    }
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, left + 1));
      left -= bytes.length;
      if (left < 0) {
        throw new Refusal("unpacks to more bytes than allowed");
      }
      return bytes;
    } catch (ZipException e) {
      throw new Refusal("is damaged: " + name + " cannot be unpacked");
    }
  }

  /** Reads an entry as XML. */
  XMLStreamReader read(String name) throws IOException, Refusal, XMLStreamException {
    return xml.createXMLStreamReader(new ByteArrayInputStream(bytes(name)));
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
