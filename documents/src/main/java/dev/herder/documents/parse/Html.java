package dev.herder.documents.parse;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.tika.exception.TikaException;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.html.HtmlMapper;
import org.apache.tika.parser.html.IdentityHtmlMapper;
import org.apache.tika.parser.html.JSoupParser;
import org.xml.sax.SAXException;

/** The text of a web page, by Tika's parser over jsoup. */
final class Html {
  private Html() {}

  static String text(Path file, int maxChars) throws IOException, Refusal {
    TextBlocks blocks = new TextBlocks(maxChars);
    try (InputStream in = Files.newInputStream(file)) {
      into(blocks, in);
    }
    return blocks.text();
  }

  /** Adds a page's text. */
  static void into(TextBlocks blocks, InputStream in) throws IOException, Refusal {
    // Every element as it stands: the usual mapping drops those that part blocks.
    ParseContext context = new ParseContext();
    context.set(HtmlMapper.class, IdentityHtmlMapper.INSTANCE);
    try {
      // The parser looks ahead for the encoding.
      new JSoupParser().parse(new BufferedInputStream(in), blocks, new Metadata(), context);
    } catch (SAXException e) {
      throw Parsers.refusal(e);
    } catch (TikaException e) {
      throw new Refusal("is damaged: not HTML");
    }
  }
}
