package dev.herder.documents;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;

/** Small documents of every format, made by the tests. */
final class Sample {
  private Sample() {}

  static void pdf(Path file, String... lines) throws IOException {
    try (PDDocument document = new PDDocument()) {
      PDPage page = new PDPage();
      document.addPage(page);
      try (PDPageContentStream out = new PDPageContentStream(document, page)) {
        out.beginText();
        out.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 12);
        out.newLineAtOffset(50, 700);
        for (String line : lines) {
          out.showText(line);
          out.newLineAtOffset(0, -20);
        }
        out.endText();
      }
      document.save(file.toFile());
    }
  }

  static void docx(Path file, String body) throws IOException {
    zip(
        file,
        "word/document.xml",
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/"
            + "wordprocessingml/2006/main\"><w:body>"
            + body
            + "</w:body></w:document>");
  }

  static String paragraph(String text) {
    return "<w:p><w:r><w:t>" + text + "</w:t></w:r></w:p>";
  }

  static void epub(Path file, String... chapters) throws IOException {
    StringBuilder items = new StringBuilder();
    StringBuilder spine = new StringBuilder();
    String[] entries = new String[4 + 2 * chapters.length];
    for (int i = 0; i < chapters.length; i++) {
      items.append("<item id='c").append(i).append("' href='text/c").append(i);
      items.append(".xhtml' media-type='application/xhtml+xml'/>");
      // The order of reading is the spine's, not that of the items.
      spine.insert(0, "<itemref idref='c" + i + "'/>");
      entries[4 + 2 * i] = "OEBPS/text/c" + i + ".xhtml";
      entries[5 + 2 * i] =
          "<html><head><title>x</title></head><body>" + chapters[i] + "</body></html>";
    }
    entries[0] = "META-INF/container.xml";
    entries[1] =
        "<container><rootfiles><rootfile full-path='OEBPS/book.opf'/></rootfiles></container>";
    entries[2] = "OEBPS/book.opf";
    entries[3] =
        "<package><manifest>" + items + "</manifest><spine>" + spine + "</spine></package>";
    zip(file, entries);
  }

  static void zip(Path file, String... namesAndTexts) throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < namesAndTexts.length; i += 2) {
        out.putNextEntry(new ZipEntry(namesAndTexts[i]));
        out.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  /** A DOCX of a few hundred kilobytes whose text is as long as asked for. */
  static void bomb(Path file, int mebibytes) throws IOException {
    byte[] block = "a".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
    try (OutputStream raw = Files.newOutputStream(file);
        ZipOutputStream out = new ZipOutputStream(raw)) {
      out.putNextEntry(new ZipEntry("word/document.xml"));
      out.write("<w:document xmlns:w='x'><w:p><w:t>".getBytes(StandardCharsets.US_ASCII));
      for (int i = 0; i < mebibytes; i++) {
        out.write(block);
      }
      out.write("</w:t></w:p></w:document>".getBytes(StandardCharsets.US_ASCII));
    }
  }
}
