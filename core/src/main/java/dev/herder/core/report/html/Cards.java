package dev.herder.core.report.html;

import java.util.List;

/** The key figures, large. */
public record Cards(String title, List<Card> cards) implements Section {
  /**
   * One figure.
   *
   * @param label what it is
   * @param value the figure with its unit, as it is to be read
   * @param detail a few words beneath; may be empty
   */
  public record Card(String label, String value, String detail) {}

  public Cards {
    cards = List.copyOf(cards);
  }

  @Override
  public void writeTo(Markup out) {
    out.open("dl", "class", "cards");
    for (Card card : cards) {
      out.open("div").leaf("dt", card.label()).leaf("dd", card.value());
      if (!card.detail().isEmpty()) {
        out.leaf("dd", card.detail(), "class", "detail");
      }
      out.close("div");
    }
    out.close("dl");
  }
}
