package dev.herder.core.data;

import dev.herder.core.run.Artifact;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What one pass over data files found.
 *
 * @param files the files that could be opened, in the order given
 * @param problems every problem in any of them
 */
public record DataReport(List<FileReport> files, Problems problems) {
  public DataReport {
    files = List.copyOf(files);
  }

  /**
   * One file.
   *
   * @param name as the user gave it
   * @param sha256 of the file's bytes as they lie on the disk, 64 hexadecimal digits
   * @param bytes its size on the disk
   * @param bySchema good rows by schema
   * @param blankLines lines without a row
   */
  public record FileReport(
      String name, String sha256, long bytes, Map<Schema, Long> bySchema, long blankLines) {
    public FileReport {
      Map<Schema, Long> copy = new EnumMap<>(Schema.class);
      copy.putAll(bySchema);
      bySchema = Collections.unmodifiableMap(copy);
    }

    /** Good rows. */
    public long rows() {
      return bySchema.values().stream().mapToLong(Long::longValue).sum();
    }

    /** {@code NAME: 7 rows (6 messages, 1 text)} for people. */
    public String summary() {
      String schemas =
          bySchema.entrySet().stream()
              .map(each -> each.getValue() + " " + each.getKey().title())
              .collect(Collectors.joining(", "));
      String blank = blankLines == 0 ? "" : ", " + blankLines + " blank lines skipped";
      return name + ": " + rows() + " rows" + (rows() == 0 ? "" : " (" + schemas + ")") + blank;
    }
  }

  /** Good rows in all files. */
  public long rows() {
    return files.stream().mapToLong(FileReport::rows).sum();
  }

  /** Good rows in all files by schema. */
  public Map<Schema, Long> bySchema() {
    Map<Schema, Long> sums = new EnumMap<>(Schema.class);
    files.forEach(file -> file.bySchema().forEach((key, n) -> sums.merge(key, n, Long::sum)));
    return sums;
  }

  /** Lines without a row in all files. */
  public long blankLines() {
    return files.stream().mapToLong(FileReport::blankLines).sum();
  }

  /** The files as inputs of a manifest. */
  public List<Artifact> artifacts() {
    return files.stream().map(f -> new Artifact(f.name(), f.sha256(), f.rows())).toList();
  }

  /** One line a file, for people. */
  public String summary() {
    return files.stream().map(FileReport::summary).collect(Collectors.joining("\n"));
  }
}
