package dev.herder.cli.command;

import dev.herder.cli.option.ConfigKey;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of commands that read documents. */
final class SynthDocumentOptions {
  @ConfigKey("documents.files")
  @Option(
      names = "--documents",
      paramLabel = "FILE|DIR",
      description =
          "Text, Markdown, HTML, PDF, DOCX or EPUB, or a folder of them; may be repeated.")
  @Nullable List<String> documents;

  @ConfigKey("documents.chunk-tokens")
  @Option(names = "--chunk-tokens", paramLabel = "N", description = "The longest chunk in tokens.")
  @Nullable String chunkTokens;

  @ConfigKey("documents.chunk-overlap")
  @Option(
      names = "--chunk-overlap",
      paramLabel = "N",
      description = "Tokens that neighbours may share.")
  @Nullable String chunkOverlap;
}
