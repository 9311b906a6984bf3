package dev.herder.documents;

/** What came of reading a document. */
public sealed interface Reading {
  /** The document's name. */
  String name();

  /** It was read. */
  record Read(Document document) implements Reading {
    @Override
    public String name() {
      return document.name();
    }
  }

  /**
   * It was refused.
   *
   * @param reason in words, such as {@code is encrypted}
   */
  record Refused(String name, String reason) implements Reading {}
}
