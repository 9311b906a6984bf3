package dev.herder.cli.command;

import dev.herder.documents.Chunker;
import dev.herder.documents.Limits;
import dev.herder.synthdata.UnitSource;
import java.nio.file.Path;
import java.util.List;

/** Which documents are read and how: the settings under {@code documents}. */
record SynthDocuments(
    List<Path> files,
    int chunkTokens,
    int chunkOverlap,
    int maxMib,
    int maxChars,
    int seconds,
    int memoryMib) {
  static SynthDocuments defaults() {
    Limits limits = Limits.DEFAULT;
    return new SynthDocuments(
        List.of(),
        512,
        64,
        limits.maxMiB(),
        limits.maxChars(),
        limits.seconds(),
        limits.memoryMiB());
  }

  UnitSource units(SynthSession.Counting counting, boolean whole) {
    return new UnitSource.Documents(
        files,
        new Limits(maxMib, maxChars, seconds, memoryMib),
        new Chunker(chunkTokens, chunkOverlap, counting.counter()),
        counting.name(),
        whole);
  }
}
