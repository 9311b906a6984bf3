package dev.herder.core.report.html;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What was made from what: every item with links to what it was made from and to what was made from
 * it.
 */
public record Lineage(String title, List<Item> items) implements Section {
  private static final int SHOWN_DIGITS = 16;

  /**
   * Something that was made, or that was given.
   *
   * @param name unique
   * @param kind a word for what it is
   * @param inputs what it was made from; empty for what was given
   * @param outputs the hash of each file that is the result, by name
   * @param facts whatever else is to be told
   */
  public record Item(
      String name,
      String kind,
      List<Input> inputs,
      Map<String, String> outputs,
      List<Facts.Fact> facts) {
    public Item {
      inputs = List.copyOf(inputs);
      outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
      facts = List.copyOf(facts);
    }
  }

  /**
   * One input of an item.
   *
   * @param role what it is used as, for example {@code model}
   * @param item the name of the item that it comes from, which need not be on the page
   * @param file which file of that item; empty for all of it
   * @param hash of its content
   */
  public record Input(String role, String item, String file, String hash) {}

  public Lineage {
    items = List.copyOf(items);
  }

  /** Where an item stands on the page, without the leading {@code #}. */
  public static String anchor(String item) {
    StringBuilder anchor = new StringBuilder("of-");
    for (int i = 0; i < item.length(); i++) {
      char c = item.charAt(i);
      boolean plain = c < 128 && (Character.isLetterOrDigit(c) || c == '-');
      anchor.append(plain ? String.valueOf(c) : "." + Integer.toHexString(c) + ".");
    }
    return anchor.toString();
  }

  @Override
  public void writeTo(Markup out) {
    Map<String, Item> byName = new LinkedHashMap<>();
    items.forEach(item -> byName.put(item.name(), item));
    Map<String, Set<String>> users = new LinkedHashMap<>();
    for (Item item : items) {
      for (Input input : item.inputs()) {
        users.computeIfAbsent(input.item(), key -> new TreeSet<>()).add(item.name());
      }
    }
    out.open("div", "class", "lineage").line();
    for (Item item : byName.values()) {
      out.open("article", "id", anchor(item.name()))
          .open("h3")
          .text(item.name())
          .leaf("span", item.kind(), "class", "tag")
          .close("h3");
      writeInputs(out, item, byName);
      writeOutputs(out, item);
      writeNames(out, "used by", users.getOrDefault(item.name(), Set.of()), byName);
      writeNames(out, "rests on", given(item, byName), byName);
      writeFacts(out, item);
      out.close("article").line();
    }
    out.close("div");
  }

  private static void writeInputs(Markup out, Item item, Map<String, Item> all) {
    if (item.inputs().isEmpty()) {
      return;
    }
    out.open("dl").leaf("dt", "made from");
    for (Input input : item.inputs()) {
      out.open("dd").leaf("span", input.role(), "class", "role");
      link(out, input.item(), all);
      if (!input.file().isEmpty()) {
        out.leaf("span", input.file());
      }
      hash(out, input.hash());
      out.close("dd");
    }
    out.close("dl");
  }

  private static void writeOutputs(Markup out, Item item) {
    if (item.outputs().isEmpty()) {
      return;
    }
    out.open("dl").leaf("dt", item.inputs().isEmpty() ? "content" : "made");
    item.outputs()
        .forEach(
            (name, hash) -> {
              out.open("dd").leaf("span", name.equals(".") ? "all of it" : name);
              hash(out, hash);
              out.close("dd");
            });
    out.close("dl");
  }

  private static void writeNames(
      Markup out, String title, Set<String> names, Map<String, Item> all) {
    if (names.isEmpty()) {
      return;
    }
    out.open("dl").leaf("dt", title).open("dd", "class", "names");
    names.forEach(name -> link(out, name, all));
    out.close("dd").close("dl");
  }

  private static void writeFacts(Markup out, Item item) {
    if (item.facts().isEmpty()) {
      return;
    }
    out.open("details").leaf("summary", "settings and figures").open("dl", "class", "plain");
    for (Facts.Fact fact : item.facts()) {
      out.open("div").leaf("dt", fact.name()).leaf("dd", fact.value(), "dir", "auto").close("div");
    }
    out.close("dl").close("details");
  }

  private static void link(Markup out, String name, Map<String, Item> all) {
    if (all.containsKey(name)) {
      out.leaf("a", name, "href", "#" + anchor(name));
    } else {
      out.leaf("span", name);
    }
  }

  private static void hash(Markup out, String hash) {
    boolean whole = hash.length() <= SHOWN_DIGITS;
    out.leaf("code", whole ? hash : hash.substring(0, SHOWN_DIGITS) + "…", "title", hash);
  }

  /** Everything that was given and that the item was made from in the end. */
  private static Set<String> given(Item item, Map<String, Item> all) {
    Set<String> given = new TreeSet<>();
    Set<String> seen = new HashSet<>();
    List<Item> open = new ArrayList<>(List.of(item));
    while (!open.isEmpty()) {
      for (Input input : open.remove(open.size() - 1).inputs()) {
        Item from = all.get(input.item());
        if (from == null || from.inputs().isEmpty()) {
          given.add(input.item());
        } else if (seen.add(input.item())) {
          open.add(from);
        }
      }
    }
    return given;
  }
}
