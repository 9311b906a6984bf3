package dev.herder.documents;

/**
 * A piece of a document.
 *
 * @param id the first 16 hexadecimal digits of the hash of its text
 * @param document the document's name
 * @param documentSha256 hash of the document's bytes
 * @param index which piece of the document, from 0
 * @param start first char (UTF-16 unit) in the document's text
 * @param end one past the last
 * @param text the piece
 * @param tokens its length, counted sentence by sentence
 */
public record Chunk(
    String id,
    String document,
    String documentSha256,
    int index,
    int start,
    int end,
    String text,
    int tokens) {}
