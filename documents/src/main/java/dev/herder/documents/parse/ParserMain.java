package dev.herder.documents.parse;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The process that parses: documents named on its standard input, their texts on its output.
 *
 * <p>A request is a path, a format's name, the bytes, characters and milliseconds allowed; an
 * answer is a byte (0 for text, 1 for a reason), a length and UTF-8. A parser that runs out of time
 * ends the process, for a thread cannot be ended.
 */
final class ParserMain {
  static final int TEXT = 0;
  static final int REFUSED = 1;
  static final String TOO_SLOW = "takes longer to read than allowed";

  /** Parsers descend into nested elements; this is deeper than any sane document. */
  private static final long STACK_BYTES = 16L << 20;

  private ParserMain() {}

  private record Answer(int kind, String text, boolean last) {}

  /** Answers requests until there are no more. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    // A library's chatter must not get between the answers.
    System.setOut(
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
    DataInputStream in =
        new DataInputStream(new BufferedInputStream(new FileInputStream(FileDescriptor.in)));
    DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
    boolean last = false;
    while (!last) {
      Path file;
      try {
        file = Path.of(in.readUTF());
      } catch (EOFException e) {
        // Whoever asked has gone.
        return;
      }
      Format format = Format.valueOf(in.readUTF());
      Answer answer = answer(file, format, in.readLong(), in.readInt(), in.readLong());
      byte[] bytes = answer.text().getBytes(StandardCharsets.UTF_8);
      out.writeByte(answer.kind());
      out.writeInt(bytes.length);
      out.write(bytes);
      out.flush();
      last = answer.last();
    }
  }

  private static Answer answer(Path file, Format format, long maxBytes, int maxChars, long millis)
      throws InterruptedException {
    BlockingQueue<Answer> answers = new ArrayBlockingQueue<>(1);
    Thread parser =
        new Thread(
            null,
            () -> answers.add(parsed(file, format, maxBytes, maxChars)),
            "parser",
            STACK_BYTES);
    parser.setDaemon(true);
    parser.start();
    Answer answer = answers.poll(millis, TimeUnit.MILLISECONDS);
    return answer == null ? new Answer(REFUSED, TOO_SLOW, true) : answer;
  }

  private static Answer parsed(Path file, Format format, long maxBytes, int maxChars) {
    try {
      return new Answer(TEXT, Parsers.text(format, file, maxBytes, maxChars), false);
    } catch (Refusal e) {
      return new Answer(REFUSED, e.reason(), false);
    } catch (IOException | RuntimeException e) {
      return new Answer(REFUSED, "is damaged: " + Parsers.brief(e), false);
    } catch (StackOverflowError e) {
      return new Answer(REFUSED, "nests too deep", false);
    }
  }
}
