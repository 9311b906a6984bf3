package dev.herder.eval.choice;

import dev.herder.core.UserError;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What choices are called; a model that understands the question does not care. */
public enum ChoiceLabels {
  /** A, B, C, D, ... */
  UPPER("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
  /** a, b, c, d, ... */
  LOWER("abcdefghijklmnopqrstuvwxyz"),
  /** 1, 2, 3, 4, ... */
  NUMBERS("123456789"),
  /** Common signs without an order. */
  SIGNS("$&#@%*+"),
  /** Letters of several scripts, which are rare tokens. */
  RARE("œ§зüßжλ");

  private final String labels;

  ChoiceLabels(String labels) {
    this.labels = labels;
  }

  /** The name in settings and reports. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The labels of so many choices.
   *
   * @throws UserError if there are not enough
   */
  public List<String> first(int choices) {
    List<String> all = labels.codePoints().mapToObj(Character::toString).toList();
    if (choices > all.size()) {
      throw new UserError(
          "labels: "
              + id()
              + " are "
              + all.size()
              + ", but a question has "
              + choices
              + " choices; choose upper or lower");
    }
    return all.subList(0, choices);
  }

  /**
   * By its name.
   *
   * @throws UserError if there is none
   */
  public static ChoiceLabels of(String id) {
    return Arrays.stream(values())
        .filter(each -> each.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new UserError(
                    "labels: '"
                        + id
                        + "' is not known, expected one of "
                        + Arrays.stream(values())
                            .map(ChoiceLabels::id)
                            .collect(Collectors.joining(", "))));
  }
}
