package dev.herder.pipelines.report;

import dev.herder.core.report.html.Facts;
import dev.herder.core.report.html.Facts.Fact;
import dev.herder.core.report.html.Lineage;
import dev.herder.core.report.html.Lineage.Input;
import dev.herder.core.report.html.Lineage.Item;
import dev.herder.pipelines.journal.Ledger.Account;
import dev.herder.pipelines.journal.Product;
import dev.herder.pipelines.journal.Trail.Passed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * From any artefact to what it was made from: the steps with their inputs, as the journal has them.
 */
final class Origins {
  private Origins() {}

  static Lineage of(String title, List<Passed> steps, Map<String, Account> accounts) {
    Set<String> names = new TreeSet<>();
    steps.forEach(passed -> names.add(passed.step().name()));
    Map<String, Item> given = new LinkedHashMap<>();
    List<Item> made = new ArrayList<>();
    for (Passed passed : steps) {
      List<Input> inputs = new ArrayList<>();
      passed
          .step()
          .inputs()
          .forEach(
              (role, product) -> {
                Product.Made input = product.made();
                String maker = maker(input.name(), names);
                if (maker.isEmpty()) {
                  given.putIfAbsent(input.name(), given(input));
                }
                inputs.add(
                    maker.isEmpty()
                        ? new Input(role, input.name(), "", input.sha256())
                        : new Input(role, maker, file(input.name(), maker), input.sha256()));
              });
      String name = passed.step().name();
      Map<String, String> outputs = passed.product().hashes();
      made.add(new Item(name, passed.step().stage(), inputs, outputs, facts(passed, accounts)));
    }
    List<Item> items = new ArrayList<>(given.values());
    items.addAll(made);
    return new Lineage(title, items);
  }

  private static Item given(Product.Made input) {
    return new Item(input.name(), "given", List.of(), input.hashes(), List.of());
  }

  /** The step whose output has the name; empty if it is the user's own. */
  private static String maker(String product, Set<String> steps) {
    for (String at = product;
        !at.isEmpty();
        at = at.substring(0, Math.max(0, at.lastIndexOf('/')))) {
      if (steps.contains(at)) {
        return at;
      }
    }
    return "";
  }

  private static String file(String product, String maker) {
    return product.equals(maker) ? "" : product.substring(maker.length() + 1);
  }

  private static List<Fact> facts(Passed passed, Map<String, Account> accounts) {
    List<Fact> facts = new ArrayList<>();
    passed
        .product()
        .summary()
        .forEach(
            (key, value) -> {
              if (!(value instanceof List<?>)) {
                facts.add(new Fact(key, String.valueOf(value)));
              }
            });
    facts.add(new Fact("seed", String.valueOf(passed.step().seed())));
    Account account = accounts.get(passed.step().name());
    if (account != null) {
      facts.add(new Fact("fingerprint", account.fingerprint()));
    }
    facts.addAll(Facts.of("", passed.step().settings()).facts());
    return facts;
  }
}
