package dev.herder.documents;

import dev.herder.core.run.Hashes;
import dev.herder.documents.parse.Format;
import dev.herder.documents.parse.ParserProcess;
import dev.herder.documents.parse.Refusal;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads documents, each within limits of size, memory and time.
 *
 * <p>Text and Markdown are decoded here; every other format is parsed in a process of its own.
 */
public final class DocumentReader implements AutoCloseable {
  private final Limits limits;

  /** Bytes of the longest mark of an encoding at a file's beginning. */
  private static final int LONGEST_MARK = 3;

  private final ParserProcess parser;

  public DocumentReader(Limits limits) {
    this.limits = limits;
    parser = new ParserProcess(limits.memoryMiB(), limits.seconds() * 1000L);
  }

  /**
   * Reads a document.
   *
   * @return the document, or why it was refused
   * @throws IOException if the disk fails, which is no fault of the document
   */
  public Reading read(DocumentFiles.Found found) throws IOException {
    try {
      Optional<Format> format = Format.ofName(found.name());
      if (format.isEmpty()) {
        throw new Refusal("has a name that tells no known format (" + Format.known() + ")");
      }
      String text = cleaned(text(format.get(), found.path()));
      if (text.isBlank()) {
        throw new Refusal("has no text");
      }
      String hash = Hashes.ofFile(found.path());
      return new Reading.Read(new Document(found.name(), hash, format.get().id(), text));
    } catch (Refusal e) {
      return new Reading.Refused(found.name(), e.reason());
    } catch (AccessDeniedException e) {
      return new Reading.Refused(found.name(), "may not be read for lack of rights");
    }
  }

  private String text(Format format, Path file) throws IOException, Refusal {
    if (Files.size(file) > limits.maxBytes()) {
      throw new Refusal("is larger than " + limits.maxMiB() + " MiB");
    }
    return format.plain()
        ? plain(file)
        : parser.text(format, file, limits.maxBytes(), limits.maxChars());
  }

  private String plain(Path file) throws IOException, Refusal {
    // No character takes more than three bytes of a file for each unit it takes of a text.
    if (Files.size(file) > 3L * limits.maxChars() + LONGEST_MARK) {
      throw new Refusal("has more text than allowed");
    }
    try (BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      in.mark(LONGEST_MARK);
      byte[] head = in.readNBytes(LONGEST_MARK);
      in.reset();
      Charset charset = StandardCharsets.UTF_8;
      if (startsWith(head, 0xef, 0xbb, 0xbf)) {
        in.skipNBytes(3);
      } else if (startsWith(head, 0xff, 0xfe) || startsWith(head, 0xfe, 0xff)) {
        charset = startsWith(head, 0xff) ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
        in.skipNBytes(2);
      }
      return decoded(in, charset);
    }
  }

  /** Reads no further than the text may be long. */
  private String decoded(InputStream in, Charset charset) throws IOException, Refusal {
    StringBuilder text = new StringBuilder();
    char[] some = new char[1 << 13];
    try (InputStreamReader reader = new InputStreamReader(in, charset.newDecoder())) {
      for (int count = reader.read(some); count >= 0; count = reader.read(some)) {
        for (int i = 0; i < count; i++) {
          if (some[i] == '\0') {
            throw new Refusal("is not text: has zero bytes");
          }
        }
        if (count > limits.maxChars() - text.length()) {
          throw new Refusal("has more text than allowed");
        }
        text.append(some, 0, count);
      }
      return text.toString();
    } catch (CharacterCodingException e) {
      throw new Refusal("is not " + charset + " text");
    }
  }

  private static boolean startsWith(byte[] bytes, int... head) {
    for (int i = 0; i < head.length; i++) {
      if (i >= bytes.length || (bytes[i] & 0xff) != head[i]) {
        return false;
      }
    }
    return true;
  }

  /** One kind of line end, no control characters, no halves of characters. */
  private static String cleaned(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\r') {
        if (i + 1 >= text.length() || text.charAt(i + 1) != '\n') {
          out.append('\n');
        }
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        out.append(c).append(text.charAt(++i));
      } else if (Character.isSurrogate(c)) {
        out.append('\ufffd');
      } else if (c == '\n' || c == '\t' || c >= ' ') {
        out.append(c);
      }
    }
    return out.toString();
  }

  @Override
  public void close() {
    parser.close();
  }
}
