package dev.herder.documents.parse;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.tika.exception.EncryptedDocumentException;
import org.apache.tika.exception.TikaException;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.pdf.PDFParser;
import org.apache.tika.parser.pdf.PDFParserConfig;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;

/** The text of a PDF, by Tika's parser over PDFBox; attachments and pictures are left out. */
final class Pdf {
  private static final byte[] MAGIC = {'%', 'P', 'D', 'F', '-'};

  /** The head may stand a little into the file. */
  private static final int HEAD_WITHIN = 1024;

  private Pdf() {}

  /** Nothing that a document carries is opened. */
  private record Nothing() implements EmbeddedDocumentExtractor {
    @Override
    public boolean shouldParseEmbedded(Metadata metadata) {
      return false;
    }

    @Override
    public void parseEmbedded(
        InputStream stream, ContentHandler handler, Metadata metadata, boolean outputHtml) {
      // Never asked to.
    }
  }

  static String text(Path file, int maxChars) throws IOException, Refusal {
    requireMagic(file);
    PDFParserConfig config = new PDFParserConfig();
    config.setOcrStrategy(PDFParserConfig.OCR_STRATEGY.NO_OCR);
    config.setExtractInlineImages(false);
    config.setExtractAcroFormContent(false);
    config.setExtractAnnotationText(false);
    config.setExtractBookmarksText(false);
    ParseContext context = new ParseContext();
    context.set(PDFParserConfig.class, config);
    context.set(EmbeddedDocumentExtractor.class, new Nothing());
    TextBlocks blocks = new TextBlocks(maxChars);
    try (TikaInputStream in = TikaInputStream.get(file)) {
      new PDFParser().parse(in, blocks, new Metadata(), context);
    } catch (SAXException e) {
      throw Parsers.refusal(e);
    } catch (EncryptedDocumentException e) {
      throw new Refusal("is encrypted");
    } catch (NoClassDefFoundError e) {
      // What decrypts is left out of the program, so its absence says the same.
      boolean cipher = String.valueOf(e.getMessage()).contains("bouncycastle");
      throw new Refusal(cipher ? "is encrypted" : "needs a part that the program lacks");
    } catch (TikaException e) {
      throw new Refusal("is damaged: not a PDF that can be read");
    } catch (IOException e) {
      throw new Refusal("is damaged: " + Parsers.brief(e));
    }
    return blocks.text();
  }

  private static void requireMagic(Path file) throws IOException, Refusal {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(HEAD_WITHIN);
      for (int i = 0; i + MAGIC.length <= head.length; i++) {
        if (java.util.Arrays.equals(head, i, i + MAGIC.length, MAGIC, 0, MAGIC.length)) {
          return;
        }
      }
      throw new Refusal("is damaged: has no %PDF- at its beginning");
    }
  }
}
