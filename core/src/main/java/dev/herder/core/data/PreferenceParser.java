package dev.herder.core.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads preferences: {@code chosen} and {@code rejected}, with a {@code prompt} or without.
 *
 * <p>Without a prompt, or with a string for a prompt beside lists of messages, the prompt is what
 * chosen and rejected begin with: their common messages, or for strings their common characters
 * (less a space at the end), as in TRL. Where one side is the beginning of the other, its last
 * message or character still belongs to the answers. Alpaca's {@code instruction} and {@code input}
 * serve as a prompt too. With an {@code edited} answer, better than both, the row is a ranking of
 * three.
 */
final class PreferenceParser {
  private final Fields fields;
  private final Faults faults;
  private final Sides sides;

  PreferenceParser(Fields fields, Sides sides) {
    this.fields = fields;
    this.faults = fields.faults();
    this.sides = sides;
  }

  @Nullable Row row() {
    boolean lists =
        fields.take("chosen") instanceof List && fields.take("rejected") instanceof List;
    Object prompt = fields.take("prompt");
    if (prompt == null && fields.has("instruction")) {
      return explicit(new AlpacaParser(fields, sides).prompt(), true);
    }
    if (prompt == null || (prompt instanceof String && lists)) {
      return implicit();
    }
    return explicit(sides.prompt("prompt", prompt), prompt instanceof List);
  }

  private @Nullable Row explicit(@Nullable Turns prompt, boolean chat) {
    Turns chosen = sides.answer("chosen", fields.take("chosen"), chat);
    Turns rejected = sides.answer("rejected", fields.take("rejected"), chat);
    return row(prompt, chosen, rejected);
  }

  private @Nullable Row implicit() {
    Turns chosen = sides.prompt("chosen", fields.take("chosen"));
    Turns rejected = sides.prompt("rejected", fields.take("rejected"));
    if (chosen == null || rejected == null) {
      return null;
    }
    if (chosen instanceof Turns.Chat good && rejected instanceof Turns.Chat bad) {
      return split(good.messages(), bad.messages());
    }
    if (chosen instanceof Turns.Plain good && rejected instanceof Turns.Plain bad) {
      return split(good.text(), bad.text());
    }
    faults.add(
        ProblemKind.WRONG_TYPE,
        "rejected",
        "one of chosen and rejected is a string and the other a list, expected two of a kind");
    return null;
  }

  private @Nullable Row split(List<Message> chosen, List<Message> rejected) {
    if (chosen.equals(rejected)) {
      return equalAnswers();
    }
    if (sides.ending("chosen", chosen) == null || sides.ending("rejected", rejected) == null) {
      return null;
    }
    int common = 0;
    int shorter = Math.min(chosen.size(), rejected.size());
    while (common < shorter && chosen.get(common).equals(rejected.get(common))) {
      common++;
    }
    common = Math.min(common, shorter - 1);
    if (common == 0) {
      return noPrompt();
    }
    return row(
        new Turns.Chat(chosen.subList(0, common)),
        new Turns.Chat(chosen.subList(common, chosen.size())),
        new Turns.Chat(rejected.subList(common, rejected.size())));
  }

  private @Nullable Row split(String chosen, String rejected) {
    if (chosen.equals(rejected)) {
      return equalAnswers();
    }
    int common = 0;
    int shorter = Math.min(chosen.length(), rejected.length());
    while (common < shorter && chosen.charAt(common) == rejected.charAt(common)) {
      common++;
    }
    boolean afterSpace = common > 0 && common < shorter && chosen.charAt(common - 1) == ' ';
    int end = afterSpace ? common - 1 : Math.min(common, shorter - 1);
    boolean insidePair = end > 0 && Character.isHighSurrogate(chosen.charAt(end - 1));
    end = insidePair ? end - 1 : end;
    if (end == 0) {
      return noPrompt();
    }
    String prompt = chosen.substring(0, end);
    return row(
        new Turns.Plain(prompt),
        sides.answer("chosen", chosen.substring(end), false),
        sides.answer("rejected", rejected.substring(end), false));
  }

  private @Nullable Row noPrompt() {
    faults.add(
        ProblemKind.MISSING_KEY,
        "prompt",
        "missing, and chosen and rejected have none in common",
        "give the prompt under its own key");
    return null;
  }

  private @Nullable Row equalAnswers() {
    faults.add(
        ProblemKind.EQUAL_ANSWERS,
        "rejected",
        "is the same as chosen, expected a worse answer",
        "remove the row");
    return null;
  }

  private @Nullable Row row(
      @Nullable Turns prompt, @Nullable Turns chosen, @Nullable Turns rejected) {
    if (prompt == null || chosen == null || rejected == null) {
      return null;
    }
    if (chosen.equals(rejected)) {
      return equalAnswers();
    }
    Object better = fields.take("edited");
    if (better != null) {
      return edited(prompt, better, chosen, rejected);
    }
    return new Row.Preference(fields.source(), prompt, chosen, rejected, fields.variables());
  }

  /** Llama 3's third answer: a person's improvement of the chosen one, better than both. */
  private @Nullable Row edited(Turns prompt, Object given, Turns chosen, Turns rejected) {
    Turns edited = sides.answer("edited", given, prompt instanceof Turns.Chat);
    if (edited == null) {
      return null;
    }
    if (edited.equals(chosen) || edited.equals(rejected)) {
      faults.add(
          ProblemKind.EQUAL_ANSWERS,
          "edited",
          "is the same as another answer, expected one that is better than both",
          "remove the key");
      return null;
    }
    return new Row.Ranked(
        fields.source(), prompt, List.of(edited, chosen, rejected), fields.variables());
  }
}
