package dev.herder.core.data;

import java.io.IOException;

/** The rows of one file as bytes, one after the other in the same buffer. */
sealed interface Slices {
  /** Goes to the next row; false at the end. */
  boolean next() throws IOException;

  /** The line on which the row begins, from 1. */
  long line();

  /** The offset of the row's first byte. */
  long offset();

  /** What is wrong with the file's frame, known at its end; empty if nothing. */
  String damage();

  /** One row a line, the blank ones among them. */
  final class Lines implements Slices {
    private final ByteInput in;
    private final Bytes row;
    private long line;
    private long offset;

    Lines(ByteInput in, Bytes row) {
      this.in = in;
      this.row = row;
    }

    @Override
    public boolean next() throws IOException {
      row.clear();
      offset = in.offset();
      line++;
      return in.takeLine(row) || in.offset() > offset;
    }

    @Override
    public long line() {
      return line;
    }

    @Override
    public long offset() {
      return offset;
    }

    @Override
    public String damage() {
      return "";
    }
  }

  /** The elements of one JSON list, split at its commas; each is parsed on its own later. */
  final class Elements implements Slices {
    private final ByteInput in;
    private final Bytes row;
    private long currentLine = 1;
    private long line = 1;
    private long offset;
    private boolean opened;
    private boolean ended;
    private String damage = "";

    Elements(ByteInput in, Bytes row) {
      this.in = in;
      this.row = row;
    }

    @Override
    public boolean next() throws IOException {
      row.clear();
      if (ended) {
        return false;
      }
      int first = visible();
      if (!opened) {
        // The caller has seen the bracket.
        opened = true;
        first = visible();
        if (first == ']') {
          return end();
        }
      }
      line = currentLine;
      offset = in.offset() - 1;
      return element(first);
    }

    private boolean element(int first) throws IOException {
      int depth = 0;
      boolean string = false;
      for (int b = first; b >= 0; b = take()) {
        if (string) {
          string = b != '"';
          if (b == '\\') {
            row.add(b);
            b = take();
          }
        } else if (depth == 0 && (b == ',' || b == ']')) {
          ended = b == ']' && !end();
          return true;
        } else if (b == '{' || b == '[') {
          depth++;
        } else if (b == '}' || b == ']') {
          depth--;
        } else {
          string = b == '"';
        }
        if (b >= 0) {
          row.add(b);
        }
      }
      ended = true;
      damage = "the list that begins the file is not closed";
      return false;
    }

    /** Ends the list, of which nothing but white space may follow. */
    private boolean end() throws IOException {
      ended = true;
      long last = currentLine;
      if (visible() >= 0) {
        damage = "text after the list that ends on line " + last;
        line = currentLine;
      }
      return false;
    }

    private int visible() throws IOException {
      int b = take();
      while (ByteInput.isBlank(b)) {
        b = take();
      }
      return b;
    }

    private int take() throws IOException {
      int b = in.take();
      if (b == '\n') {
        currentLine++;
      }
      return b;
    }

    @Override
    public long line() {
      return line;
    }

    @Override
    public long offset() {
      return offset;
    }

    @Override
    public String damage() {
      return damage;
    }
  }
}
