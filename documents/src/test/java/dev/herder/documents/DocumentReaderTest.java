package dev.herder.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.run.Hashes;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DocumentReaderTest {
  @TempDir private Path folder;

  private final DocumentReader reader = new DocumentReader(new Limits(8, 100_000, 30, 128));

  @AfterEach
  void close() {
    reader.close();
  }

  @Test
  void readsTextAndMarkdownAsTheyAre() throws IOException {
    Path file = write("a.md", "\ufeff# Title\r\n\r\nFür *alle*.\r");
    Document document = document(file);
    assertEquals("# Title\n\nFür *alle*.\n", document.text());
    assertEquals("markdown", document.format());
    assertEquals("a.md", document.name());
    assertEquals(Hashes.ofFile(file), document.sha256());
    Path wide = folder.resolve("b.txt");
    Files.write(wide, "\ufeffnaïve".getBytes(StandardCharsets.UTF_16LE));
    assertEquals("naïve", document(wide).text());
  }

  @Test
  void readsTheBlocksOfAWebPage() throws IOException {
    Path file =
        write(
            "a.html",
            """
            <html><head><title>T</title><style>p{}</style></head><body><h1>One</h1><p>Two  &amp;
             three<br>four</p><script>five()</script><ul><li>six</li><li>seven</li></ul>\
            <table><tr><td>8</td><td>9</td></tr></table><pre>a
              b</pre></body>""");
    assertEquals(
        "One\n\nTwo & three\nfour\n\nsix\n\nseven\n\n8\t9\n\na\n  b", document(file).text());
  }

  @Test
  void aGigabyteIsRefusedUnread() throws IOException {
    Path file = folder.resolve("long.txt");
    // A file with a hole takes no room on the disk.
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 30);
    }
    assertEquals("is larger than 8 MiB", reason(file));
    try (DocumentReader patient = new DocumentReader(new Limits(2048, 100_000, 30, 128))) {
      Reading reading = patient.read(new DocumentFiles.Found(file, "long.txt"));
      assertEquals(new Reading.Refused("long.txt", "has more text than allowed"), reading);
    }
    assertEquals("has more text than allowed", reason(write("one.txt", "a".repeat(100_001))));
    assertEquals(100_000, document(write("two.txt", "b".repeat(100_000))).text().length());
    assertEquals("has more text than allowed", reason(write("three.txt", "€".repeat(100_002))));
  }

  @Test
  void readsTheTextOfAPdf() throws IOException {
    Path file = folder.resolve("a.pdf");
    Sample.pdf(file, "The first line.", "The second line.");
    String text = document(file).text();
    assertTrue(text.contains("The first line."), text);
    assertTrue(text.contains("The second line."), text);
  }

  @Test
  void readsParagraphsAndTablesOfADocx() throws IOException {
    Path file = folder.resolve("a.docx");
    Sample.docx(
        file,
        Sample.paragraph("One")
            + "<w:p><w:r><w:t>Two</w:t><w:br/><w:t>three</w:t></w:r><w:del><w:r><w:t>gone</w:t></w:r>"
            + "</w:del></w:p><w:tbl><w:tr><w:tc>"
            + Sample.paragraph("a")
            + "</w:tc><w:tc>"
            + Sample.paragraph("b")
            + "</w:tc></w:tr></w:tbl>"
            + Sample.paragraph("End"));
    assertEquals("One\n\nTwo\nthree\n\na\tb\n\nEnd", document(file).text());
  }

  @Test
  void readsTheChaptersOfABookInTheirOrder() throws IOException {
    Path file = folder.resolve("a.epub");
    Sample.epub(file, "<p>Second.</p>", "<h1>First</h1><p>Beginning.</p>");
    assertEquals("First\n\nBeginning.\n\nSecond.", document(file).text());
  }

  @Test
  void refusesWhatItCannotRead() throws IOException {
    Path garbage = folder.resolve("garbage.pdf");
    Files.write(garbage, new byte[] {1, 2, 3});
    assertEquals("is damaged: has no %PDF- at its beginning", reason(garbage));
    Path broken = write("broken.pdf", "%PDF-1.7\n1 0 obj\n<< /Type /Cat");
    assertTrue(reason(broken).startsWith("is damaged"), reason(broken));
    assertEquals("is damaged: not a ZIP archive", reason(write("a.docx", "PK")));
    Path empty = folder.resolve("none.docx");
    Sample.zip(empty, "other.xml", "<a/>");
    assertEquals("is damaged: has no word/document.xml", reason(empty));
    assertEquals("has no text", reason(write("blank.txt", " \n ")));
    Path latin = folder.resolve("latin.txt");
    Files.write(latin, new byte[] {'f', (byte) 0xfc, 'r'});
    assertEquals("is not UTF-8 text", reason(latin));
    assertEquals("is not text: has zero bytes", reason(write("zero.txt", "a\0b")));
    assertTrue(reason(write("a.xyz", "x")).contains(".epub"));
  }

  @Test
  void anEntityThatMultipliesIsNotExpanded() throws IOException {
    Path file = folder.resolve("laughs.docx");
    Sample.zip(
        file,
        "word/document.xml",
        "<!DOCTYPE d [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]><d><p><t>&b;</t></p></d>");
    assertTrue(reason(file).startsWith("is damaged"), reason(file));
  }

  @Test
  void refusesBombsAndGoesOn() throws IOException {
    Path bomb = folder.resolve("bomb.docx");
    Sample.bomb(bomb, 64);
    assertTrue(Files.size(bomb) < 1 << 20, "packed small");
    assertEquals("unpacks to more bytes than allowed", reason(bomb));
    Path longer = folder.resolve("longer.docx");
    Sample.bomb(longer, 2);
    assertEquals("has more text than allowed", reason(longer));
    assertEquals("fine", document(write("ok.html", "<p>fine</p>")).text());
  }

  @Test
  void aDocumentThatNeedsTooMuchMemoryEndsOnlyItsOwnProcess() throws IOException {
    try (DocumentReader small = new DocumentReader(new Limits(512, 400_000_000, 60, 64))) {
      Path bomb = folder.resolve("bomb.docx");
      Sample.bomb(bomb, 200);
      Reading reading = small.read(found(bomb));
      assertEquals(
          new Reading.Refused("bomb.docx", "needs more memory to read than allowed"), reading);
      Path after = write("ok.html", "<p>fine</p>");
      assertTrue(small.read(found(after)) instanceof Reading.Read);
    }
  }

  @Test
  void refusesALineThatIsLargerThanAllowed() throws IOException {
    Path file = write("line.txt", "x".repeat(200_000));
    assertEquals("has more text than allowed", reason(file));
    Path huge = folder.resolve("huge.txt");
    try (java.io.RandomAccessFile sparse = new java.io.RandomAccessFile(huge.toFile(), "rw")) {
      sparse.setLength(1L << 30);
    }
    assertEquals("is larger than 8 MiB", reason(huge));
  }

  @Test
  void findsFilesBelowAFolderSortedAndWithoutHiddenOnes() throws IOException {
    Files.createDirectories(folder.resolve("sub/.git"));
    write("sub/b.txt", "b");
    write("sub/.git/c.txt", "c");
    write("a.txt", "a");
    write(".hidden.txt", "h");
    assertEquals(
        List.of("a.txt", "sub/b.txt"),
        DocumentFiles.of(List.of(folder)).stream().map(DocumentFiles.Found::name).toList());
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private DocumentFiles.Found found(Path file) {
    return new DocumentFiles.Found(file, file.getFileName().toString());
  }

  private Document document(Path file) throws IOException {
    Reading reading = reader.read(found(file));
    return assertRead(reading).document();
  }

  private static Reading.Read assertRead(Reading reading) {
    assertTrue(reading instanceof Reading.Read, reading.toString());
    return (Reading.Read) reading;
  }

  private String reason(Path file) throws IOException {
    Reading reading = reader.read(found(file));
    assertTrue(reading instanceof Reading.Refused, reading.toString());
    return ((Reading.Refused) reading).reason();
  }
}
