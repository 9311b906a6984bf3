package dev.herder.documents;

/**
 * A document as text.
 *
 * @param name its name: the path as the user gave it, and below a folder relative to it
 * @param sha256 hash of the file's bytes
 * @param format the format's name, such as {@code pdf}
 * @param text the text, never blank
 */
public record Document(String name, String sha256, String format, String text) {}
