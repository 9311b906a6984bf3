package dev.herder.core.data;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one row from text, for the tests. */
final class OneRow {
  static final Source SOURCE = new Source("f", 1);

  private OneRow() {}

  /** The row, or null after problems. */
  static @Nullable Row read(String json, Purpose purpose, Faults faults) {
    Map<String, Object> object = JsonRow.parse(json, faults);
    if (object == null) {
      return null;
    }
    Schema schema = Schema.detect(object);
    if (schema == null) {
      RowParser.unknown(object, faults);
      return null;
    }
    Row row = RowParser.parse(schema, object, faults);
    return row == null || faults.total() > 0 ? null : Conversion.convert(row, purpose, faults);
  }

  /** The row, which must be good; single quotes stand for double ones. */
  static Row good(String json, Purpose purpose) {
    Faults faults = new Faults(SOURCE);
    Row row = read(json.replace('\'', '"'), purpose, faults);
    if (row == null || faults.total() > 0) {
      throw new AssertionError(faults.problems().toString());
    }
    return row;
  }

  static Row good(String json) {
    return good(json, Purpose.ANY);
  }

  /** The problems, at least one; single quotes stand for double ones. */
  static List<String> bad(String json, Purpose purpose) {
    Faults faults = new Faults(SOURCE);
    Row row = read(json.replace('\'', '"'), purpose, faults);
    if (faults.total() == 0) {
      throw new AssertionError("good: " + row);
    }
    return faults.problems().first().stream()
        .map(each -> each.toString().substring("f:1: ".length()))
        .toList();
  }

  static List<String> bad(String json) {
    return bad(json, Purpose.ANY);
  }

  static Turns chat(String... rolesAndTexts) {
    return new Turns.Chat(messages(rolesAndTexts));
  }

  static List<Message> messages(String... rolesAndTexts) {
    Message[] messages = new Message[rolesAndTexts.length / 2];
    for (int i = 0; i < messages.length; i++) {
      messages[i] = new Message(rolesAndTexts[2 * i], rolesAndTexts[2 * i + 1]);
    }
    return List.of(messages);
  }

  static Turns plain(String text) {
    return new Turns.Plain(text);
  }
}
