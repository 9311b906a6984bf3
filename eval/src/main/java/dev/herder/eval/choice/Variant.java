package dev.herder.eval.choice;

import dev.herder.eval.choice.ChoiceItem.Style;
import java.util.ArrayList;
import java.util.List;

/**
 * One of several ways to ask the same question; a model that understands it answers all alike.
 *
 * @param rotation how many choices go from the front to the back
 * @param labels what choices are called
 * @param wording how the question reads
 */
record Variant(int rotation, ChoiceLabels labels, Wording wording) {
  /** All combinations, the plainest first. */
  static List<Variant> all(int rotations, List<ChoiceLabels> labels, List<Wording> wordings) {
    List<Variant> all = new ArrayList<>();
    for (Wording wording : wordings) {
      for (ChoiceLabels label : labels) {
        for (int rotation = 0; rotation < rotations; rotation++) {
          all.add(new Variant(rotation, label, wording));
        }
      }
    }
    return all;
  }

  /** The item as it is shown here. */
  ChoiceItem apply(ChoiceItem item) {
    return item.style() == Style.LETTERS ? item.rotated(rotation) : item;
  }

  /** The choice in the row's own order that stands in a place here. */
  int original(ChoiceItem item, int place) {
    return item.style() == Style.LETTERS
        ? Math.floorMod(place + rotation, item.choices().size())
        : place;
  }

  /** The name in reports. */
  String id() {
    return "rotation=" + rotation + ",labels=" + labels.id() + ",wording=" + wording.id();
  }
}
