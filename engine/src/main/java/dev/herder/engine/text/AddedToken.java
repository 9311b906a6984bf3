package dev.herder.engine.text;

/**
 * A token that is found in text before the model splits the rest of it.
 *
 * @param id its id
 * @param content the text that it stands for, not empty
 * @param special whether it is a control token, which text from a user must never become
 * @param singleWord whether it matches only where no word character touches it
 * @param lstrip whether it takes the white space before it
 * @param rstrip whether it takes the white space after it
 * @param normalized whether it is looked for in the normalized text
 */
record AddedToken(
    int id,
    String content,
    boolean special,
    boolean singleWord,
    boolean lstrip,
    boolean rstrip,
    boolean normalized) {
  /** The same token as a control token. */
  AddedToken asSpecial() {
    return new AddedToken(id, content, true, singleWord, lstrip, rstrip, normalized);
  }

  /** The same token spelled otherwise. */
  AddedToken spelled(String other) {
    return new AddedToken(id, other, special, singleWord, lstrip, rstrip, normalized);
  }
}
