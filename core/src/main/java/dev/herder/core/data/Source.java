package dev.herder.core.data;

/**
 * Where a row came from.
 *
 * @param file the file's name as the user gave it
 * @param line the line, counted from 1
 */
public record Source(String file, long line) {
  @Override
  public String toString() {
    return file + ":" + line;
  }
}
